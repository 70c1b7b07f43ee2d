"""A manager marks a woman restricted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, landed, once
from accounts.roles import Role
from casework.actions.restricting import lift_restriction, restrict
from casework.forms.restricting import RestrictForm
from casework.views.loading import look


@for_roles(Role.MANAGER)
def restriction(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say how it stands, and change it with a reason."""
    if again := landed(request):
        return again
    opened = look(request, pk, tab="case", verb="case.restriction")
    marked = opened.case.participant or opened.case
    stands = marked.restricted_at is not None
    form = RestrictForm(request.POST or None, restricted=stands)

    def act() -> str:
        change = lift_restriction if stands else restrict
        change(opened.case, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        messages.success(request, _("The mark is taken away.") if stands else _("She is marked restricted."))
        return reverse("casework:case", args=[pk])

    result = once(request, form, act) if form.is_valid() else None
    found = {"head": opened.head, "form": form, "marked": marked, "stands": stands}
    return answer(result, lambda: render(request, "casework/restriction.html", found))
