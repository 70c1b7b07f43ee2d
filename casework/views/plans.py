"""Her own plan."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as banners
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from casework import plan_page
from casework.actions import plans
from casework.forms.plans import AddStepForm, EndStepForm
from casework.messages import said
from casework.views.loading import look
from referrals.models import WhyAdded, WhyEnded


@for_roles(*CASEWORKERS)
def plan(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show her plan, what was ended among it, and add a step."""
    opened = look(request, pk, tab="case_workshops")
    rows = plan_page.rows(opened.case)
    if rows is None:
        raise Http404
    steps = [(str(s.number), said(s.label)) for s in plans.addable(opened.case.definition.parsed)]
    form = AddStepForm(request.POST or None, steps=steps)

    def act() -> str:
        number, why = int(form.cleaned_data["step"]), WhyAdded(form.cleaned_data["why"])
        plans.add_step(opened.case, number, why=why, by=request.user, at=timezone.now())
        banners.success(request, _("It is in her plan."))
        return request.path

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "rows": rows, "form": form}
    return answer(result, lambda: render(request, "casework/plan.html", found))


@for_roles(*CASEWORKERS)
def end_step(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """End a step of her plan, with the reason."""
    opened = look(request, pk, tab="case_workshops")
    steps = opened.case.plan.filter(number=number).values_list("number", "key")
    label = next((said(s.label) for s in opened.case.definition.parsed.plan_of(steps)), "")
    if not label or plan_page.rows(opened.case) is None:
        raise Http404
    back = reverse("casework:plan", args=[pk])
    form = EndStepForm(request.POST or None, back=back)

    def act() -> str:
        why = WhyEnded(form.cleaned_data["why"])
        plans.end_step(opened.case, number, why=why, by=request.user, at=timezone.now())
        banners.success(request, _("The step is ended."))
        return back

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "label": label, "form": form, "back": back}
    return answer(result, lambda: render(request, "casework/end_step.html", found))
