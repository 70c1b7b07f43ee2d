"""Asking for many rows by their ids: one value goes to the database, however many there are."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, Value


class _IsAmong(Func):
    """`column = ANY(array)`."""

    arg_joiner = " = ANY("
    template = "%(expressions)s::uuid[])"
    output_field = BooleanField()


def literal(ids: Iterable[object]) -> str:
    """Return ids, given as UUIDs or as their text, as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, ids)) + "}"


def is_among(field: str, array: str) -> _IsAmong:
    """Return the condition that a field names one of the ids of an array."""
    return _IsAmong(F(field), Value(array))
