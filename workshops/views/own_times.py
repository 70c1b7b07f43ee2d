"""A time for one woman alone: one to one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import landed, once
from accounts.roles import CASEWORKERS, Role
from audit import trail
from programmes.definition import Step
from programmes.kinds import StepKind
from referrals.models import Referral
from ui.refusals import Refused
from workshops import actions, changing_page, diary, messages
from workshops.forms.own_time import OwnTimeForm
from workshops.offers import held_ahead
from workshops.views.booking import find_case
from workshops.views.planning import offered
from workshops.views.together import decided_by_two


@for_roles(*CASEWORKERS)
def own_time(request: SignedInRequest, pk: UUID, number: int) -> HttpResponse:
    """Choose when she is seen, by whom and where, and book her on it."""
    if again := landed(request):
        return again
    referral, at = find_case(request, pk), timezone.now()
    try:
        step = actions.step_for(referral, number)
    except Refused as refused:
        banners.warning(request, str(refused))
        return redirect("workshops:book", pk=pk)
    form = _form(request, referral, step, at=at)
    done = once(request, form, lambda: _act(request, form, referral, step)) if form.is_valid() else None
    trail.seen("referral.view_booking", referral, by=request.user)
    return done or render(request, "workshops/own_time.html", _context(request, referral, step, form, at=at))


def _form(request: SignedInRequest, referral: Referral, step: Step, *, at: datetime) -> OwnTimeForm:
    seen = changing_page.seen_as(held_ahead(referral, at=at))
    return OwnTimeForm(
        request.POST or None,
        today=timezone.localdate(at),
        cancel_url=reverse("workshops:book", args=[referral.pk]),
        may_decide=request.user.has_role(Role.MANAGER),
        initial={"minutes": step.length_minutes, "places": seen},
        **offered(request, referral.programme),
    )


def _context(
    request: SignedInRequest, referral: Referral, step: Step, form: OwnTimeForm, *, at: datetime
) -> dict[str, Any]:
    end = referral.deadline.on
    return {
        "case": referral,
        "form": form,
        "label": step.label.label(get_language() or "en"),
        "catch_up": step.kind is StepKind.GROUP,
        "deadline": messages.day(end) if end else "",
        "held": held_ahead(referral, at=at),
        "busy": diary.of(offered(request, referral.programme)["people"], at=at),
    }


def _act(request: SignedInRequest, form: OwnTimeForm, referral: Referral, step: Step) -> str:
    data, given = form.cleaned_data, offered(request, referral.programme)
    starts_at = timezone.make_aware(datetime.combine(data["on"], data["starts"]))
    time = actions.OwnTime(
        starts_at=starts_at,
        minutes=data["minutes"],
        room=get_object_or_404(given["rooms"], pk=data["room"]),
        practitioners=[get_object_or_404(given["people"], pk=data["practitioner"])],
    )
    seen = changing_page.seen_of(data["places"])
    override = decided_by_two(request, form)
    actions.give_time(
        referral, step.number, time, by=request.user, at=timezone.now(), override=override, seen=seen
    )
    banners.success(request, _("Booked: %(days)s") % {"days": messages.moment(starts_at)})
    return reverse("casework:case_workshops", args=[referral.pk])
