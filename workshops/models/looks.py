"""What the worker last found of everything ahead, for a page that is opened too often to look itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from audit.fields import Access, plain
from audit.rows import Row
from programmes.models import Programme
from workshops.querysets import SafetyLookQuerySet


class SafetyLook(Row):
    """How many bookings of a programme bring people together who must not meet: one row for each programme."""

    programme = plain(models.OneToOneField(Programme, models.CASCADE, related_name="+"), access=Access.SYSTEM)
    to_settle = plain(models.PositiveIntegerField(default=0), access=Access.SYSTEM)

    objects: ClassVar[SafetyLookQuerySet] = SafetyLookQuerySet.as_manager()  # type: ignore[assignment]
