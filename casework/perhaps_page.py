"""The page that asks whether a woman who bears a name is the person another must not meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _g

from casework.apart_page import named
from casework.history import moment, name_only
from casework.messages import day
from participants.models import KeepApart, Participant, PerhapsAnswer
from referrals.models import Referral
from workshops.models import Place


@dataclass(frozen=True)
class Perhaps:
    """What was noted, who bears the name, where they would meet, and what was answered."""

    noted_on: str
    who: str
    said: str
    reason: str
    her: str
    about_her: Sequence[tuple[str, str]]
    meet_on: Sequence[str]
    answer: PerhapsAnswer | None
    answered: str


def page(row: KeepApart, her: Participant, theirs: Sequence[Referral]) -> Perhaps:
    """Return the page.

    :param theirs: those of her cases that the reader may see.
    """
    answer = PerhapsAnswer.objects.standing().filter(keep_apart=row, participant=her).first()
    return Perhaps(
        noted_on=row.participant.full_name,
        who=named(row),
        said=_g("Noted %(when)s by %(who)s") % {"when": moment(row.made_at), "who": name_only(row.made_by)},
        reason=row.reason or "",
        her=her.full_name,
        about_her=_about(her, theirs),
        meet_on=_meet_on(row, her),
        answer=answer,
        answered=answered(answer) if answer else "",
    )


def answered(answer: PerhapsAnswer) -> str:
    """Say what was answered, by whom and when."""
    words = {"who": name_only(answer.answered_by), "when": moment(answer.answered_at)}
    if answer.same:
        return _g("It is she, said %(who)s, %(when)s.") % words
    return _g("It is not she, said %(who)s, %(when)s.") % words


def _about(her: Participant, theirs: Sequence[Referral]) -> list[tuple[str, str]]:
    known = [
        (_g("Date of birth"), day(her.date_of_birth) if her.date_of_birth else ""),
        (_g("Postcode"), her.postcode),
    ]
    known.append((_g("Cases"), ", ".join(case.reference for case in theirs)))
    return [(label, value or _g("Not known")) for label, value in known]


def _meet_on(row: KeepApart, her: Participant) -> list[str]:
    """Return the days ahead on which both are booked into one building."""
    ahead = Place.objects.held().filter(
        participant__in=[row.participant_id, her.pk], workshop__starts_at__gt=timezone.now()
    )
    there: defaultdict[tuple[date, str], set[UUID]] = defaultdict(set)
    for place in ahead.select_related("workshop__room__venue"):
        on = timezone.localdate(place.workshop.starts_at)
        there[on, place.workshop.room.venue.name].add(place.participant_id)
    return [f"{day(on)}, {venue}" for (on, venue), women in sorted(there.items()) if len(women) > 1]
