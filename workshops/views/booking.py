"""Booking a woman on a run of workshops, or moving her to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.models import User
from accounts.once import landed, once
from accounts.roles import CASEWORKERS, Role
from audit import trail
from referrals.models import Referral
from workshops import actions, booking_page, changing_page, extending, keeper, messages, sessions_page
from workshops.booking_page import BookingPage
from workshops.forms.booking import ConfirmForm, DaysForm, RunForm
from workshops.models import Workshop
from workshops.offers import held_ahead
from workshops.statuses import AskedBy, ReleaseReason
from workshops.views.together import decided_by_two


@for_roles(*CASEWORKERS)
def book(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Offer the runs that fit, and say why the others do not."""
    referral = find_case(request, pk)
    visible = set(Referral.objects.visible_to(request.user).values_list("pk", flat=True)[:2000])
    one_by_one = sessions_page.in_any_order(referral.definition.parsed)
    build = sessions_page.build if one_by_one else booking_page.build
    page = build(referral, at=timezone.now(), visible=visible)
    form = _days_form(request, referral, page) if one_by_one else RunForm(request.GET or None, page=page)
    if form.is_valid():
        chosen = form.cleaned_data.get("run") or ".".join(form.cleaned_data["days"])
        return redirect(_confirm_url(referral, chosen))
    trail.seen("referral.view_booking", referral, by=request.user)
    together = request.user.has_role(Role.MANAGER)
    kept = keeper.to_book(referral, at=timezone.now())
    context = {"page": page, "form": form, "together": together, "case": referral, "kept": kept}
    return render(request, "workshops/book.html", context)


def _days_form(request: SignedInRequest, referral: Referral, page: BookingPage) -> DaysForm:
    at = timezone.now()

    def why_not(keys: list[str]) -> str:
        chosen = booking_page.chosen(referral, ".".join(keys), at=at)
        return sessions_page.why_not(referral, chosen, at=at)

    return DaysForm(request.GET or None, page=page, why_not=why_not)


@for_roles(*CASEWORKERS)
def book_confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what booking these dates does, then do it."""
    if again := landed(request):
        return again
    referral, at = find_case(request, pk), timezone.now()
    workshops = booking_page.chosen(referral, request.GET.get("run", ""), at=at)
    if not workshops:
        return redirect("workshops:book", pk=pk)
    held = held_ahead(referral, at=at)
    workshops = booking_page.with_her_own(workshops, held)
    moving = bool(held) and not booking_page.only_adds(referral, workshops, held)
    apart = booking_page.apart_on(referral, workshops)
    back = reverse("workshops:book", args=[pk])
    seen = {"places": changing_page.seen_as(held)}  # what she had when the page was opened
    form = ConfirmForm(request.POST or None, moving=moving, apart=apart, cancel_url=back, initial=seen)
    if form.is_valid():
        done = once(request, form, lambda: _act(request, form, referral, workshops, at=at))
        if done is not None:
            return done
    return render(
        request, "workshops/book_confirm.html", _confirming(referral, workshops, form, moving, at=at)
    )


def _confirming(
    referral: Referral, workshops: Sequence[Workshop], form: ConfirmForm, moving: bool, *, at: datetime
) -> dict[str, Any]:
    rows = [
        (messages.day(timezone.localdate(w.starts_at)), booking_page.where_and_when([w])) for w in workshops
    ]
    to_send = booking_page.to_send(referral, workshops, at=at)
    past = extending.warning(referral, workshops)
    return {
        "case": referral,
        "days": rows,
        "to_send": to_send,
        "form": form,
        "moving": moving,
        "past": past,
    }


def _act(
    request: SignedInRequest,
    form: ConfirmForm,
    referral: Referral,
    workshops: Sequence[Workshop],
    *,
    at: datetime,
) -> str:
    override = decided_by_two(request, form)
    by = request.user
    if form.moving:
        _move(form, referral, workshops, override, by=by, at=at)
    elif before := changing_page.seen_of(form.cleaned_data["places"]):
        actions.add_days(referral, workshops, by=by, at=at, override=override, seen=before)
    else:
        actions.book_run(referral, workshops, by=by, at=at, override=override)
    days = messages.days([timezone.localdate(w.starts_at) for w in workshops])
    banners.success(request, _("Booked: %(days)s") % {"days": days})
    return reverse("casework:case_workshops", args=[referral.pk])


def _move(
    form: ConfirmForm,
    referral: Referral,
    workshops: Sequence[Workshop],
    override: actions.Override | None,
    *,
    by: User,
    at: datetime,
) -> None:
    data = form.cleaned_data
    asked = actions.Asked(AskedBy(data["asked_by"]), data["words"])
    why, seen = ReleaseReason(data["why"]), changing_page.seen_of(data["places"])
    actions.move_run(
        referral, workshops, why=why, by=by, at=at, override=override, asked=asked, seen=seen or None
    )


def find_case(request: SignedInRequest, pk: UUID) -> Referral:
    """Return an accepted case the user may see, with all that booking reads of it."""
    cases = Referral.objects.visible_to(request.user).accepted()
    related = ("participant", "programme", "definition", "provider", "worker")
    return get_object_or_404(cases.select_related(*related), pk=pk)


def _confirm_url(referral: Referral, run: str) -> str:
    return reverse("workshops:book_confirm", args=[referral.pk]) + "?" + urlencode({"run": run})
