"""The pages of quotations and case studies, for the manager alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, for_roles
from accounts.once import once
from accounts.roles import Role
from audit import trail
from referrals.models import Referral
from reports import reading, voice_pages
from reports import voices as saying
from reports.forms import TakeBackForm, VoiceForm, VoiceWordsForm
from reports.models import Voice, VoiceKind
from reports.quarters import local_day


@for_roles(Role.MANAGER)
@require_safe
def voices(request: SignedInRequest, programme: str, quarter: str) -> HttpResponse:
    """List what women said for a quarter's return, with their consent."""
    found, when = reading.find(request, programme, quarter)
    rows = list(_visible(request).of(found, when))
    cases = {row.referral_id: row.referral for row in rows}.values()
    trail.record_many("voice.view", cases, by=request.user, at=timezone.now())
    shown = {"lines": voice_pages.lines(rows), "programme": programme, "quarter": when}
    return render(request, "reports/voices.html", shown)


@for_roles(Role.MANAGER)
def record(request: SignedInRequest, programme: str, quarter: str) -> HttpResponseBase:
    """Record words and the consent to them."""
    found, when = reading.find(request, programme, quarter)
    form = VoiceForm(request.POST or None, today=local_day(timezone.now()))

    def act() -> str:
        said: dict[str, Any] = {name: form.cleaned_data[name] for name in voice_pages.RECORDED}
        wanted = form.cleaned_data["reference"].strip().upper()
        case = Referral.objects.visible_to(request.user).filter(programme=found, reference=wanted).first()
        if case is None:
            raise saying.NoSuchCase
        made = saying.record(found, when, referral=case, by=request.user, at=timezone.now(), **said)
        return reverse("reports:voice", args=[programme, quarter, made.pk])

    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    shown = {"form": form, "programme": programme, "quarter": when}
    return result or render(request, "reports/record_voice.html", shown)


@for_roles(Role.MANAGER)
def voice(request: SignedInRequest, programme: str, quarter: str, pk: UUID) -> HttpResponseBase:
    """Show what in the words could tell who she is; change them, or say why it may stay."""
    row = _one(request, programme, quarter, pk)
    doubts = saying.doubts(row)
    longest, words = saying.LONGEST[VoiceKind(row.kind)], {"words": row.words}
    form = VoiceWordsForm(
        request.POST or None, doubts=doubts, longest=longest, version=row.version, initial=words
    )

    def act() -> str:
        said: dict[str, Any] = {"by": request.user, "at": timezone.now(), "seen": form.seen_version}
        saying.change(row, words=form.cleaned_data["words"], reasons=form.reasons, **said)
        return reverse("reports:voice", args=[programme, quarter, pk])

    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    trail.seen("voice.view", row.referral, by=request.user)
    shown = {"voice": voice_pages.page(row, doubts), "form": form, "programme": programme, "quarter": quarter}
    return result or render(request, "reports/voice.html", shown)


@for_roles(Role.MANAGER)
def take_back(request: SignedInRequest, programme: str, quarter: str, pk: UUID) -> HttpResponseBase:
    """Record that she took her consent back."""
    row = _one(request, programme, quarter, pk)
    form = TakeBackForm(request.POST or None)

    def act() -> str:
        saying.take_back(row, by=request.user, at=timezone.now())
        return reverse("reports:voices", args=[programme, quarter])

    result = once(request, form, act) if request.method == "POST" and form.is_valid() else None
    shown = {"voice": voice_pages.page(row, []), "form": form, "programme": programme, "quarter": quarter}
    return result or render(request, "reports/take_back.html", shown)


def _visible(request: SignedInRequest) -> Any:
    women = "referral__participant"
    return Voice.objects.visible_to(request.user).select_related("programme__provider", women)


def _one(request: SignedInRequest, programme: str, quarter: str, pk: UUID) -> Voice:
    found, when = reading.find(request, programme, quarter)
    row: Voice | None = _visible(request).of(found, when).filter(pk=pk).first()
    return row or reading.missing(request)
