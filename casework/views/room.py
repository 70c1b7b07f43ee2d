"""One woman on a register, for the people who run the workshop; and the concerns that come from there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS, PROVIDER
from audit import trail
from casework import directory_page, room_page
from casework.actions import in_the_room
from casework.forms.calls import RoomCallForm
from casework.forms.case import NeedForm
from casework.forms.directory import choices_of
from casework.forms.room import ConcernForm, StillSafeForm, TakeUpForm
from casework.messages import AFTER_CALL
from casework.models import Note
from casework.statuses import CallOutcome
from casework.tabs import note as one_note
from programmes.messages import hours_in_words
from programmes.models import office
from workshops.models import Place


@for_roles(*PROVIDER)
def room(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what the room needs to know of her."""
    place = _place(request, pk)
    if not _may(request, place):
        return _not_now(request, place)
    trail.seen("case.in_the_room", place.referral, by=request.user)
    return render(request, "casework/room.html", {"page": room_page.page(place)})


@for_roles(*PROVIDER)
def room_ring(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show her number where she may be rung, and log what came of it."""
    place = _place(request, pk)
    if not _may(request, place):
        return _not_now(request, place)
    page = room_page.ringing(place, user=request.user, now=timezone.now())
    trail.seen("case.ring", place.referral, by=request.user, number_shown=bool(page.number))
    form = RoomCallForm(request.POST or None, voicemail=page.voicemail)

    def act() -> str:
        said = form.cleaned_data
        outcome, words = CallOutcome(said["outcome"]), said["words"]
        in_the_room.ring(place, outcome=outcome, words=words, by=request.user, at=timezone.now())
        messages.success(request, str(AFTER_CALL[outcome]))
        return page.back

    done = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(done, lambda: render(request, "casework/room_ring.html", _asking(place, form, page)))


@for_roles(*PROVIDER)
def room_concern(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down a concern for the coordinators."""
    place = _place(request, pk)
    if not _may(request, place):
        return _not_now(request, place)
    form = ConcernForm(request.POST or None)
    hours = hours_in_words(office().hours_on(timezone.localdate()))

    def act() -> str:
        words = form.cleaned_data["words"]
        in_the_room.record_concern(place, words=words, by=request.user, at=timezone.now())
        messages.success(request, _("The coordinators have your concern."))
        return _register(place)

    done = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(
        done, lambda: render(request, "casework/room_concern.html", {**_asking(place, form), "hours": hours})
    )


@for_roles(*PROVIDER)
def room_need(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Note a need she spoke of, and a service she was told about."""
    place = _place(request, pk)
    if not _may(request, place):
        return _not_now(request, place)
    near = directory_page.for_her(place.referral)
    form = NeedForm(request.POST or None, services=choices_of(near))

    def act() -> str:
        in_the_room.note_need(place, form.cleaned_data, by=request.user, at=timezone.now())
        return reverse("casework:room", args=[pk])

    done = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(done, lambda: render(request, "casework/room_need.html", _asking(place, form)))


@for_roles(*PROVIDER)
def room_safe(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask her whether what she told us about reaching her still holds."""
    place = _place(request, pk)
    if not _may(request, place):
        return _not_now(request, place)
    form = StillSafeForm(request.POST or None)

    def act() -> str:
        in_the_room.still_safe(place, **form.said, by=request.user, at=timezone.now())
        messages.success(request, _("Her answer is saved."))
        return _register(place)

    done = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(done, lambda: render(request, "casework/room_safe.html", _asking(place, form)))


@for_roles(*CASEWORKERS)
def concern(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Read a concern, and say what was done about it."""
    rows = Note.objects.visible_to(request.user).filter(kind="CONCERN").select_related("referral")
    row = get_object_or_404(rows, pk=pk)
    trail.seen("case.notes", row.referral, by=request.user)
    form = TakeUpForm(request.POST or None)
    notes = reverse("casework:case_notes", args=[row.referral_id])

    def act() -> str:
        in_the_room.take_up_concern(row, done=form.cleaned_data["done"], by=request.user, at=timezone.now())
        return notes

    done = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"form": form, "note": one_note(row), "case": row.referral, "taken": row.taken_up_at is not None}
    return answer(done, lambda: render(request, "casework/concern.html", found))


def _place(request: SignedInRequest, pk: UUID) -> Place:
    shown = Place.objects.visible_to(request.user).held()
    found: Place = get_object_or_404(
        shown.select_related("participant", "referral__participant", "workshop__room__venue"), pk=pk
    )
    return found


def _may(request: SignedInRequest, place: Place) -> bool:
    return in_the_room.may_help(place, by=request.user, at=timezone.now())


def _not_now(request: SignedInRequest, place: Place) -> HttpResponse:
    """The register says when it opens, or that it has closed, and names nobody."""
    return redirect(_register(place))


def _register(place: Place) -> str:
    return reverse("workshops:register", args=[place.workshop_id])


def _asking(place: Place, form: object, page: object = None) -> dict[str, object]:
    found = {
        "name": place.participant.called,
        "where": room_page.where(place),
        "form": form,
        "place_id": place.pk,
    }
    return {**found, "page": page, "back": reverse("casework:room", args=[place.pk])}
