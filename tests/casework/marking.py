"""Marking every word we keep of a woman, found by looking at the models: a new field is marked by itself."""

from __future__ import annotations

import io
import itertools
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.http import HttpResponse
from django.utils.formats import date_format

from accounts.models import User
from accounts.roles import POLICE
from audit.fields import Access, Protection
from audit.sealing import CannotOpen
from tests.factories.accounts import NOW

APPS = (
    "audit", "accounts", "programmes", "participants", "correspondence", "referrals", "workshops",
    "casework", "reports",
)  # fmt: skip
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUVWXYZ"
REFUSED = (DatabaseError, ValueError, TypeError, CannotOpen, ValidationError)
_WORDS = 40  # a plain column longer than this could hold a sentence; what is shorter holds codes


@dataclass
class Marks:
    """What was put where: the marker that may not be found, and the field it stands in."""

    words: dict[str, str] = field(default_factory=dict)
    days: dict[date, str] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def value(self, of: models.Field[Any, Any], where: str) -> Any:
        """Return the next marker for a field."""
        number = next(self.numbers)
        if isinstance(of, models.DateField) and not isinstance(of, models.DateTimeField):
            day = date(1901, 1, 1) + timedelta(days=number)
            self.days[day] = where
            return day
        marker = "QZ" + "".join(_DIGITS[number // 33**place % 33] for place in (3, 2, 1, 0))
        self.words[marker] = where
        return (
            marker.encode()
            if isinstance(of, models.BinaryField) and "Binary" in type(of).__name__
            else marker
        )

    def found_in(self, text: str) -> set[str]:
        """Return the fields whose marker stands in a text, in whatever form."""
        upper = text.upper()
        found = {where for marker, where in self.words.items() if marker in upper}
        for day, where in self.days.items():
            forms = {
                day.isoformat(),
                *(date_format(day, how) for how in ("j F Y", "j M Y", "d/m/Y", "j n Y")),
            }
            if any(form.upper() in upper for form in forms):
                found.add(where)
        return found


def every_model() -> list[type[models.Model]]:
    return [m for app in APPS for m in apps.get_app_config(app).get_models() if not m._meta.proxy]


def tells(one: Any) -> bool:
    """Whether a field could hold words about her: sealed, naming her, or free text."""
    protection = getattr(one, "protection", None)
    if protection is Protection.SEALED:
        return True
    text = isinstance(one, models.CharField | models.TextField) and not isinstance(one, models.SlugField)
    if protection is Protection.IDENTITY:
        return text or isinstance(one, models.DateField)
    room = one.max_length is None or one.max_length > _WORDS
    return text and not one.choices and room and one.subject_access is not Access.SYSTEM


def fields_that_tell() -> dict[type[models.Model], list[Any]]:
    found = {model: [f for f in model._meta.concrete_fields if tells(f)] for model in every_model()}
    return {model: fields for model, fields in found.items() if fields}


def named(model: type[models.Model], one: Any) -> str:
    return f"{model._meta.label}.{one.attname}"


def make_up(model: type[models.Model], key_id: Any) -> None:
    """Make one row of a model that the story left empty, out of the rows that are there.

    Where it must be about one thing of several, each is tried.
    """
    fields = model._meta.concrete_fields
    choices: list[Any] = [None, *(one for one in fields if isinstance(one, models.ForeignKey) and one.null)]
    for number, besides in enumerate(choices, start=1):
        try:
            with transaction.atomic():
                _made_up(model, key_id, besides).save(force_insert=True)
            return
        except DatabaseError:
            if number == len(choices):
                raise


def _made_up(model: type[models.Model], key_id: Any, besides: Any) -> models.Model:
    row, taken = model(), itertools.count()
    for one in model._meta.concrete_fields:
        if one.name == "seal_key_id":
            setattr(row, one.attname, key_id)
        elif isinstance(one, models.ForeignKey) and (one is besides or not one.null):
            rows = one.related_model._base_manager.order_by("pk").values_list("pk", flat=True)
            number = next(taken) % max(1, rows.count())  # two of a kind are two rows
            setattr(row, one.attname, next(iter(rows[number : number + 1]), None))
        elif not (one.null or one.blank or one.primary_key or one.has_default()):
            setattr(row, one.attname, _anything(one))
    return row


def _anything(one: Any) -> Any:
    """Return a value that a column takes: the first choice there is, or a letter."""
    if one.choices:
        return one.choices[0][0]
    values: list[tuple[type[Any], Any]] = [
        (models.DateTimeField, NOW),
        (models.DateField, NOW.date()),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.JSONField, []),
        (models.UUIDField, UUID(int=0)),
    ]
    return next((value for kind, value in values if isinstance(one, kind)), "x")


def mark_everything(marks: Marks, *, spared: Callable[[str], bool], key_id: Any) -> list[str]:
    """Put a marker into every telling field of every row; return the models no row could be made of.

    :param spared: tells of a field, by its name, that police wrote it or may read it.
    """
    empty = []
    for model, fields in fields_that_tell().items():
        wanted = [one for one in fields if not spared(named(model, one))]
        if not wanted or getattr(model, "only_added", False):
            continue
        if not model._base_manager.exists():
            try:
                make_up(model, key_id)
            except REFUSED as why:
                empty.append(f"{model._meta.label}: {why}".partition("\n")[0])
        for row in model._base_manager.all():
            if not _is_of_police(row):
                _mark(row, wanted, marks)
    return empty


def _is_of_police(row: models.Model) -> bool:
    return isinstance(row, User) and row.has_role(*POLICE)


def _mark(row: models.Model, fields: list[Any], marks: Marks) -> None:
    for one in fields:
        before = getattr(row, one.attname)
        setattr(row, one.attname, marks.value(one, named(type(row), one)))
        try:
            with transaction.atomic():
                row.save(update_fields=[one.attname])
            marks.covered.add(named(type(row), one))
        except REFUSED:
            setattr(row, one.attname, before)  # paired with another column, or never changed


def text_of(response: HttpResponse) -> str:
    """Return everything a response says: its page, the words of its PDF, the parts of its file."""
    kind = response.headers.get("Content-Type", "")
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if kind.startswith("application/pdf"):
        words = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout
        return heads + words.decode()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return heads + "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return heads + body.decode("utf-8", "replace")
