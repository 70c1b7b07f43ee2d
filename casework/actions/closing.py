"""Ending a case: every refusal of design.md §4, the places given back, what was queued withdrawn.

Each verb is one transaction. Rows are locked in the order participant, referral, workshops by key,
places. What is checked here is what only casework can see; `referrals.actions` moves the referral.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from audit import trail
from casework import kind_letters, rules
from casework.actions.opening import lock_with_her, open_case
from casework.actions.registers import check_registers
from casework.ending import Ending, Heard, Missed, Obstacle, obstacles
from casework.facts import Facts, read
from casework.models import Absence, Case, ContactAttempt, Telling
from casework.next_step import standing_of, tried_of
from casework.statuses import CallOutcome
from correspondence import actions as correspondence
from programmes.kinds import CompletionRule
from programmes.models import ClosedDay
from referrals import actions as referrals
from referrals.actions import Because, holds
from referrals.models import Referral
from referrals.statuses import Ground, Reason
from ui.refusals import Refused
from workshops import actions as workshops
from workshops import offers, standing


class RuleNotMet(Refused):
    """She has not yet done what her programme asks."""

    sentence = _(
        "She has not come to everything her programme asks for, so this case cannot be completed yet."
    )


class RuleIsMet(Refused):
    """She has done all of it."""

    sentence = _("She has come to everything. Complete this case instead of handing it back.")


class StillPossible(Refused):
    """She can still finish in time."""

    sentence = _("She can still finish before her deadline. Book her on the dates on offer instead.")
    field = "ground"


class NameUnsettled(Refused):
    """Only a name keeps her off the dates on offer, and nobody has said whether it is she."""

    sentence = _(
        "Only a name keeps her off the dates on offer: nobody has said whether it is she. "
        "Say so first, on the page where her workshops are booked."
    )
    field = "ground"


class WasReached(Refused):
    """Somebody has spoken to her."""

    sentence = _("Somebody has spoken to her, so this ground is not true. Choose another ground.")
    field = "ground"


class CallsLeft(Refused):
    """The contact protocol asks for more calls."""

    sentence = _("Ring her as often as the programme says before you say that she could not be reached.")
    field = "ground"


class DaysLeft(Refused):
    """The contact protocol asks for calls over more days."""

    sentence = _("Keep trying until the calls are spread over all the working days that the programme says.")
    field = "ground"


class PoliceNotAsked(Refused):
    """Police have seen her and may know another way."""

    sentence = _("Ask police first: for another number, or to ask her to ring you.")
    field = "ground"


class PoliceMayAnswer(Refused):
    """Police have three working days to answer."""

    sentence = _("Police have three working days to answer your question. Wait until then.")
    field = "ground"


class NoConversation(Refused):
    """Nobody recorded that she said so."""

    sentence = _(
        "Choose the call at which she told you that she does not want to take part. Log it first if it is not there."
    )
    field = "conversation"


class DatesOnOffer(Refused):
    """There are dates we could give her."""

    sentence = _("There are dates on offer that she could come to. Offer them to her first.")
    field = "ground"


class HadAPlace(Refused):
    """She was given dates."""

    sentence = _("She was given dates, so this ground is not true. Choose another ground.")
    field = "ground"


class AbsenceUndecided(Refused):
    """What follows from an absence is a decision, not the absence itself."""

    sentence = _("Decide about every workshop she missed before you tell police that she did not attend.")
    field = "ground"


class NotToldDates(Refused):
    """She may not be reported for missing a day she had not heard of."""

    sentence = _(
        "Nothing here shows that she was told the dates she missed, on the phone or in person, before they "
        "came. She cannot be reported for missing them."
    )
    field = "ground"


class NotToldWhatAMissMeans(Refused):
    """She may not be reported without having known that she would be."""

    sentence = _(
        "Nothing here shows that she was told, on the phone or in person, what a missed workshop means. She "
        "cannot be reported for missing one."
    )
    field = "ground"


class ReasonNotHeard(Refused):
    """She is heard first."""

    sentence = _("Try to hear her reason for every workshop she missed, where that is safe, and record it.")
    field = "ground"


REFUSALS: dict[Obstacle, type[Refused]] = {
    Obstacle.RULE_IS_MET: RuleIsMet,
    Obstacle.STILL_POSSIBLE: StillPossible,
    Obstacle.NAME_UNSETTLED: NameUnsettled,
    Obstacle.WAS_REACHED: WasReached,
    Obstacle.MORE_CALLS: CallsLeft,
    Obstacle.MORE_DAYS: DaysLeft,
    Obstacle.ASK_POLICE: PoliceNotAsked,
    Obstacle.WAIT_FOR_POLICE: PoliceMayAnswer,
    Obstacle.NO_CONVERSATION: NoConversation,
    Obstacle.DATES_ON_OFFER: DatesOnOffer,
    Obstacle.HAD_A_PLACE: HadAPlace,
    Obstacle.ONLY_A_MANAGER: referrals.OnlyAManager,
    Obstacle.ABSENCE_UNDECIDED: AbsenceUndecided,
    Obstacle.NOT_TOLD_DATES: NotToldDates,
    Obstacle.NOT_TOLD_A_MISS: NotToldWhatAMissMeans,
    Obstacle.NOT_ASKED: ReasonNotHeard,
}


def complete(
    referral: Referral, *, by: User, at: datetime, judged: bool | None = None, seen: int | None = None
) -> Referral:
    """Close a case as completed and tell police the days she came; she is told "well done" where post is safe.

    :param judged: the worker's answer, where the programme leaves it to her.
    :raises RuleNotMet: while the rule is not met by the marks.
    :raises RegisterOpen: while a register with a mark of hers may still change.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by)
        check_registers(locked, at=at)
        by_worker = locked.definition.parsed.completion.rule is CompletionRule.WORKER_JUDGES
        verdict = judged if by_worker else None
        if not standing.standing(locked, can_still=True, judged=verdict).met:
            raise RuleNotMet
        came = standing.attended_on(locked)
        let_go(locked, by=by, at=at)
        completed = referrals.complete(locked, attended_on=came, by=by, at=at, seen=seen)
        kind_letters.well_done(completed, by=by, at=at)
        return completed


def hand_back(
    referral: Referral,
    *,
    ground: Ground,
    by: User,
    at: datetime,
    conversation: ContactAttempt | None = None,
    seen: int | None = None,
) -> Referral:
    """Close a case as not completed on a coded ground, and tell police which.

    :param conversation: the call at which she declined, where that is the ground.
    :raises Refused: RegisterOpen, or one of `REFUSALS`, the first thing that stands in the way.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by)
        check_registers(locked, at=at)
        ending = ending_of(locked, by=by, at=at, conversation=conversation)
        for obstacle in obstacles(ground, ending):
            raise REFUSALS[obstacle]
        came = standing.attended_on(locked)
        let_go(locked, by=by, at=at)
        return referrals.hand_back(locked, ground=ground, attended_on=came, by=by, at=at, seen=seen)


def withdraw(
    referral: Referral, *, reason: Reason, words: str, by: User, at: datetime, seen: int | None = None
) -> Referral:
    """Take a referral back, before or after it was accepted, with everything that lies ahead of it."""
    with transaction.atomic():
        locked = lock_with_her(referral)
        let_go(locked, by=by, at=at)
        return referrals.withdraw(locked, reason=reason, words=words, by=by, at=at, seen=seen)


def reopen(
    referral: Referral, *, because: Because, words: str, by: User, at: datetime, seen: int | None = None
) -> Referral:
    """Go back from an end. No place comes back: she is booked anew."""
    with transaction.atomic():
        locked = lock_with_her(referral)
        came = standing.attended_on(locked) if locked.participant_id else []
        return referrals.reopen(
            locked, because=because, words=words, attended_on=came, by=by, at=at, seen=seen
        )


def ending_of(
    referral: Referral, *, by: User, at: datetime, conversation: ContactAttempt | None = None
) -> Ending:
    """Gather what handing a case back is judged by."""
    facts = read(Case.objects.with_facts().get(pk=referral.pk))
    clock = offers.read_case(referral, at=at)
    return Ending(
        met=standing_of(facts, referral.definition.parsed).met,
        can_still=clock.can_finish,
        in_doubt=clock.in_doubt,
        offer_left=clock.first_run is not None,
        spoke=facts.spoke,
        conversation=conversation is not None and _is_conversation(conversation, referral),
        had_a_place=bool(facts.places),
        is_manager=holds(by, referral, Role.MANAGER),
        still_to_do=_still_to_do(referral, facts, at),
        missed=_missed(referral, facts),
        heard=_heard(referral),
    )


def _is_conversation(attempt: ContactAttempt, referral: Referral) -> bool:
    return (
        attempt.referral_id == referral.pk
        and attempt.outcome == CallOutcome.SPOKE
        and attempt.undone_at is None
    )


def _still_to_do(referral: Referral, facts: Facts, at: datetime) -> tuple[rules.StillToDo, ...]:
    contact = referral.definition.parsed.contact
    return rules.still_to_do(
        tried_of(facts),
        today=at.astimezone(rules.LONDON).date(),
        attempts=contact.attempts,
        over_working_days=contact.over_working_days,
        closed=ClosedDay.days(),
    )


def _missed(referral: Referral, facts: Facts) -> tuple[Missed, ...]:
    asked = dict(Absence.objects.filter(referral=referral).values_list("place", "asked_her_at"))
    return tuple(
        Missed(place.starts_at, decided=bool(place.decision), asked_her=asked.get(place.id) is not None)
        for place in facts.places
        if place.absent
    )


def _heard(referral: Referral) -> tuple[Heard, ...]:
    rows = Telling.objects.filter(referral=referral)
    return tuple(
        Heard(row.what, row.how, row.told_at, tuple(date.fromisoformat(day) for day in row.dates))
        for row in rows
    )


def let_go(referral: Referral, *, by: User, at: datetime) -> None:
    """Give back the places ahead and take back what is queued about the case."""
    if referral.participant_id is not None:
        workshops.release_future(referral, by=by, at=at)
    taken = correspondence.withdraw(about_id=referral.pk, why="CLOSED", by=by, at=at)
    trail.record("case.let_go", referral, by=by, at=at, facts={"messages": taken})
