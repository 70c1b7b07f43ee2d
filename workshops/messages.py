"""Words about workshops, places and registers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from correspondence.facts import clock
from workshops.statuses import Mark


def day(on: date) -> str:
    """Write a day as our pages do: Wed 11 November 2026."""
    return date_format(on, "D j F Y")


def days(dates: Sequence[date]) -> str:
    """Write several days as one phrase: Wed 11 November and Wed 9 December 2026; the year once, at the end."""
    same_year = len({on.year for on in dates}) == 1
    short = [date_format(on, "D j F") if same_year else day(on) for on in dates[:-1]]
    return str(get_text_list([*short, *(day(on) for on in dates[-1:])], _("and")))


def hours(starts_at: datetime, ends_at: datetime) -> str:
    """Write from when to when on the clock of Europe/London: 10am to 3pm."""
    return pgettext("from one clock time to another", "%(start)s to %(end)s") % {
        "start": clock(timezone.localtime(starts_at)),
        "end": clock(timezone.localtime(ends_at)),
    }


def kept(seats: int, until: datetime | None) -> str:
    """Say how many seats are only held, and until when at the latest; nothing where none are."""
    if not seats or until is None:
        return ""
    words = ngettext(
        "%(seats)s more held provisionally, until the end of %(day)s",
        "%(seats)s more held provisionally, the last until the end of %(day)s",
        seats,
    )
    through = timezone.localtime(until) - timedelta(microseconds=1)
    return words % {"seats": seats, "day": day(through.date())}


def moment(at: datetime) -> str:
    """Write an instant: Wed 11 November 2026 at 10:04am."""
    local = timezone.localtime(at)
    return _("%(day)s at %(time)s") % {"day": day(local.date()), "time": wall_time(local.time())}


def wall_time(at: time) -> str:
    """Write a time of day: 10:04am, or 10am on the hour."""
    half = pgettext("clock", "am") if at.hour < 12 else pgettext("clock", "pm")
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{half}"


def places_left(left: int) -> str:
    return ngettext("%(left)s place", "%(left)s places", left) % {"left": left}


def slack(days_left: int | None) -> str:
    """Say how far before her deadline a run ends."""
    if days_left is None:
        return ""
    if days_left == 0:
        return _("she would finish on the day of her deadline")
    return ngettext(
        "she would finish %(days)s day before her deadline",
        "she would finish %(days)s days before her deadline",
        days_left,
    ) % {"days": days_left}


def late_advice(minutes: int, cut_off: int | None) -> str:
    """Say what the programme advises about a woman who comes so late; the practitioner decides."""
    late = ngettext("%(minutes)s minute late.", "%(minutes)s minutes late.", minutes) % {"minutes": minutes}
    if cut_off is None:
        return _("%(late)s She can join.") % {"late": late}
    if minutes > cut_off:
        return _(
            "%(late)s That is past the %(cut_off)s minutes the programme advises. "
            "You decide: Late if she joins, Turned away if not."
        ) % {"late": late, "cut_off": cut_off}
    return _("%(late)s Within the %(cut_off)s minutes the programme allows.") % {
        "late": late,
        "cut_off": cut_off,
    }


def running_total(marks: Sequence[str]) -> list[str]:
    """Count a register as it stands: 8 here, 1 late, 2 not marked, 1 not here."""
    counted = {mark: marks.count(mark) for mark in Mark.values}
    total = [
        _("%(count)s here") % {"count": counted[Mark.HERE]},
        _("%(count)s late") % {"count": counted[Mark.LATE]},
        _("%(count)s not marked") % {"count": counted[Mark.NOT_MARKED]},
        _("%(count)s not here") % {"count": counted[Mark.NOT_HERE]},
    ]
    if counted[Mark.TURNED_AWAY]:
        total.append(_("%(count)s turned away") % {"count": counted[Mark.TURNED_AWAY]})
    if counted[Mark.LEFT_EARLY]:
        total.append(_("%(count)s left early") % {"count": counted[Mark.LEFT_EARLY]})
    return total
