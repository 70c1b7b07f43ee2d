"""Buildings and rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import SignedInRequest, for_roles, memberships
from accounts.once import once
from accounts.roles import CASEWORKERS, Role
from audit import trail
from programmes.models import ClosedDay
from workshops import actions, changing_page, closures, messages, readdressing_page
from workshops.forms.planning import VenueForm
from workshops.forms.readdressing import BACK, WhoHearsForm
from workshops.forms.venues import OpenForm, ShutForm
from workshops.models import Place, Venue, VenueClosure
from workshops.readdressing_page import WhoKnows
from workshops.statuses import WhoHears

MOST_SHOWN = 60  # notes ahead of one building


@dataclass(frozen=True)
class _Asked:
    """The page that asks who is told of other words, the places it shows, and the answer."""

    page: WhoKnows
    places: Sequence[Place]
    choice: WhoHearsForm

    @property
    def said(self) -> dict[str, Any]:
        """Return what was answered, once the form is valid."""
        given = self.choice.cleaned_data
        expected = changing_page.seen_of(given["places"])
        return {"who_hears": WhoHears(given["who_hears"]), "expected": expected}


@for_roles(*CASEWORKERS)
def venues(request: SignedInRequest) -> HttpResponse:
    """List the buildings and their rooms."""
    found = list(Venue.objects.visible_to(request.user).prefetch_related("rooms").order_by("name"))
    ahead = VenueClosure.objects.visible_to(request.user).standing().filter(last_on__gte=timezone.localdate())
    for venue in found:
        venue.shut_days = [  # type: ignore[attr-defined]
            f"{capfirst(closures.in_words(row))}: {row.why}"
            for row in sorted(ahead, key=lambda row: row.first_on)
            if row.venue_id == venue.pk
        ]
    may_change = request.user.has_role(Role.MANAGER)
    return render(request, "workshops/venues.html", {"venues": found, "may_change": may_change})


@for_roles(Role.MANAGER)
def venue_add(request: SignedInRequest) -> HttpResponse:
    """Add a building with its first room."""
    form = VenueForm(request.POST or None)
    provider = memberships(request.user, Role.MANAGER)[0].organisation

    def act() -> str:
        rooms = [(form.cleaned_data["room_name"], form.cleaned_data["people"])]
        actions.add_venue(_details(form), provider=provider, rooms=rooms, by=request.user, at=timezone.now())
        banners.success(request, _("The venue is saved."))
        return reverse("workshops:venues")

    done = once(request, form, act) if form.is_valid() else None
    return done or render(request, "workshops/venue_add.html", {"form": form})


@for_roles(Role.MANAGER)
def venue_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change what is known of a building, or add a room; where women are booked there, ask who is told."""
    venue = get_object_or_404(Venue.objects.visible_to(request.user), pk=pk)
    form = VenueForm(request.POST or None, venue=venue, version=venue.version, initial=VenueForm.first(venue))
    done = None
    if form.is_valid() and BACK not in request.POST:
        asked = _asked(request, form, venue)
        if asked is not None and not asked.choice.is_valid():
            trail.record_many("workshop.view", asked.places, by=request.user, at=timezone.now())
            context = {"form": asked.choice, "page": asked.page, "venue": venue}
            return render(request, "workshops/venue_who_hears.html", context)
        done = once(request, form, lambda: _amend(request, form, venue, asked))
    return done or render(request, "workshops/venue_edit.html", {"form": form, "venue": venue})


@for_roles(Role.MANAGER)
def venue_shut(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """List the days ahead on which a building is shut, with what is planned there all the same; add some."""
    venue, today = get_object_or_404(Venue.objects.visible_to(request.user), pk=pk), timezone.localdate()
    form = ShutForm(request.POST or None, today=today)
    done = once(request, form, lambda: _shut(request, form, venue)) if form.is_valid() else None
    rows = VenueClosure.objects.visible_to(request.user).standing().filter(venue=venue, last_on__gte=today)
    days = [
        {
            "row": row,
            "when": capfirst(closures.in_words(row)),
            "met": [(w.pk, messages.day(timezone.localdate(w.starts_at))) for w in closures.met_by(row)],
        }
        for row in rows.select_related("venue").order_by("first_on", "pk")[:MOST_SHOWN]
    ]
    return done or render(request, "workshops/venue_shut.html", {"form": form, "venue": venue, "days": days})


@for_roles(Role.MANAGER)
def venue_open(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back that a building is shut."""
    mine = VenueClosure.objects.visible_to(request.user).standing().select_related("venue")
    row = get_object_or_404(mine, pk=pk)
    back_url = reverse("workshops:venue_shut", args=[row.venue_id])
    form = OpenForm(request.POST or None, back_url=back_url)

    def act() -> str:
        actions.open_venue(row, by=request.user, at=timezone.now())
        banners.success(request, _("The building is open on those days."))
        return back_url

    done = once(request, form, act) if form.is_valid() else None
    context = {"form": form, "row": row, "when": closures.in_words(row), "back": back_url}
    return done or render(request, "workshops/venue_open.html", context)


def _shut(request: SignedInRequest, form: ShutForm, venue: Venue) -> str:
    given = {name: form.cleaned_data[name] for name in ("first_on", "last_on", "why")}
    closure = actions.shut_venue(venue, **given, by=request.user, at=timezone.now())
    banners.success(request, _("The days are kept. Nothing is planned there on them any more."))
    met = len(list(closures.met_by(closure)))
    if met:
        words = ngettext(
            "%(n)s workshop is planned there on those days: move or cancel it.",
            "%(n)s workshops are planned there on those days: move or cancel them.",
            met,
        )
        banners.warning(request, words % {"n": met})
    return reverse("workshops:venue_shut", args=[venue.pk])


def _amend(request: SignedInRequest, form: VenueForm, venue: Venue, asked: _Asked | None) -> str:
    at, data = timezone.now(), form.cleaned_data
    said = asked.said if asked else {}
    actions.amend_venue(venue, _details(form), by=request.user, at=at, seen=form.seen_version, **said)
    if data["room_name"]:
        name, people = data["room_name"], data["people"] or 12
        actions.add_room(venue, name=name, capacity=people, by=request.user, at=at)
    banners.success(request, _("The venue is saved."))
    return reverse("workshops:venues")


def _asked(request: SignedInRequest, form: VenueForm, venue: Venue) -> _Asked | None:
    """Return the page that asks who is told; None where nobody is booked there, or nothing they read changes."""
    with ClosedDay.read_once():
        found = readdressing_page.who_knows(venue, _details(form), at=timezone.now())
    if found is None:
        return None
    page, places = found
    choice = WhoHearsForm(
        request.POST if "places" in request.POST else None,
        typed=form,
        version=form.seen_version,
        initial={"places": page.before.seen},
    )
    return _Asked(page, places, choice)


def _details(form: VenueForm) -> actions.VenueDetails:
    names = ("name", "address", "postcode", "island", "travel_notes", "access_notes", "map_link")
    given: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
    return actions.VenueDetails(**given, access_facts=form.access)
