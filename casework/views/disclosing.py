"""A disclosure to police for one case: made by a manager, read by that case's police."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import POLICE, Role
from audit import trail
from casework import disclosure
from casework.actions import disclosing
from casework.forms.disclosing import DiscloseForm
from casework.models import Disclosure
from casework.views.loading import look


@for_roles(Role.MANAGER)
def disclose(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose what police are to read of this case, read it as they will, then disclose it."""
    opened = look(request, pk, tab="case")
    form = DiscloseForm(request.POST or None, **disclosure.choices(opened.case))

    def act() -> str:
        why, asked_by = form.cleaned_data["why"], form.cleaned_data["asked_by"]
        chosen, now = form.chosen(), timezone.now()
        disclosing.disclose(opened.case, chosen, why=why, asked_by=asked_by, by=request.user, at=now)
        return reverse("casework:case", args=[pk])

    found = {"head": opened.head, "form": form}
    if form.is_valid() and request.POST.get("do") != "send":
        lines = disclosing.lines(opened.case, form.chosen())
        if lines:
            form.renew(version=None)
            return render(request, "casework/disclose_check.html", {**found, "lines": lines, "resend": form})
        form.refuse(disclosing.NothingChosen())
    result = once(request, form, act) if form.is_valid() else None
    return answer(result, lambda: render(request, "casework/disclose.html", found))


@for_roles(*POLICE)
def police_disclosure(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what was disclosed of one case."""
    seen = Disclosure.objects.visible_to(request.user).select_related("referral")
    row = get_object_or_404(seen, pk=pk)
    trail.seen("police.disclosure", row.referral, by=request.user, disclosure=str(pk))
    return render(request, "casework/police_disclosure.html", {"page": disclosure.disclosed(row)})
