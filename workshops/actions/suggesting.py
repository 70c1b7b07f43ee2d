"""A proposal for all women who wait: asking for it, keeping it, and booking what a person accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from audit import trail
from correspondence import wake
from participants.models import Participant
from programmes.models import Programme
from referrals.models import Referral
from ui.refusals import Refused
from workshops import clashes
from workshops import refusals as no
from workshops.actions.booking import book_run
from workshops.actions.seats import lock_workshops
from workshops.models import SuggestedRun, Suggestion, Workshop
from workshops.placing import Proposal, WhyNot
from workshops.statuses import SuggestedOutcome, SuggestionState
from workshops.waiting import Waiting

OTHERS = 8  # runs beside the proposed one that a person may choose instead
Chosen = Mapping[UUID, Sequence[UUID]]


def suggest(programme: Programme, *, by: User, at: datetime, task: str) -> Suggestion:
    """Ask the worker for a proposal.

    :param task: the name of the task of the app above that knows who waits.
    """
    with transaction.atomic():
        made = Suggestion.objects.create(
            programme=programme, asked_at=at, asked_by=by.trail_name, asked_by_user=by
        )
        trail.record("suggestion.ask", made, by=by, at=at)
        wake.task(task, made.pk)
        return made


def keep_proposal(suggestion: Suggestion, waiting: Waiting, proposal: Proposal) -> Suggestion:
    """Keep what was worked out; a second worker with the same task changes nothing."""
    with transaction.atomic():
        locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
        if locked.state != SuggestionState.ASKED:
            return locked
        for position, woman in enumerate(waiting.women):
            key = str(woman.referral.pk)
            choice = proposal.placed.get(key)
            why = proposal.unplaced.get(key, "")
            SuggestedRun.objects.create(
                suggestion=locked,
                referral=woman.referral,
                workshops=list(choice.workshops) if choice else [],
                others=[[w.key for w in run] for run in woman.runs[:OTHERS]],
                why=(woman.why if why == WhyNot.NO_RUN else str(why)),
                position=position,
            )
        locked.state, locked.proved = SuggestionState.READY, proposal.proved
        locked.advance("state", "proved")
        return locked


def accept(
    suggestion: Suggestion, chosen: Chosen, *, by: User, at: datetime, seen: int | None = None
) -> list[tuple[SuggestedRun, str]]:
    """Book what a person chose from a proposal, each woman by herself; return whom, with why not.

    Everything is asked again: who cannot be booked any more is said, and the others are booked.
    Locks all women concerned, their referrals and the workshops first, each by key.

    :param chosen: by referral the workshops; who is missing is left for now.
    :raises SettledBefore: when the proposal was accepted or put away already.
    """
    with transaction.atomic():
        locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
        locked.expect(seen)
        if locked.settled_at is not None or locked.state != SuggestionState.READY:
            raise no.SettledBefore
        _lock_all(chosen)
        rows = {
            row.referral_id: row
            for row in SuggestedRun.objects.filter(suggestion=locked).select_related("referral")
        }
        found = [(row, _book(row, chosen.get(pk, ()), by=by, at=at)) for pk, row in rows.items()]
        locked.settled_at, locked.settled_by = at, by.trail_name
        locked.advance("settled_at", "settled_by")
        booked = sum(row.outcome == SuggestedOutcome.BOOKED for row, _why in found)
        trail.record("suggestion.accept", locked, by=by, at=at, facts={"booked": booked, "women": len(found)})
        return found


def _lock_all(chosen: Chosen) -> None:
    women = set(Referral.objects.filter(pk__in=chosen).values_list("participant_id", flat=True)) - {None}
    apart = clashes.kept_apart_pairs({woman for woman in women if woman})
    everyone = {*women, *(other for others in apart.values() for other in others)}
    list(Participant.objects.select_for_update().filter(pk__in=everyone).order_by("pk"))
    list(Referral.objects.select_for_update().filter(pk__in=chosen).order_by("pk"))
    lock_workshops({key for keys in chosen.values() for key in keys})


def _book(row: SuggestedRun, keys: Sequence[UUID], *, by: User, at: datetime) -> str:
    refused = ""
    row.outcome = SuggestedOutcome.LEFT
    if keys:
        try:
            book_run(row.referral, list(Workshop.objects.filter(pk__in=keys)), by=by, at=at)
            row.outcome = SuggestedOutcome.BOOKED
        except Refused as refusal:
            row.outcome, refused = SuggestedOutcome.REFUSED, str(refusal)
    row.save(update_fields=["outcome"])
    return refused
