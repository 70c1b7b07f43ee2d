"""The gate (design.md §5 rule 5): nothing goes to anybody but through here.

It gathers what was said and what has happened, asks the pure rule in `participants.safe_contact`,
and only on a yes makes a `Destination`. Renderers and adapters take a `Destination` and nothing
else, so words without leave have nowhere to go. A test reads the whole tree for anybody else who
makes one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, SignInDomain, Team, User
from correspondence import registry
from correspondence.details import address_lines, details_of
from correspondence.models import ReturnedLetter
from correspondence.statuses import Channel, Wording
from participants.messages import WHY_NOT
from participants.models import (
    AnswerSource,
    ContactStop,
    DiscreetRelease,
    Participant,
    Reading,
    SafeContact,
    WordsLevel,
)
from participants.safe_contact import (
    ON_HER_PHONE,
    Allowed,
    Answer,
    Decision,
    Said,
    Situation,
    Source,
    Way,
    WhyNot,
    decide,
)
from ui.refusals import Refused

WAY_OF: dict[Channel, Way] = {
    Channel.LETTER: Way.POST,
    Channel.TEXT: Way.TEXT,
    Channel.EMAIL: Way.EMAIL,
    Channel.CALL: Way.CALL,
    Channel.TRUSTED_PERSON: Way.TRUSTED_PERSON,
    Channel.IN_PERSON: Way.IN_PERSON,
}

_ANSWERED = (
    (Way.CALL, "call"),
    (Way.VOICEMAIL, "voicemail"),
    (Way.TEXT, "text"),
    (Way.EMAIL, "email"),
    (Way.POST, "post"),
    (Way.TRUSTED_PERSON, "trusted_person"),
    (Way.IN_PERSON, "in_person"),
    (Way.PAGE, "page"),
)
_HELD_BY_THIS_MODULE = object()


class NotSafe(Refused):
    """The gate is shut. `why` is the code, `sentence` what a coordinator can do."""

    def __init__(self, why: WhyNot, *, ring_instead: bool = False) -> None:
        self.why = why
        self.ring_instead = ring_instead
        super().__init__(WHY_NOT[why])


class NotAnOfficialAddress(Refused):
    """A message for police or staff was addressed to somewhere else."""

    sentence = _("That address is not one of a force, an agency or our own staff. Choose another.")


@dataclass(frozen=True)
class Destination:
    """Leave to reach one person one way, with such words. Made by this module only.

    :param to: a number, an e-mail address, or the lines of the envelope's window.
    :param page: the link to her own page may go along.
    """

    way: Way
    to: tuple[str, ...]
    wording: Wording
    withheld_number: bool
    holds_until: datetime | None
    uses_release: bool
    pass_: InitVar[object]
    page: bool = field(default=False, kw_only=True)

    def __post_init__(self, pass_: object) -> None:
        if pass_ is not _HELD_BY_THIS_MODULE:
            raise TypeError("Only correspondence.gate makes a Destination: ask it")

    def __repr__(self) -> str:
        # A traceback or a log line must not say where she is.
        return f"<Destination {self.way} {self.wording}>"


def open_for(
    participant: Participant,
    way: Way,
    *,
    at: datetime,
    reminder: bool = False,
    message_id: UUID | None = None,
) -> Destination:
    """Return leave to reach her one way at one moment.

    :param message_id: the message that is to go; a release made for it still counts as unused.
    :raises NotSafe: with the reason and what to do instead.
    """
    ours = () if message_id is None else (message_id,)
    situation = situations([participant], at, messages=ours)[participant.pk]
    decision = decide(way, situation, at=at, reminder=reminder)
    if not isinstance(decision, Allowed):
        raise NotSafe(decision.why, ring_instead=decision.ring_instead)
    return leave(participant, way, decision)


def leave(participant: Participant, way: Way, allowed: Allowed) -> Destination:
    """Return the destination that an `Allowed` of this woman stands for."""
    return Destination(
        way=way,
        to=_whereto(participant, way),
        wording=Wording(allowed.wording.value),
        withheld_number=allowed.withheld_number,
        holds_until=allowed.holds_until,
        uses_release=allowed.uses_release,
        page=allowed.page,
        pass_=_HELD_BY_THIS_MODULE,
    )


def open_for_staff(user: User) -> Destination:
    """Return leave to e-mail somebody who signs in: a reference and a link, nothing about her.

    :raises NotAnOfficialAddress: when the account is closed.
    """
    if not (user.is_active and user.email):
        raise NotAnOfficialAddress
    return _official(user.email)


def open_for_team(address: str) -> Destination:
    """Return leave to e-mail a team's or an organisation's own address.

    :raises NotAnOfficialAddress: when we know no such address and no such domain.
    """
    mailbox, _at, domain = address.rpartition("@")
    if not (mailbox and domain):
        raise NotAnOfficialAddress
    known = (
        Team.objects.filter(email__iexact=address).exists()
        or Organisation.objects.filter(email__iexact=address).exists()
        or SignInDomain.objects.filter(domain__iexact=domain).exists()
    )
    if not known:
        raise NotAnOfficialAddress
    return _official(address)


def decisions(participant: Participant, *, at: datetime) -> dict[Way, Decision]:
    """Return what may be done each way, for a page that shows it."""
    situation = situations([participant], at)[participant.pk]
    return {way: decide(way, situation, at=at) for way in Way}


def situations(
    participants: Iterable[Participant], at: datetime, *, messages: Collection[UUID] = ()
) -> dict[UUID, Situation]:
    """Gather what the rule looks at, for many women in a fixed number of queries.

    :param messages: those that are to go: a release made for one of them still counts as unused.
    """
    women = {participant.pk: participant for participant in participants}
    answers: defaultdict[UUID, list[SafeContact]] = defaultdict(list)
    for row in SafeContact.objects.filter(participant__in=women).order_by("confirmed_at", "pk"):
        answers[row.participant_id].append(row)
    marks = _marks(women, messages)
    case = registry.circumstances(list(women), at)
    return {
        pk: _situation(woman, answers[pk], marks[pk], case.get(pk, registry.Circumstances()))
        for pk, woman in women.items()
    }


class _Mark(StrEnum):
    """What stands on her record beside her answers."""

    STOPPED = "STOPPED"  # she may not be rung
    RELEASED = "RELEASED"  # two people released a letter
    CAME_BACK = "CAME_BACK"  # a letter to the address she has now


def _marks(women: Iterable[UUID], messages: Collection[UUID]) -> defaultdict[UUID, set[str]]:
    """Return what stands on each record. A release counts while it is unused, or used by one of these
    messages. One query: pages of many women ask this too.
    """
    stops = ContactStop.objects.filter(participant__in=women, lifted_at__isnull=True)
    ours = {"", *(used_by(pk) for pk in messages)}
    releases = DiscreetRelease.objects.filter(
        participant__in=women, agreed_at__isnull=False, ended_at__isnull=True, used_by__in=ours
    )
    returned = ReturnedLetter.objects.from_where_she_lives().filter(participant__in=women)
    marked = {_Mark.STOPPED: stops, _Mark.RELEASED: releases, _Mark.CAME_BACK: returned}
    first, *others = (
        rows.order_by().annotate(mark=Value(mark.value)).values_list("participant_id", "mark")
        for mark, rows in marked.items()
    )
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for participant_id, mark in first.union(*others, all=True):
        found[participant_id].add(mark)
    return found


def used_by(message_id: UUID) -> str:
    """Return how a release names the message that used it up."""
    return f"message {message_id}"


def _situation(
    woman: Participant,
    answers: list[SafeContact],
    marks: Collection[str],
    case: registry.Circumstances,
) -> Situation:
    hers = [row for row in answers if row.source == AnswerSource.HERSELF]
    newest = hers[-1] if hers else None
    renewals = [row.renewed_at for row in hers if row.renewed_at is not None]
    return Situation(
        said=tuple(said for row in answers for said in _said(row)),
        renewed_at=max(renewals, default=None),
        details=details_of(woman, answers, case, came_back=_Mark.CAME_BACK in marks),
        discreet=newest is not None and newest.words == WordsLevel.DISCREET,
        withheld_number=newest is None or newest.withheld_number,
        needs_reading_help=woman.reading in {Reading.NO, Reading.WITH_HELP},
        stopped=_Mark.STOPPED in marks,
        danger=case.danger or any(row.danger_suggested for row in answers),
        calls_exhausted=case.calls_exhausted,
        police_silent=case.police_silent,
        released=_Mark.RELEASED in marks,
        erased=woman.erased_at is not None,
    )


def _said(row: SafeContact) -> Iterable[Said]:
    for way, column in _ANSWERED:
        answer = Answer(getattr(row, column))
        if answer is not Answer.NOT_ASKED:
            said_at = row.asked_at if answer is Answer.YES else row.confirmed_at
            ended = Answer(row.answer_now(column)) is not answer
            yield Said(way, answer, Source(row.source), said_at, alone=row.asked_alone, ended=ended)


def _whereto(woman: Participant, way: Way) -> tuple[str, ...]:
    if way is Way.POST:
        return (woman.full_name or woman.called, *address_lines(woman), woman.postcode.upper())
    if way is Way.EMAIL:
        return (woman.email,)
    # Whom she trusts, and where she is met, stand in her own words on her page: never her own number instead.
    return (woman.phone,) if way in ON_HER_PHONE else ()


def _official(address: str) -> Destination:
    return Destination(
        way=Way.EMAIL,
        to=(address,),
        wording=Wording.OFFICIAL,
        withheld_number=True,
        holds_until=None,
        uses_release=False,
        pass_=_HELD_BY_THIS_MODULE,
    )
