"""Opening a sealed column of many rows at once, for counting: no row becomes an object, no key is kept."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from audit import sealing
from audit.fields import SealedTextField


def words(rows: QuerySet[Any], name: str, *, of: str) -> dict[str, str]:
    """Return the words of a sealed column by the id that the field `of` holds, as text: two queries, one where there are none.

    Rows without words are left out, and those whose key was destroyed.

    :raises CannotOpen: when words were sealed for another row or have been changed.
    """
    field = rows.model._meta.get_field(name)
    assert isinstance(field, SealedTextField)  # noqa: S101
    whose, row, key = (Cast(one, TextField()) for one in (of, "pk", "seal_key_id"))
    found = list(rows.filter(**{f"{name}__isnull": False}).values_list(whose, row, key, name))
    keys = sealing.keys({key_id for _whose, _row, key_id, _sealed in found})
    column = field.bound_to("")
    return {
        whose_id: field.from_bytes(_opened(sealed.data, keys[key_id], column + row_id))
        for whose_id, row_id, key_id, sealed in found
        if key_id in keys
    }


def _opened(data: bytes, key: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(data[: sealing.NONCE], data[sealing.NONCE :], bound_to.encode())
    except InvalidTag as error:
        raise sealing.CannotOpen(f"What is sealed in {bound_to} does not belong there") from error
