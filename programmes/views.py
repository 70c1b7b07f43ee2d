"""Pages that show, in plain words, what each programme is, and when the office works."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import once
from accounts.roles import PROVIDER, Role
from programmes import actions
from programmes.forms import CloseDayForm, HoursForm, ReopenDayForm
from programmes.hours_page import hours_page
from programmes.models import ClosedDay, HoursChange, ProgrammeVersion
from programmes.portrait import card_of, portrait_of


@for_roles(*PROVIDER, Role.ADMIN)
def programmes(request: SignedInRequest) -> HttpResponse:
    """List the programmes as they are now."""
    versions = ProgrammeVersion.objects.visible_to(request.user).current()
    cards = [card_of(version, language()) for version in versions.with_programme()]
    context = {"cards": cards, "may_close_days": request.user.has_role(Role.MANAGER, Role.ADMIN)}
    return render(request, "programmes/programmes.html", context)


@for_roles(*PROVIDER, Role.ADMIN)
def programme(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a programme is now."""
    versions = ProgrammeVersion.objects.visible_to(request.user).of(slug).with_programme()
    found = get_object_or_404(versions.current())
    return _shown(request, found, "programmes/programme.html")


@for_roles(*PROVIDER, Role.ADMIN)
def version(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show what a programme was: cases keep the version they began under."""
    versions = ProgrammeVersion.objects.visible_to(request.user).of(slug).with_programme()
    return _shown(request, get_object_or_404(versions, number=number), "programmes/version.html")


def _shown(request: SignedInRequest, found: ProgrammeVersion, template: str) -> HttpResponse:
    others = ProgrammeVersion.objects.visible_to(request.user).of(found.programme.slug)
    context = {
        "portrait": portrait_of(found, language()),
        "version": found,
        "others": others.exclude(pk=found.pk)[:20],
    }
    return render(request, template, context)


@for_roles(Role.MANAGER, Role.ADMIN)
def closed_days(request: SignedInRequest) -> HttpResponse:
    """List the extra closed days from today on, and add one."""
    today = timezone.localdate()
    form = CloseDayForm(request.POST or None, today=today)
    if form.is_valid():
        answer = once(request, form, lambda: _closed(request, form))
        if answer:
            return answer
    days = ClosedDay.objects.visible_to(request.user).filter(on__gte=today)[:200]
    return render(request, "programmes/closed_days.html", {"form": form, "days": days})


def _closed(request: SignedInRequest, form: CloseDayForm) -> str:
    given = form.cleaned_data
    actions.close_day(on=given["on"], label=given["label"], by=request.user, at=timezone.now())
    messages.success(request, _("The day is closed. Dates that are made from now on leave it out."))
    return reverse("programmes:closed_days")


@for_roles(Role.MANAGER, Role.ADMIN)
def reopen_day(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an extra closed day away."""
    day = get_object_or_404(ClosedDay.objects.visible_to(request.user), pk=pk)
    form = ReopenDayForm(request.POST or None)
    if form.is_valid():
        answer = once(request, form, lambda: _reopened(request, day))
        if answer:
            return answer
    return render(request, "programmes/reopen_day.html", {"form": form, "day": day})


def _reopened(request: SignedInRequest, day: ClosedDay) -> str:
    actions.reopen_day(day, by=request.user, at=timezone.now())
    messages.success(request, _("The day is a working day again."))
    return reverse("programmes:closed_days")


@for_roles(Role.MANAGER, Role.ADMIN)
def office_hours(request: SignedInRequest) -> HttpResponse:
    """Show when the office is open, now and as it was set, and set other hours."""
    today = timezone.localdate()
    form = HoursForm(request.POST or None, today=today)
    if form.is_valid():
        answer = once(request, form, lambda: _set(request, form))
        if answer:
            return answer
    page = hours_page(HoursChange.objects.visible_to(request.user), today=today)
    return render(request, "programmes/office_hours.html", {"form": form, "page": page})


def _set(request: SignedInRequest, form: HoursForm) -> str:
    given = {name: form.cleaned_data[name] for name in ("opens", "closes", "from_on")}
    actions.set_hours(**given, by=request.user, at=timezone.now())
    messages.success(request, _("The hours are set. What is due already keeps its time."))
    return reverse("programmes:office_hours")


def language() -> str:
    """Give the language of the page."""
    return get_language() or "en"
