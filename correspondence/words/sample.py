"""Somebody invented, for a preview and for the checks: an ordinary case, the longest values, a Welsh name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from correspondence.facts import Day, Facts, day_in_words, short_day

_FIRST = datetime(2026, 11, 11, 10, tzinfo=ZoneInfo("Europe/London"))
_LONG = datetime(2026, 9, 30, 10, 30, tzinfo=ZoneInfo("Europe/London"))
PAGE = "dates.example/w/2b7c9k4m"
ADDRESS = ("Siân Example", "12 Example Street", "Exampletown", "EX1 2AB")


def ordinary(language: str = "en") -> Facts:
    """Return what is known of somebody with two days ahead and one missed, in the active language."""
    return Facts(
        name="Siân",
        signed_by="Jo",
        phone="01632 960 001",
        written_on=day_in_words(_FIRST.date() - timedelta(days=9)),
        days=_days(_FIRST, "Harbour Hall", language, address="12 Quay Street, Exampletown EX1 2AB"),
        missed_on=short_day(_FIRST.date()),
        reply_by=day_in_words(_FIRST.date() + timedelta(days=2)).split()[0],
        told=gettext("the police"),
        consequences="Coming to both is part of your caution. If something stops you, tell me early.",
    )


def longest(language: str = "en") -> Facts:
    """Return the longest real values: what fits with these fits anybody."""
    return replace(
        ordinary(language),
        name="Maria-Gabriela",
        signed_by="Alexandra",
        days=_days(_LONG, "The Old Mill Centre", language),
        missed_on=short_day(_LONG.date()),
        reply_by=short_day(_LONG.date()),
    )


def in_ucs2(language: str = "en") -> Facts:
    """Return somebody whose name is in no GSM table: the whole text then has room for 134 characters."""
    return replace(longest(language), name="Ŵyn-Angharad")


def _days(first: datetime, venue: str, language: str, *, address: str = "") -> tuple[Day, ...]:
    return tuple(
        Day.of(start, start + timedelta(hours=5), venue=venue, address=address, language=language)
        for start in (first, first + timedelta(days=28))
    )
