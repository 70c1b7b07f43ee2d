"""The page that has her told to ring us."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, landed, once
from accounts.roles import CASEWORKERS
from casework import have_told as work
from casework.actions.have_told import have_her_told
from casework.forms.have_told import HaveToldForm
from casework.views.loading import look
from correspondence.statuses import Channel


@for_roles(*CASEWORKERS)
def have_told(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose who tells her that she should ring us: only ways that are open now are offered."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    if sent := landed(request):
        return sent
    ways = work.ways(opened.situation, opened.case, at=timezone.now())
    form = HaveToldForm(request.POST or None, ways=ways)

    def act() -> str:
        channel = Channel(form.cleaned_data["way"])
        made = have_her_told(opened.case, channel=channel, by=request.user, at=timezone.now())
        return reverse("correspondence:tell", args=[made.pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form if ways else None}
    return answer(result, lambda: render(request, "casework/have_told.html", found))
