"""The base of every row about a case: a key made in Python, in time order."""

import uuid

import uuid_utils.compat
from django.db import models

from audit.fields import Access, plain
from ui.refusals import Stale


def new_id() -> uuid.UUID:
    """Return a UUIDv7: known before the row is saved, so that sealing can bind to it."""
    return uuid_utils.compat.uuid7()


def at_iff_by(act: str, *, name: str) -> models.CheckConstraint:
    """Return the constraint that an act has a moment if and only if it has a person.

    :param act: the stem of the two columns: "ended" for `ended_at` and `ended_by`.
    """
    nobody = models.Q(**{f"{act}_at__isnull": True, f"{act}_by": ""})
    somebody = models.Q(**{f"{act}_at__isnull": False}) & ~models.Q(**{f"{act}_by": ""})
    return models.CheckConstraint(condition=nobody | somebody, name=name)


class Row(models.Model):
    """A row with a UUIDv7 key."""

    id = plain(models.UUIDField(primary_key=True, default=new_id, editable=False), access=Access.SYSTEM)

    class Meta:
        abstract = True


class Versioned(Row):
    """A row that two people may have open at once: the second saver is shown both values."""

    version = plain(models.PositiveIntegerField(default=1, editable=False), access=Access.SYSTEM)

    class Meta:
        abstract = True

    def expect(self, seen: int | None) -> None:
        """Refuse when somebody saved since the page was opened; call it on the locked row.

        :raises Stale: when `seen` is not the version the row has now.
        """
        if seen is not None and seen != self.version:
            fields = (field for field in self._meta.concrete_fields if not field.is_relation)
            theirs = {field.name: getattr(self, field.name) for field in fields}
            raise Stale(theirs=theirs, current_version=self.version)

    def advance(self, *fields: str) -> None:
        """Save the named fields and count the version up, in one statement."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])
