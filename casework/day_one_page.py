"""What the page of a group that had begun shows: its days, and each woman with her marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from participants import names
from workshops import messages
from workshops.models import Place, Workshop


@dataclass(frozen=True)
class Woman:
    """One woman on the group: her mark on each day, empty where she has no place."""

    name: str
    reference: str
    url: str
    marks: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """The group: its days in words, who is on it, and whether a past register is open still."""

    days: Sequence[tuple[str, str]]
    women: Sequence[Woman]
    full: bool
    to_sign_off: bool


def page(days: Sequence[Workshop], places: Sequence[Place]) -> Page:
    """Return the page of a group from its days and the places held on them."""
    by_case: dict[UUID, dict[UUID, Place]] = {}
    for place in places:
        by_case.setdefault(place.referral_id, {})[place.workshop_id] = place
    women = [_woman(days, held) for held in by_case.values()]
    return Page(
        days=[(_day(day), _said(day)) for day in days],
        women=sorted(women, key=lambda w: (names.search_form(w.name), w.reference)),
        full=any(len([p for p in places if p.workshop_id == day.pk]) >= day.capacity for day in days),
        to_sign_off=any(day.entered_afterwards and day.finished_at is None for day in days) and bool(women),
    )


def _woman(days: Sequence[Workshop], held: dict[UUID, Place]) -> Woman:
    one = next(iter(held.values()))
    return Woman(
        name=one.participant.called,
        reference=one.referral.reference,
        url=reverse("casework:case", args=[one.referral_id]),
        marks=[
            (_day(day), str(held[day.pk].get_mark_display()) if day.pk in held else _("No place"))
            for day in days
        ],
    )


def _day(day: Workshop) -> str:
    return messages.day(timezone.localdate(day.starts_at))


def _said(day: Workshop) -> str:
    words = _("%(hours)s, %(venue)s, %(room)s. %(capacity)s places.") % {
        "hours": messages.hours(day.starts_at, day.ends_at),
        "venue": day.room.venue.name,
        "room": day.room.name,
        "capacity": day.capacity,
    }
    return f"{words} {_('Signed off.')}" if day.finished_at else words
