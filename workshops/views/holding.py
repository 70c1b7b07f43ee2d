"""Holding dates for a woman before her referral is accepted, with her beside the officer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import landed, once
from accounts.roles import POLICE, Role
from audit import trail
from referrals.models import Referral
from referrals.statuses import Status
from workshops import actions, booking_page, holding_page
from workshops.forms.holding import DoWithoutForm, HoldForm

WRITERS = (*POLICE, Role.COORDINATOR)


@for_roles(*WRITERS)
def hold(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Offer the pairs that fit, and hold the one that suits her."""
    if again := landed(request):
        return again
    referral, at = _case(request, pk), timezone.now()
    if referral.status not in {Status.DRAFT, Status.SUBMITTED}:
        return redirect("referrals:sent", pk)
    page = holding_page.build(referral, at=at)
    form = HoldForm(request.POST or None, page=page)
    if form.is_valid():
        done = once(request, form, lambda: _hold(request, form, referral, at=at))
        if done is not None:
            return done
    trail.seen("referral.view_dates", referral, by=request.user)
    return render(request, "workshops/hold.html", {"page": page, "form": form, "pk": pk})


@for_roles(*WRITERS)
def do_without(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Give up the dates held for her."""
    if again := landed(request):
        return again
    referral = _case(request, pk)
    form = DoWithoutForm(request.POST or None, keep_url=reverse("workshops:hold", args=[pk]))
    if form.is_valid():
        done = once(request, form, lambda: _do_without(request, referral))
        if done is not None:
            return done
    return render(request, "workshops/do_without.html", {"form": form})


def _hold(request: SignedInRequest, form: HoldForm, referral: Referral, *, at: datetime) -> str:
    workshops = booking_page.chosen(referral, form.cleaned_data["run"], at=at)
    actions.hold_run(referral, workshops, by=request.user, at=at)
    banners.success(request, holding_page.build(referral, at=at).held)
    return holding_page.next_url(referral)


def _do_without(request: SignedInRequest, referral: Referral) -> str:
    actions.do_without(referral, by=request.user, at=timezone.now())
    banners.success(request, _("No dates are held for her now."))
    return holding_page.next_url(referral)


def _case(request: SignedInRequest, pk: UUID) -> Referral:
    related = ("programme", "definition", "provider", "participant")
    return get_object_or_404(Referral.objects.visible_to(request.user).select_related(*related), pk=pk)
