"""Workshops in a person's own calendar program, by a secret address."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages as banners
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, for_roles, open_page
from accounts.once import once
from accounts.roles import CASEWORKERS, Role
from correspondence.facts import clock
from workshops import actions, calendar, messages
from workshops.forms.calendar import AddressForm
from workshops.models import CalendarAddress


@for_roles(*CASEWORKERS, Role.PRACTITIONER)
def your_calendar(request: SignedInRequest) -> HttpResponse:
    """Say what a calendar program would be shown; make its address, show it once, end it."""
    address = CalendarAddress.objects.visible_to(request.user).in_use().first()
    form = AddressForm(request.POST or None, has_one=address is not None)
    done = once(request, form, lambda: _change(request)) if form.is_valid() else None
    shown = ""
    if address is not None and calendar.is_shown(address, at=timezone.now()):
        path = reverse("workshops:calendar_feed", args=[calendar.token_of(address)])
        shown = f"{settings.JUNO_PUBLIC_URL}{path}"
    context = {"form": form, "address": address, "shown": shown} | {
        "made": _when(address.made_at) if address else "",
        "last_read": _when(address.last_read) if address else "",
    }
    return done or render(request, "workshops/calendar.html", context)


def _when(at: datetime | None) -> str:
    """Say a moment, empty for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return _("%(day)s at %(time)s") % {"day": messages.day(local.date()), "time": clock(local)}


def _change(request: SignedInRequest) -> str:
    at = timezone.now()
    if request.POST.get("do") == "end":
        actions.end_calendar_address(request.user, at=at)
        banners.success(
            request, _("The address is stopped. What your calendar has read already stays in it.")
        )
    else:
        actions.make_calendar_address(request.user, at=at)
        banners.success(request, _("The address is made. Copy it now: it is not shown again."))
    return reverse("workshops:calendar")


@open_page
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program that knows a secret address: counts, and nobody's name."""
    address = calendar.known(token)
    if address is None:
        raise Http404
    answer = HttpResponse(
        calendar.read(address, at=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'inline; filename="workshops.ics"'
    return answer
