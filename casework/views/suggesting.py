"""The waiting list, and a proposal for everybody on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, landed, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework import waiting_pages
from casework.actions import suggesting
from casework.forms.suggesting import AcceptForm, SuggestForm
from programmes.models import Programme
from workshops import actions
from workshops import waiting as who
from workshops.models import Suggestion


@for_roles(*CASEWORKERS)
def waiting(request: SignedInRequest, slug: str) -> HttpResponse:
    """List who waits for a place in one programme, whom to offer one first on top."""
    mine = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(mine, code=slug.upper().replace("-", "_"))
    at, form = timezone.now(), SuggestForm(request.POST or None)

    def act() -> str:
        made = actions.suggest(programme, by=request.user, at=timezone.now(), task=suggesting.TASK)
        return reverse("casework:suggestion", args=[made.pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = who.read(programme, suggesting.who_waits(programme, user=request.user), at=at)
    women = [woman.referral for woman in found.women]
    trail.record_many("case.list", women, by=request.user, at=at, facts={"list": "waiting"})
    context = {"programme": programme, "rows": waiting_pages.rows(found), "form": form}
    return answer(result, lambda: render(request, "casework/waiting.html", context))


@for_roles(*CASEWORKERS)
def suggestion(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show a proposal to be edited, and book what is accepted."""
    if again := landed(request):
        return again
    row = get_object_or_404(Suggestion.objects.visible_to(request.user).select_related("programme"), pk=pk)
    women = waiting_pages.proposed(row)
    back = reverse("casework:waiting", args=[row.programme.slug])
    form = AcceptForm(request.POST or None, women=women, back_url=back, version=row.version)
    result = once(request, form, lambda: _accept(request, form, row)) if form.is_valid() else None
    subjects = waiting_pages.subjects(row)
    trail.record_many("case.list", subjects, by=request.user, at=timezone.now(), facts={"list": "suggestion"})
    context = {"suggestion": row, "women": women, "form": form, "back": back}
    return answer(result, lambda: render(request, "casework/suggestion.html", context))


def _accept(request: SignedInRequest, form: AcceptForm, row: Suggestion) -> str:
    at, seen = timezone.now(), form.seen_version
    found = actions.accept(row, form.chosen(), by=request.user, at=at, seen=seen)
    booked = sum(run.outcome == "BOOKED" for run, _why in found)
    said = ngettext("%(n)s woman is booked.", "%(n)s women are booked.", booked) % {"n": booked}
    messages.success(request, said)
    for run, why in found:
        if why:
            words = _("%(reference)s could not be booked. %(why)s")
            messages.warning(request, words % {"reference": run.referral.reference, "why": why})
    return reverse("casework:suggestion", args=[row.pk])
