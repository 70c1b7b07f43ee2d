"""Buildings and rooms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles, memberships
from accounts.once import once
from accounts.roles import CASEWORKERS, Role
from workshops import actions
from workshops.forms.planning import VenueForm
from workshops.models import Venue


@for_roles(*CASEWORKERS)
def venues(request: SignedInRequest) -> HttpResponse:
    """List the buildings and their rooms."""
    found = Venue.objects.visible_to(request.user).prefetch_related("rooms").order_by("name")
    return render(
        request, "workshops/venues.html", {"venues": found, "may_change": request.user.has_role(Role.MANAGER)}
    )


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
    """Change what is known of a building, or add a room."""
    venue = get_object_or_404(Venue.objects.visible_to(request.user), pk=pk)
    form = VenueForm(request.POST or None, venue=venue, version=venue.version, initial=VenueForm.first(venue))
    done = once(request, form, lambda: _amend(request, form, venue)) if form.is_valid() else None
    return done or render(request, "workshops/venue_edit.html", {"form": form, "venue": venue})


def _amend(request: SignedInRequest, form: VenueForm, venue: Venue) -> str:
    at, data = timezone.now(), form.cleaned_data
    actions.amend_venue(venue, _details(form), by=request.user, at=at, seen=form.seen_version)
    if data["room_name"]:
        name, people = data["room_name"], data["people"] or 12
        actions.add_room(venue, name=name, capacity=people, by=request.user, at=at)
    banners.success(request, _("The venue is saved."))
    return reverse("workshops:venues")


def _details(form: VenueForm) -> actions.VenueDetails:
    names = ("name", "address", "postcode", "island", "travel_notes", "access_notes")
    given: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
    return actions.VenueDetails(**given, access_facts=form.access)
