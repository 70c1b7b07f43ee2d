"""Today, and one of its queues in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.roles import CASEWORKERS
from audit import trail
from casework import by_word, own_page
from casework import today as work
from casework.arranging import arrangements
from casework.concerns import concerns
from casework.freed import freed
from casework.queues import CASE_QUEUES, Moment, Queue, case_queues, moment_of
from casework.unsent import messages

# Queues that are not of cases.
LISTS: dict[str, Callable[[Moment], Queue]] = {
    "arrangements": arrangements,
    "concerns": concerns,
    "freed": freed,
    own_page.QUEUE: own_page.waiting,
    "messages": messages,
    **by_word.LISTS,
}


@for_roles(*CASEWORKERS)
def today(request: SignedInRequest) -> HttpResponse:
    """Show what is to be done, the most urgent first."""
    now = timezone.now()
    page = work.today(request.user, now=now)
    trail.record_many("case.list", page.subjects, by=request.user, at=now, facts={"list": "today"})
    return render(request, "casework/today.html", {"page": page})


@for_roles(*CASEWORKERS)
def queue(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show one queue in full."""
    now = timezone.now()
    if slug in LISTS:
        return _shown(request, LISTS[slug](moment_of(request.user, now, risk=False)), now)
    wanted = next((queue for queue in CASE_QUEUES if queue.slug == slug), None)
    if wanted is None:
        raise Http404
    return _shown(request, case_queues([wanted], moment_of(request.user, now), shown=100)[0], now)


def _shown(request: SignedInRequest, shown: Queue, now: datetime) -> HttpResponse:
    trail.record_many("case.list", shown.subjects, by=request.user, at=now, facts={"list": shown.slug})
    return render(request, "casework/queue.html", {"queue": shown})
