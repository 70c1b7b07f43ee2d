"""Entering a group that had begun before this service was used."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import once
from accounts.roles import Role
from programmes.models import Programme
from workshops import actions, messages
from workshops import refusals as no
from workshops.forms.running import BegunDays, RunningGroup
from workshops.models import Workshop
from workshops.views.planning import offered, tell_missing, where_and_who


@for_roles(Role.MANAGER)
def enter_running(request: SignedInRequest) -> HttpResponse:
    """Ask for the days of a group as they were, then keep it; the women on it come next."""
    programmes = Programme.objects.visible_to(request.user).open()
    first = BegunDays(request.GET or None, programmes=programmes, today=timezone.localdate())
    days, programme = _days(first, programmes)
    if programme is None:
        return render(request, "workshops/enter_running.html", {"form": first})
    form = where_and_who(request, programme, days, RunningGroup)
    done = once(request, form, lambda: _enter(request, form, programme, first)) if form.is_valid() else None
    context = {"form": form, "programme": programme, "day": messages.day(days[0].on)}
    return done or render(request, "workshops/enter_running_days.html", context)


def _days(form: BegunDays, programmes: Any) -> tuple[list[actions.PlannedDay], Programme | None]:
    """Return the days a first day led to by the programme; why there are none is put on the form."""
    if not form.is_valid():
        return [], None
    data, today = form.cleaned_data, timezone.localdate()
    programme: Programme = get_object_or_404(programmes, code=data["programme"].upper().replace("-", "_"))
    definition = programme.current.parsed
    try:
        days = actions.running_days(definition, data["first_on"], starts=data["starts"], today=today)
    except no.CannotBePlanned as refused:
        form.add_error("first_on", str(refused.sentence))
        return [], None
    if not days:
        form.add_error("programme", _("This programme has no group workshops. Choose another."))
        return [], None
    return days, programme


def _enter(request: SignedInRequest, form: RunningGroup, programme: Programme, first: BegunDays) -> str:
    data, given, at = form.cleaned_data, offered(request, programme), timezone.now()
    days = actions.running_days(
        programme.current.parsed,
        first.cleaned_data["first_on"],
        starts=first.cleaned_data["starts"],
        today=timezone.localdate(at),
        chosen=form.chosen,
        as_it_was=form.as_it_was,
    )
    made = actions.enter_running(
        programme,
        days,
        room=given["rooms"].get(pk=data["room"]),
        practitioners=list(given["people"].filter(pk__in=data["practitioners"])),
        capacity=data["capacity"],
        name=data["name"],
        by=request.user,
        at=at,
    )
    banners.success(request, _("The group is saved. Now put the women on it, with their marks."))
    tell_missing(request, Workshop.objects.visible_to(request.user).filter(cohort=made).coming(at))
    return reverse("casework:group_women", args=[made.pk])
