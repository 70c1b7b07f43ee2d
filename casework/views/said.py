"""What she says of herself before and after, and of the service."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from casework.actions import said
from casework.forms.said import FeedbackForm, ScoreForm
from casework.statuses import Helped, When
from casework.views.loading import look


@for_roles(*CASEWORKERS)
def score(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask her the question of her programme, before or after."""
    opened = look(request, pk, tab="case_notes", verb="case.notes")
    scale = opened.case.definition.parsed.before_and_after
    if scale is None:
        raise Http404
    form = ScoreForm(request.POST or None, scale=scale)

    def act() -> str:
        moment, value = When(form.cleaned_data["moment"]), form.cleaned_data["value"]
        said.keep_score(opened.case, moment, value, by=request.user, at=timezone.now())
        messages.success(request, _("Her answer is kept."))
        return reverse("casework:case_notes", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form}
    return answer(result, lambda: render(request, "casework/score.html", found))


@for_roles(*CASEWORKERS)
def feedback(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Keep what she thought of it."""
    opened = look(request, pk, tab="case_notes", verb="case.notes")
    form = FeedbackForm(request.POST or None)

    def act() -> str:
        heard, at = form.cleaned_data, timezone.now()
        said.keep_feedback(
            opened.case,
            helped=Helped(int(heard["helped"])),
            words=heard["words"],
            may_use=heard["may_use"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("What she said is kept."))
        return reverse("casework:case_notes", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form}
    return answer(result, lambda: render(request, "casework/feedback.html", found))
