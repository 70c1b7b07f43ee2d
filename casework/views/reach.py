"""Numbers and addresses that may not reach her: every list, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.roles import CASEWORKERS
from audit import trail
from casework import reach_page


@for_roles(*CASEWORKERS)
def reach_lists(request: SignedInRequest) -> HttpResponse:
    """Show how many numbers and addresses need work, and of which kind."""
    return render(request, "casework/reach_lists.html", {"page": reach_page.overview(request.user)})


@for_roles(*CASEWORKERS)
def reach_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show one list, with what to do about each."""
    wanted = reach_page.find(slug)
    if wanted is None:
        raise Http404
    now = timezone.now()
    page = reach_page.list_page(wanted, request.user, now=now, query=request.GET.dict())
    trail.record_many("case.list", page.subjects, by=request.user, at=now, facts={"list": f"reach-{slug}"})
    return render(request, "casework/reach_list.html", {"page": page})
