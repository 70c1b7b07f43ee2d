"""Absences, and ending a case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from casework import ending_pages
from casework.actions import absences, closing
from casework.forms.closing import (
    AbsenceForm,
    CompleteForm,
    HandBackForm,
    LeftEarlyForm,
    ReopenForm,
    WithdrawForm,
)
from casework.views.loading import look
from referrals.actions import Because
from referrals.statuses import Ground, Reason
from workshops import actions as workshops
from workshops.models import Place
from workshops.statuses import Mark


@for_roles(*CASEWORKERS)
def absence(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Note why she was not there, that we tried to hear her, and what follows."""
    place = get_object_or_404(Place.objects.visible_to(request.user).select_related("workshop"), pk=pk)
    if place.mark == Mark.LEFT_EARLY and place.counts is None:
        return left_early(request, place)
    opened = look(request, place.referral_id, tab="case_workshops")
    form = ending_pages.absence_form(place, request.POST or None, AbsenceForm)

    def act() -> str:
        known, decision = ending_pages.known(form), form.cleaned_data["decision"]
        now, seen = timezone.now(), form.seen_version
        row = absences.note_absence(place, known, by=request.user, at=now, seen=seen)
        if decision and decision != row.decision:
            absences.decide_absence(row, decision=decision, by=request.user, at=now)
        return reverse("casework:case", args=[place.referral_id])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "page": ending_pages.absence(opened, place)}
    return answer(result, lambda: render(request, "casework/absence.html", found))


def left_early(request: SignedInRequest, place: Place) -> HttpResponse:
    """Decide whether a day that she left early counts."""
    opened = look(request, place.referral_id, tab="case_workshops")
    form = LeftEarlyForm(request.POST or None)

    def act() -> str:
        counts = form.cleaned_data["counts"] == "YES"
        workshops.decide_left_early(place, counts=counts, by=request.user, at=timezone.now())
        return reverse("casework:case", args=[place.referral_id])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "page": ending_pages.absence(opened, place)}
    return answer(result, lambda: render(request, "casework/absence.html", found))


@for_roles(*CASEWORKERS)
def complete(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what police will read, and complete the case."""
    opened = look(request, pk, tab="case")
    page = ending_pages.completing(opened)
    form = CompleteForm(request.POST or None, version=opened.case.version, judges=page.judges, back=page.back)

    def act() -> str:
        judged = form.cleaned_data.get("judged") or None
        seen, now = form.seen_version, timezone.now()
        closing.complete(opened.case, judged=judged, by=request.user, at=now, seen=seen)
        return page.back

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "page": page}
    return answer(result, lambda: render(request, "casework/complete.html", found))


@for_roles(*CASEWORKERS)
def hand_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose the ground, see what stands in the way or what police will read, then send it."""
    opened = look(request, pk, tab="case")
    offer = ending_pages.hand_back_choices(opened)
    sending = request.POST.get("do") == "send"
    form = HandBackForm(request.POST or None, version=opened.case.version, **offer)
    if not (form.is_bound and form.is_valid()):
        return render(request, "casework/hand_back.html", {"head": opened.head, "form": form})
    ground = Ground(form.cleaned_data["ground"])
    call = ending_pages.conversation(opened, form.cleaned_data["conversation"])
    if not sending:
        return _preview(request, pk, form, ground)

    def act() -> str:
        seen, now = form.seen_version, timezone.now()
        closing.hand_back(opened.case, ground=ground, conversation=call, by=request.user, at=now, seen=seen)
        return reverse("casework:case", args=[pk])

    found = {"head": opened.head, "form": form}
    return answer(once(request, form, act), lambda: render(request, "casework/hand_back.html", found))


def _preview(request: SignedInRequest, pk: UUID, form: HandBackForm, ground: Ground) -> HttpResponse:
    """Show what stands in the way, else exactly what police will read."""
    opened = look(request, pk, tab="case")
    call = ending_pages.conversation(opened, form.cleaned_data["conversation"])
    page = ending_pages.handing_back(opened, ground, call, user=request.user, now=timezone.now())
    if page.obstacles:
        for sentence in page.obstacles:
            form.add_error("ground", str(sentence))
        return render(request, "casework/hand_back.html", {"head": opened.head, "form": form})
    form.renew(version=form.seen_version)
    found = {"head": opened.head, "page": page, "resend": form}
    return render(request, "casework/hand_back_check.html", found)


@for_roles(*CASEWORKERS)
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a referral back, with what lies ahead of it."""
    opened = look(request, pk, tab="case")
    form = WithdrawForm(request.POST or None, version=opened.case.version)

    def act() -> str:
        reason, words = Reason(form.cleaned_data["reason"]), form.cleaned_data["words"]
        seen, now = form.seen_version, timezone.now()
        closing.withdraw(opened.case, reason=reason, words=words, by=request.user, at=now, seen=seen)
        return reverse("casework:case", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "page": ending_pages.letting_go(opened)}
    return answer(result, lambda: render(request, "casework/withdraw.html", found))


@for_roles(*CASEWORKERS)
def reopen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go back from an end; no place comes back."""
    opened = look(request, pk, tab="case")
    decided = opened.facts.police_decided_at is not None
    start = {"because": Because.POLICE_DECISION} if decided else None
    form = ReopenForm(request.POST or None, version=opened.case.version, initial=start)

    def act() -> str:
        because, words = Because(form.cleaned_data["because"]), form.cleaned_data["words"]
        seen, now = form.seen_version, timezone.now()
        closing.reopen(opened.case, because=because, words=words, by=request.user, at=now, seen=seen)
        return reverse("casework:case", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "decided": decided}
    return answer(result, lambda: render(request, "casework/reopen.html", found))
