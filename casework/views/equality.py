"""Her own answers about herself, asked by a coordinator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, landed, once
from accounts.roles import CASEWORKERS
from casework.actions import support
from casework.views.loading import look
from referrals.forms.sending import EqualityForm


@for_roles(*CASEWORKERS)
def equality(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask her. What she said before is not shown: it is no part of the case."""
    if again := landed(request):
        return again
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    form = EqualityForm(request.POST or None)

    def act() -> str:
        support.answer_equality(opened.case, form.answers, by=request.user, at=timezone.now())
        messages.success(request, _("Her answers are kept, apart from the case."))
        return reverse("casework:case_contact", args=[pk])

    result = once(request, form, act) if form.is_valid() else None
    return answer(
        result, lambda: render(request, "casework/equality.html", {"head": opened.head, "form": form})
    )
