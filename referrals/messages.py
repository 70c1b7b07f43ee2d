"""Words about referrals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from programmes.clock import Deadline, Reading
from programmes.definition import Definition
from programmes.messages import day, state_sentence
from programmes.offers import Run
from referrals.keeping import Kept
from referrals.models import ChasedTo, QuestionKind
from referrals.rules import Outside


class Help(StrEnum):
    """What would help her come."""

    CHILDCARE = "CHILDCARE"
    TRAVEL = "TRAVEL"
    WORK = "WORK"
    HEALTH = "HEALTH"
    CARING = "CARING"
    SAFETY = "SAFETY"


HELP_LABELS: dict[Help, Promise] = {
    Help.CHILDCARE: _("Childcare"),
    Help.TRAVEL: _("Travel"),
    Help.WORK: _("Time off work"),
    Help.HEALTH: _("Her health"),
    Help.CARING: _("Somebody to care for those she looks after"),
    Help.SAFETY: _("Her safety on the way or there"),
}

OUTSIDE_LABELS: dict[Outside, Promise] = {
    Outside.ELIGIBILITY: _("The first page was answered otherwise than the programme asks."),
    Outside.NOT_CONFIRMED: _("The officer has not confirmed it yet."),
    Outside.DISPOSAL: _("The disposal is not one of this programme's."),
    Outside.AREA: _("She lives outside the programme's area."),
    Outside.DEADLINE_PASSED: _("The deadline has passed."),
    Outside.NOT_AGREED: _("The officer did not say that she agrees to be contacted."),
}


def outside_in_words(rules: Sequence[str], answers: Sequence[str], definition: Definition) -> list[str]:
    """Say which rules a referral does not keep: each question of the first page in the programme's words."""
    language = get_language() or "en"
    asked = [one.refusal.label(language) for one in definition.eligibility if one.code in answers]
    others = [str(OUTSIDE_LABELS[Outside(rule)]) for rule in rules if rule != Outside.ELIGIBILITY]
    return [*asked, *others]


def dates_on_offer(reading: Reading) -> list[str]:
    """Say which workshops she could do: the first run with places, and the last that fits."""
    said = []
    if reading.deadline.on is not None:
        said.append(_g("The deadline is %(day)s.") % {"day": day(reading.deadline.on)})
    first, last = reading.first_run, reading.last_run
    if first is not None:
        said.append(_g("The first workshops with places: %(days)s.") % {"days": days_of(first)})
    if first is not None and last is not None and last.keys != first.keys:
        said.append(_g("The last that she could do in time: %(days)s.") % {"days": days_of(last)})
    return said


def for_the_officer(reading: Reading) -> list[str]:
    """Say the same to whoever refers her, after where the clock stands: what it means where nothing fits."""
    state = _nothing_fits(reading) if reading.first_run is None else state_sentence(reading)
    return [state, *dates_on_offer(reading)]


def waiting_on_police(kind: str, asked_on: date, chased: Sequence[tuple[str, date]] = ()) -> str:
    """Say that police have not answered, and whom we reminded: "the officer on Thu 26 November 2026"."""
    said = _g("Waiting on police since %(day)s: %(kind)s.") % {
        "day": day(asked_on),
        "kind": str(QuestionKind(kind).label).rstrip("?"),
    }
    return " ".join([said, *(reminded(to, on) for to, on in chased)])


def reminded(to: str, on: date) -> str:
    """Say whom we reminded, and when."""
    if to == ChasedTo.OFFICER:
        return _g("We reminded the officer on %(day)s.") % {"day": day(on)}
    return _g("We reminded the team on %(day)s.") % {"day": day(on)}


def clock_runs_on(deadline: Deadline, today: date) -> str:
    """Say that a question to police does not stop the clock, and what is left."""
    left = deadline.days_left(today)
    if deadline.on is None or left is None:
        return _g("The clock goes on running: a question does not stop it. Police have given no deadline.")
    if left < 0:
        return _g("The deadline passed on %(day)s. A question does not stop the clock.") % {
            "day": day(deadline.on)
        }
    words = ngettext(
        "The clock goes on running: %(left)s day is left, until %(day)s.",
        "The clock goes on running: %(left)s days are left, until %(day)s.",
        left,
    )
    return words % {"left": left, "day": day(deadline.on)}


def held_in_words(kept: Kept) -> str:
    """Say which dates are held for her, and until when."""
    return _g("%(days)s: held for her until the end of %(through)s.") % {
        "days": in_words(kept.days),
        "through": day(kept.through),
    }


def days_of(run: Run) -> str:
    """Write the days of a run: Wed 11 November 2026 and Wed 9 December 2026."""
    return in_words([workshop.on for workshop in run.workshops])


def in_words(dates: Sequence[date]) -> str:
    """Write days as one phrase; of more than two, how many, the first and the last."""
    days = [day(on) for on in dates]
    if len(days) == 1:
        return days[0]
    if len(days) == 2:
        return _g("%(first)s and %(last)s") % {"first": days[0], "last": days[1]}
    return _g("%(count)s dates from %(first)s to %(last)s") % {
        "count": len(days),
        "first": days[0],
        "last": days[-1],
    }


def too_near(reading: Reading) -> list[str]:
    """Say which legal dates the first run on offer would come too near to, each with its law."""
    if reading.first_run is None:
        return []
    language = get_language() or "en"
    return [
        _g("%(label)s is %(day)s. %(law)s")
        % {"label": legal.label.label(language), "day": day(legal.on), "law": legal.law.label(language)}
        for legal in reading.warnings_for(reading.first_run)
    ]


def _nothing_fits(reading: Reading) -> str:
    if reading.deadline.on is None:
        return _g(
            "There is no deadline yet, so she cannot be booked. "
            "Once there is a deadline we can say which workshops she could do. You can send this now."
        )
    return _g(
        "No workshops with places fit before %(day)s. You can send this; "
        "we will ring you about extending the deadline."
    ) % {"day": day(reading.deadline.on)}
