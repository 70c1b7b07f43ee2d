"""What police changed on one case."""

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
from accounts.roles import CASEWORKERS
from audit import trail
from casework import proposals, tabs
from casework.actions.amendments import settle_amendments
from casework.forms.amendments import AmendmentsForm
from casework.models import Case
from casework.views.loading import look


@for_roles(*CASEWORKERS)
def amended(request: SignedInRequest) -> HttpResponse:
    """List the cases on which police changed something that nobody has looked at."""
    rows = list(Case.objects.visible_to(request.user).amended_by_police().select_related("participant")[:100])
    now = timezone.now()
    trail.record_many("case.list", rows, by=request.user, at=now, facts={"list": "amended"})
    return render(request, "casework/amended.html", {"rows": rows})


@for_roles(*CASEWORKERS)
def amendments(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take over what police changed, or leave it, field by field."""
    if again := landed(request):
        return again
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    found = proposals.proposals(opened.case, tabs.woman(opened.case))
    form = AmendmentsForm(request.POST or None, proposals=found)

    def act() -> str:
        settle_amendments(opened.case, form.taken, by=request.user, at=timezone.now())
        messages.success(request, _("It is settled what becomes of what police changed."))
        return reverse("casework:case_contact", args=[pk])

    result = once(request, form, act) if found and form.is_valid() else None
    context = {"head": opened.head, "form": form, "found": found}
    return answer(result, lambda: render(request, "casework/amendments.html", context))
