"""Asking about the same many cases again and again.

Their ids go to the database as one value, and come back as text: making a thousand ids into objects, once for
each question, takes longer than answering it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast

KEY = "key_of_case"


class _IsAmong(Func):
    """`column = ANY(array)`."""

    arg_joiner = " = ANY("
    template = "%(expressions)s::uuid[])"
    output_field = BooleanField()


@dataclass(frozen=True)
class Among:
    """Many cases (or women) by their ids, as PostgreSQL writes an array."""

    literal: str

    @classmethod
    def of(cls, ids: Iterable[object]) -> Among:
        """Return the cases of these ids, given as UUIDs or as their text."""
        return cls("{" + ",".join(map(str, ids)) + "}")

    def where(self, field: str) -> _IsAmong:
        """Return the condition that a field names one of them."""
        return _IsAmong(F(field), Value(self.literal))

    def rows(self, found: QuerySet[Any], *fields: str, of: str = "referral") -> Iterator[tuple[Any, ...]]:
        """Yield the id of the case as text, and the fields, of each row that belongs to one of them.

        :param of: the field that names the case.
        """
        keyed = found.filter(self.where(of)).annotate(**{KEY: Cast(of, TextField())})
        yield from keyed.values_list(KEY, *fields)
