"""Moving a workshop and cancelling one: first what it does, then the act."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import SignedInRequest, for_roles
from accounts.once import landed, once
from accounts.roles import CASEWORKERS
from audit import trail
from programmes.models import ClosedDay
from ui.refusals import Refused
from workshops import actions, changes, changing_page, messages
from workshops.actions.changing import check, check_day
from workshops.changing_page import Before
from workshops.forms.changing import ChangeForm, WhereAndWhen
from workshops.models import Place, Workshop
from workshops.views.planning import about, find, offered


@for_roles(*CASEWORKERS)
def move(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Move a workshop, after saying what that does to each woman on it."""
    if again := landed(request):
        return again
    day, at = find(request, pk), timezone.now()
    asking, as_it_is = _asking(request, day, at=at), about(day, at=at)
    with ClosedDay.read_once():
        worked = _worked_out(request, day, asking, at=at) if asking.is_valid() else None
    if worked is None:
        return render(request, "workshops/move.html", {"form": asking, **as_it_is})
    before, moved = worked
    form = _change_form(request, day, before)
    if form.is_valid():
        done = once(request, form, lambda: _move(request, form, day, asking))
        if done is not None:
            return done
    context = {"form": form, "before": before, "days": _days(moved), **as_it_is}
    return render(request, "workshops/move_confirm.html", context)


@for_roles(*CASEWORKERS)
def cancel(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Call a workshop off, after saying what that does to each woman on it."""
    day, at = find(request, pk), timezone.now()
    places = changes.places_on([day])
    before = changing_page.before_cancelling(places, at=at)
    form = ChangeForm(
        request.POST or None,
        version=day.version,
        asks=_("Why is it cancelled?"),
        does=_("Cancel the workshop"),
        keeps=_("Keep it"),
        kind="warning",
        back_url=reverse("workshops:workshop", args=[pk]),
        initial={"places": before.seen},
    )
    done = once(request, form, lambda: _cancel(request, form, day)) if form.is_valid() else None
    _seen(request, places, at=at)
    return done or render(
        request, "workshops/cancel.html", {"form": form, "before": before, **about(day, at=at)}
    )


def _asking(request: SignedInRequest, day: Workshop, *, at: datetime) -> WhereAndWhen:
    starts = timezone.localtime(day.starts_at)
    later = changes.later_of(day, at=at).count()
    return WhereAndWhen(
        request.GET or None,
        rooms=offered(request, day.programme)["rooms"],
        later=later,
        today=timezone.localdate(at),
        back_url=reverse("workshops:workshop", args=[day.pk]),
        initial={"on": starts.date(), "starts": messages.wall_time(starts.time()), "room": str(day.room_id)},
    )


def _change(request: SignedInRequest, day: Workshop, asking: WhereAndWhen) -> actions.Change:
    data = asking.cleaned_data
    room = offered(request, day.programme)["rooms"].get(pk=data["room"])
    return actions.Change(data["on"], data["starts"], room, later_too=bool(data.get("later_too")))


def _worked_out(
    request: SignedInRequest, day: Workshop, asking: WhereAndWhen, *, at: datetime
) -> tuple[Before, list[Workshop]] | None:
    """Return what the change does; why it cannot be is put on the form."""
    change = _change(request, day, asking)
    later = list(changes.later_of(day, at=at)) if change.later_too else []
    was = {workshop.pk: workshop.starts_at for workshop in (day, *later)}
    places = changes.places_on([day, *later])
    try:
        check(day, change, at=at)
        moved = changes.shifted(day, later, change)
        for workshop in moved:
            check_day(workshop, was[workshop.pk], at=at)
    except Refused as refused:
        asking.refuse(refused)
        return None
    _seen(request, places, at=at)
    return changing_page.before_moving(places, moved, at=at), moved


def _change_form(request: SignedInRequest, day: Workshop, before: Before) -> ChangeForm:
    return ChangeForm(
        request.POST or None,
        version=day.version,
        asks=_("Why is it moved?"),
        does=_("Move it and prepare what is sent"),
        keeps=_("Choose something else"),
        back_url=reverse("workshops:move", args=[day.pk]),
        initial={"places": before.seen},
    )


def _move(request: SignedInRequest, form: ChangeForm, day: Workshop, asking: WhereAndWhen) -> str:
    effects = actions.move_workshop(
        day,
        _change(request, day, asking),
        why=form.cleaned_data["why"],
        by=request.user,
        at=timezone.now(),
        seen=form.seen_version,
        expected=changing_page.seen_of(form.cleaned_data["places"]),
    )
    lost = sum(not effect.stays for effect in effects)
    banners.success(request, _("The workshop is moved.") + (f" {_to_book(lost)}" if lost else ""))
    return reverse("workshops:workshop", args=[day.pk])


def _cancel(request: SignedInRequest, form: ChangeForm, day: Workshop) -> str:
    count = actions.cancel_workshop(
        day,
        why=form.cleaned_data["why"],
        by=request.user,
        at=timezone.now(),
        seen=form.seen_version,
        expected=changing_page.seen_of(form.cleaned_data["places"]),
    )
    banners.success(request, _to_book(count))
    return reverse("workshops:workshops")


def _to_book(count: int) -> str:
    said = ngettext(
        "%(count)s woman has to be booked again.", "%(count)s women have to be booked again.", count
    )
    return said % {"count": count}


def _days(moved: list[Workshop]) -> list[tuple[str, str]]:
    return [(messages.day(timezone.localdate(w.starts_at)), _hours_and_room(w)) for w in moved]


def _hours_and_room(workshop: Workshop) -> str:
    where = f"{workshop.room.venue.name}, {workshop.room.name}"
    return f"{messages.hours(workshop.starts_at, workshop.ends_at)}, {where}"


def _seen(request: SignedInRequest, places: list[Place], *, at: datetime) -> None:
    """Leave in the trail whose names the page showed."""
    trail.record_many("workshop.view", places, by=request.user, at=at)
