"""Who waits for a place, and the worker's part of a proposal for all of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts.models import User
from casework.models import Case
from programmes.models import Programme
from referrals.models import Referral
from workshops import actions, placing, waiting
from workshops.models import Suggestion

MOST = 400
TASK = "casework.tasks.work_out_suggestion"


def who_waits(programme: Programme, *, user: User) -> list[Referral]:
    """Return the cases that are to be booked, as far as a person may see them."""
    cases = Case.objects.visible_to(user).filter(programme=programme).to_book()
    return list(cases.select_related("participant", "definition", "programme")[:MOST])


def work_out(suggestion_id: UUID, *, at: datetime) -> Suggestion:
    """Work out a proposal that somebody asked for: in the worker, never while a page waits."""
    suggestion = Suggestion.objects.select_related("programme", "asked_by_user").get(pk=suggestion_id)
    women = who_waits(suggestion.programme, user=suggestion.asked_by_user)
    found = waiting.read(suggestion.programme, women, at=at)
    return actions.keep_proposal(suggestion, found, placing.propose(waiting.question_of(found)))
