"""The bytes of a return: drawn and written by the worker, moved as they are at signing, proved ever after."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.utils import translation

from reports import exports
from reports.layout import Data
from reports.models import IssuedFile, IssuedReturn, PreparedFile, PreparedReturn
from reports.pages import build
from reports.quarters import Quarter
from reports.return_page import ReturnPage, Standing


class Damaged(Exception):
    """The stored bytes of an issued return are not those that were signed."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def page_of(prepared: PreparedReturn, charts: list[Data]) -> ReturnPage:
    """Return a prepared return in words, as its PDF shows it."""
    standing = Standing(prepared.number, prepared.signer_name)
    with translation.override("en-gb"):
        return build(
            prepared.figures,
            prepared.definitions,
            narrative=prepared.narrative,
            standing=standing,
            charts=charts,
        )


def other_forms(prepared: PreparedReturn) -> dict[str, bytes]:
    """Return a prepared return as spreadsheet, CSV and JSON."""
    quarter = Quarter(prepared.year, prepared.quarter)
    with translation.override("en-gb"):
        return exports.written(
            prepared.figures,
            prepared.definitions,
            narrative=prepared.narrative,
            standing=Standing(prepared.number, prepared.signer_name),
            name=f"{quarter.slug}-v{prepared.number}",
        )


def keep(prepared: PreparedReturn, written: Mapping[str, bytes]) -> None:
    """Store the other forms of a prepared return, in place of any from before."""
    prepared.files.all().delete()
    PreparedFile.objects.bulk_create(
        PreparedFile(prepared=prepared, form=form, data=data, sha256=digest(data))
        for form, data in written.items()
    )


def move(prepared: PreparedReturn, issued: IssuedReturn) -> None:
    """Give the issued return the very bytes that were drawn with its PDF."""
    IssuedFile.objects.bulk_create(
        IssuedFile(issued=issued, form=one.form, data=one.data, sha256=one.sha256)
        for one in prepared.files.order_by("form")
    )


def served(issued: IssuedReturn, form: str) -> tuple[bytes, str]:
    """Return an issued return's bytes in a form (pdf, ods, csv, csv-metadata.json, json) and their digest.

    :raises Damaged: when the bytes do not have the digest that was stored with them.
    """
    if form == "pdf":
        return _proved(bytes(issued.pdf), issued.pdf_sha256, issued, form)
    kept = issued.files.filter(form=form).first()
    if kept is not None:
        return _proved(bytes(kept.data), kept.sha256, issued, form)
    data = exports.of_issued(issued)[form]
    return data, digest(data)


def changed(issued: IssuedReturn) -> list[str]:
    """Return the forms in which an issued return is not what was signed."""
    found = [] if digest(bytes(issued.pdf)) == issued.pdf_sha256 else ["PDF"]
    return found + [
        one.form for one in issued.files.order_by("form") if digest(bytes(one.data)) != one.sha256
    ]


def _proved(data: bytes, sha256: str, issued: IssuedReturn, form: str) -> tuple[bytes, str]:
    if digest(data) != sha256:
        raise Damaged(f"The {form} of return {issued.trail_reference} is not the one that was signed")
    return data, sha256
