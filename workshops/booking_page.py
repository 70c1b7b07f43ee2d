"""What the booking page offers: runs that fit, and why the others do not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from correspondence import gate
from correspondence.statuses import Channel, Wording
from participants.messages import WHY_NOT
from participants.safe_contact import Allowed, Decision, decide
from programmes.clock import Reading
from programmes.messages import state_sentence, why_not_possible
from programmes.offers import NotPossible, Offered, Run, Why
from referrals.models import PlanStep, Referral
from workshops import clashes, extending, invitations, messages, offers, perhaps, rules, waiting
from workshops.alone import own_steps, to_catch_up
from workshops.invitations import Planned
from workshops.models import Place, Workshop

SHOWN = 24  # runs on one page: six months of groups, and the pairs across two of them


@dataclass(frozen=True)
class Option:
    """One run she could be booked on; `key` names its workshops."""

    key: str
    title: str
    facts: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Session:
    """One day she could be booked on by itself, or is booked on already."""

    key: str
    title: str
    facts: str
    hers: bool


@dataclass(frozen=True)
class Impossible:
    """One run she could not. `key` is set only where two people together may decide otherwise."""

    title: str
    why: str
    key: str
    perhaps: tuple[tuple[str, str], ...] = ()  # where only a name says so: of whom, and where it is answered


@dataclass(frozen=True)
class BookingPage:
    """Everything the page says, in words."""

    referral: Referral
    held: list[Place]
    options: tuple[Option, ...]
    more: int
    impossible: tuple[Impossible, ...]
    state: str
    deadline: str
    extension_helps: bool
    sessions: tuple[Session, ...] | None = None  # each day by itself, where she is not booked on a run
    own: tuple[tuple[int, str], ...] = ()  # steps for which a time of her own is to be made
    missed: tuple[tuple[int, str], ...] = ()  # steps she missed that a session for her alone may make up


def build(referral: Referral, *, at: datetime, visible: Collection[UUID]) -> BookingPage:
    """Read the clock of a case and say what it offers; the number of queries does not grow with the groups."""
    workshops = {str(w.pk): w for w in offers.coming(referral.programme, at=at, but=referral)}
    reading = offers.read_case(referral, at=at, workshops=list(workshops.values()), visible=visible)
    held = offers.held_ahead(referral, at=at)
    islander = rules.lives_on_island(referral.participant.postcode if referral.participant else "")
    runs = sorted(  # for a woman on the island its venues first; sorting keeps the days in order
        reading.runs.feasible,
        key=lambda run: waiting.crossings_of(run, workshops, islander=True) if islander else 0,
    )
    late = _if_extended(referral, reading, workshops, at=at, visible=visible)
    offered = {option.key for option in late}
    return BookingPage(
        referral=referral,
        held=held,
        options=(*(option_of(run, reading, workshops) for run in runs[:SHOWN]), *late),
        more=max(len(runs) - SHOWN, 0),
        impossible=tuple(
            impossible(refused)
            for refused in reading.runs.impossible
            if key_of(refused.workshops) not in offered
        ),
        state=state_sentence(reading),
        deadline=messages.day(reading.deadline.on) if reading.deadline.on else "",
        extension_helps=not runs
        and bool(reading.deadline.on)
        and not (reading.can_finish or reading.in_doubt),
        own=own_steps(reading),
        missed=to_catch_up(referral, reading),
    )


def _if_extended(
    referral: Referral,
    reading: Reading,
    workshops: Mapping[str, Workshop],
    *,
    at: datetime,
    visible: Collection[UUID],
) -> list[Option]:
    """Return the runs past her deadline that fit what police were asked for, each with its warning."""
    asked = extending.asked_for(referral)
    if asked is None or reading.deadline.on is None:
        return []
    dates = extending.dates_if_extended(referral, asked)
    later = offers.read_case(
        referral, at=at, workshops=list(workshops.values()), visible=visible, dates=dates
    )
    runs = [run for run in later.runs.feasible if not reading.deadline.allows(run.finishes_on)]
    options = [option_of(replace(run, slack_days=None), reading, workshops) for run in runs[:SHOWN]]
    return [
        replace(
            option,
            facts=f"{option.facts}.",
            warnings=(extending.warning_for(referral, run.finishes_on, asked), *option.warnings),
        )
        for option, run in zip(options, runs, strict=False)
    ]


def chosen(referral: Referral, key: str, *, at: datetime) -> list[Workshop]:
    """Return the workshops that a key of the page names, by day; those that are gone are left out."""
    keys = [UUID(part) for part in key.split(".") if _is_uuid(part)]
    found = offers.coming(referral.programme, at=at).filter(pk__in=keys)
    return list(found.select_related("room__venue", "programme"))


def with_her_own(workshops: Sequence[Workshop], held: Sequence[Place]) -> list[Workshop]:
    """Return the workshops with the times of her own that she has: no page offers those, none takes them."""
    own = [place.workshop for place in held if place.workshop.kept_for_id is not None]
    known = {w.pk for w in workshops}
    return sorted([*workshops, *(w for w in own if w.pk not in known)], key=lambda w: w.starts_at)


def only_adds(referral: Referral, workshops: Sequence[Workshop], held: Sequence[Place]) -> bool:
    """Tell whether she keeps every day she has, where days are booked one by one."""
    own = any(place.workshop.kept_for_id is not None for place in held)
    if not (own or referral.definition.parsed.day_by_day):
        return False
    return {place.workshop_id for place in held} < {w.pk for w in workshops}


def key_of(workshops: Sequence[Offered]) -> str:
    return ".".join(workshop.key for workshop in workshops)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def option_of(run: Run, reading: Reading, workshops: Mapping[str, Workshop]) -> Option:
    """Say in words what one run offers."""
    parts = [
        where_and_when([workshops[key] for key in run.keys]),
        messages.places_left(run.places_left),
        messages.slack(run.slack_days),
    ]
    if run.mixed:
        parts.append(_("with two different groups"))
    warnings = tuple(
        _("%(label)s is %(day)s.")
        % {"label": legal.label.label(get_language() or "en"), "day": messages.day(legal.on)}
        for legal in reading.warnings_for(run)
    )
    title = messages.days([w.on for w in run.workshops])
    return Option(key_of(run.workshops), title, " — ".join(part for part in parts if part), warnings)


def impossible(refused: NotPossible) -> Impossible:
    blocked = [workshop.blocked for workshop in refused.workshops if workshop.blocked]
    apart = refused.why is Why.BLOCKED and all(isinstance(words, clashes.Apart) for words in blocked)
    return Impossible(
        title=messages.days([w.on for w in refused.workshops]),
        why=why_not_possible(refused),
        key=key_of(refused.workshops) if apart else "",
        perhaps=tuple(dict.fromkeys(_answers(blocked))),
    )


def _answers(blocked: Sequence[str]) -> Iterator[tuple[str, str]]:
    for words in blocked:
        for match in words.perhaps if isinstance(words, clashes.Apart) else ():
            url = reverse("casework:perhaps", args=[match.row.pk, match.her.pk])
            yield match.place.referral.reference, url


def where_and_when(workshops: Sequence[Workshop]) -> str:
    """Say the hours and the place, once where they are the same for every day."""
    times = list(dict.fromkeys(messages.hours(w.starts_at, w.ends_at) for w in workshops))
    places = list(dict.fromkeys(w.room.venue.name for w in workshops))
    return _("%(hours)s, %(venue)s") % {"hours": _then(times), "venue": _then(places)}


def _then(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(first)s, then %(others)s") % {"first": words[0], "others": ", ".join(words[1:])}


@dataclass(frozen=True)
class ToSend:
    """One message the booking will owe, as the page before confirming shows it."""

    label: str
    when: str
    how: str


def to_send(referral: Referral, workshops: Sequence[Workshop], *, at: datetime) -> list[ToSend]:
    """Say what will be sent, when, and whether the gate would let it through as things stand."""
    assert referral.participant is not None  # noqa: S101 (only accepted referrals are booked)
    situation = gate.situations([referral.participant], at)[referral.participant.pk]
    shown = []
    for planned in invitations.plan(referral, _not_yet(referral, workshops), at=at):
        reminder = planned.purpose in invitations.REMINDERS
        decision = decide(gate.WAY_OF[planned.channel], situation, at=at, reminder=reminder)
        shown.append(ToSend(label_of(planned), _when(planned, at), how_of(planned, decision)))
    return shown


def _not_yet(referral: Referral, workshops: Sequence[Workshop]) -> list[Place]:
    """Return the places as they would be: for asking the message plan, never saved."""
    numbers = [w.step_number or index for index, w in enumerate(workshops, start=1)]
    return [
        Place(plan_step=PlanStep(referral=referral, number=number), referral=referral, workshop=workshop)
        for number, workshop in zip(numbers, workshops, strict=True)
    ]


def label_of(planned: Planned) -> str:
    if planned.message is None:
        return str(invitations.LABELS[planned.purpose])
    return planned.message.label.label(get_language() or "en")


def _when(planned: Planned, at: datetime) -> str:
    return _("Now") if planned.due_at <= at else messages.moment(planned.due_at)


_HOW = {
    Wording.FULL: _("In full words"),
    Wording.DISCREET: _("In discreet words"),
    Wording.PLEASE_RING: _("Only asks her to ring us"),
    Wording.NAME_ONLY: _("First name only"),
}


def how_of(planned: Planned, decision: Decision) -> str:
    if isinstance(decision, Allowed):
        wording = Wording(decision.wording.value)
        spoken = planned.channel is Channel.CALL and wording is not Wording.NAME_ONLY
        if planned.channel is not planned.meant:
            return _("A call instead. The post would come too late.")
        return _("By phone") if spoken else _HOW[wording]
    if decision.ring_instead:
        return _("A call instead. %(why)s") % {"why": WHY_NOT[decision.why]}
    return _("Will not go. %(why)s") % {"why": WHY_NOT[decision.why]}


class Certainty(StrEnum):
    """How sure it is that somebody she must not meet is there."""

    NOBODY = ""
    PERHAPS = "PERHAPS"  # only a name says so
    SURE = "SURE"


def apart_on(referral: Referral, workshops: Sequence[Workshop]) -> Certainty:
    """Tell whether somebody she is kept apart from is in one of these buildings that day."""
    if referral.participant is None:
        return Certainty.NOBODY
    if clashes.kept_apart_days(clashes.kept_apart_from(referral.participant.pk), workshops):
        return Certainty.SURE
    return Certainty.PERHAPS if perhaps.days(referral.participant, workshops) else Certainty.NOBODY
