"""Asking about the same many cases again and again.

Their ids go to the database as one value, and come back as text: making a thousand ids into objects, once for
each question, takes longer than answering it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.expressions import Func
from django.db.models.functions import Cast

from audit import many

KEY = "key_of_case"


@dataclass(frozen=True)
class Among:
    """Many cases (or women) by their ids, as PostgreSQL writes an array."""

    literal: str

    @classmethod
    def of(cls, ids: Iterable[object]) -> Among:
        """Return the cases of these ids, given as UUIDs or as their text."""
        return cls(many.literal(ids))

    def where(self, field: str) -> Func:
        """Return the condition that a field names one of them."""
        return many.is_among(field, self.literal)

    def rows(self, found: QuerySet[Any], *fields: str, of: str = "referral") -> QuerySet[Any, Any]:
        """Return the id of the case as text, and the fields, of each row that belongs to one of them.

        :param of: the field that names the case.
        """
        keyed = found.filter(self.where(of)).annotate(**{KEY: Cast(of, TextField())})
        asked: QuerySet[Any, Any] = keyed.values_list(KEY, *fields)
        return asked
