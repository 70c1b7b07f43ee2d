"""What joining changed, column by column, so that undoing puts back exactly that."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Change:
    """Columns of one row, or one column of many, before and after."""

    row: str
    ids: Sequence[str]
    was: dict[str, Any]
    now: dict[str, Any]


@dataclass
class Ledger:
    """The changes in their order."""

    changes: list[Change] = field(default_factory=list)

    def change(self, row: models.Model, **now: Any) -> None:
        """Write columns of one row, and keep what they were."""
        was = {name: getattr(row, name) for name in now}
        for name, value in now.items():
            setattr(row, name, value)
        row.save(update_fields=list(now))
        self.changes.append(Change(_label(row), [str(row.pk)], was, now))

    def point(self, rows: Iterable[models.Model], column: str, *, was: Any, now: Any) -> None:
        """Write one column of many rows that hold the same."""
        found = list(rows)
        if not found:
            return
        type(found[0])._base_manager.filter(pk__in=[row.pk for row in found]).update(**{column: now})
        self.changes.append(
            Change(_label(found[0]), [str(row.pk) for row in found], {column: was}, {column: now})
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind were touched."""
        touched = {(change.row, one) for change in self.changes for one in change.ids}
        return dict(Counter(label for label, _pk in touched))

    def written(self) -> str:
        return json.dumps([asdict(c) for c in self.changes], default=str, ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Ledger:
        return cls([Change(**kept) for kept in json.loads(text)])

    def undo(self) -> list[str]:
        """Put every column back, the last change first, unless somebody changed it since.

        Return what was left as it is now, as `app.Model.column`.
        """
        left: list[str] = []
        for change in reversed(self.changes):
            model: Any = apps.get_model(change.row)
            rows = (
                model._base_manager.select_for_update(of=("self",)).filter(pk__in=change.ids).order_by("pk")
            )
            for row in rows:
                left += _put_back(row, change)
        return left


def _put_back(row: models.Model, change: Change) -> list[str]:
    back, left = [], []
    for name, was in change.was.items():
        column = row._meta.get_field(name)
        if _plain(getattr(row, name)) == _plain(change.now[name]):
            setattr(row, name, _value(column, was))
            back.append(name)
        else:
            left.append(f"{change.row}.{name}")
    if back:
        row.save(update_fields=back)
    return left


def _label(row: models.Model) -> str:
    return str((row._meta.concrete_model or type(row))._meta.label)


def _value(column: Any, kept: Any) -> Any:
    sealed_or_none = kept is None or isinstance(column, models.BinaryField)
    if sealed_or_none or isinstance(kept, list | dict):
        return kept
    return column.to_python(kept)


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))
