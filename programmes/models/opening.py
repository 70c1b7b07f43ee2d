"""When the office works: the days on which it is shut and its hours, for the whole service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Value
from django.db.models.functions import TruncDate

from accounts.access import memberships
from accounts.roles import Role
from audit.fields import Access, plain
from audit.rows import Row
from programmes.office_hours import Change, Office, OfficeHours

_read: ContextVar[Office | None] = ContextVar("office", default=None)


class ClosedDayQuerySet(models.QuerySet["ClosedDay"]):
    def visible_to(self, user: Any) -> ClosedDayQuerySet:
        """Give every closed day to managers and administrators; they hold for the whole service."""
        return self if memberships(user, Role.MANAGER, Role.ADMIN) else self.none()


class ClosedDay(Row):
    """A day on which nobody works, beside weekends and bank holidays: one that was proclaimed."""

    on = plain(models.DateField(unique=True), access=Access.SYSTEM)
    label = plain(models.CharField(max_length=80), access=Access.SYSTEM)
    added_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    added_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects = ClosedDayQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(added_by=""), name="closed_day_has_added_by")
        ]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def days(cls) -> frozenset[date]:
        """Give all extra closed days: they go into every working-day sum."""
        known = _read.get()
        return frozenset(cls.objects.values_list("on", flat=True)) if known is None else known.closed

    @classmethod
    @contextmanager
    def read_once(cls) -> Iterator[None]:
        """Read them, and the hours, once for all the sums of one page."""
        token = _read.set(office())
        try:
            yield
        finally:
            _read.reset(token)


class HoursChangeQuerySet(models.QuerySet["HoursChange"]):
    def visible_to(self, user: Any) -> HoursChangeQuerySet:
        """Give every change to managers and administrators; the hours hold for the whole service."""
        return self if memberships(user, Role.MANAGER, Role.ADMIN) else self.none()


class HoursChange(Row):
    """Office hours, Monday to Friday, that hold from a day on; of one first day the newest holds."""

    only_added: ClassVar[bool] = True

    opens = plain(models.TimeField(), access=Access.SYSTEM)
    closes = plain(models.TimeField(), access=Access.SYSTEM)
    from_on = plain(models.DateField(), access=Access.SYSTEM)
    set_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    set_by = plain(models.CharField(max_length=254), access=Access.STAFF)

    objects = HoursChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-set_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")), name="hours_change_opens_before_closes"
            ),
            models.CheckConstraint(
                condition=models.Q(from_on__gt=TruncDate("set_at")), name="hours_change_from_after_set"
            ),
            models.CheckConstraint(condition=~models.Q(set_by=""), name="hours_change_has_set_by"),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"

    @property
    def change(self) -> Change:
        return Change(OfficeHours(self.opens, self.closes), self.from_on, self.set_at)


def office() -> Office:
    """Give when the office works, in one query: what goes into every sum of working days and hours."""
    known = _read.get()
    if known is not None:
        return known
    no_time, no_moment = Value(None, models.TimeField()), Value(None, models.DateTimeField())
    days = ClosedDay.objects.order_by().values_list("on", no_time, no_time, no_moment)
    hours = HoursChange.objects.order_by().values_list("from_on", "opens", "closes", "set_at")
    rows = list(days.union(hours, all=True))
    return Office(
        frozenset(on for on, _opens, _closes, set_at in rows if set_at is None),
        tuple(Change(OfficeHours(opens, closes), on, set_at) for on, opens, closes, set_at in rows if set_at),
    )
