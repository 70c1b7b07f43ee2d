"""The register: a row at a time by tap, or the whole page at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, for_roles
from accounts.once import once
from accounts.roles import PROVIDER, Role
from audit import trail
from ui.refusals import Refused
from workshops import actions, messages, needs, register_page, rules
from workshops.forms.finishing import FinishForm
from workshops.forms.register import RegisterForm, entry_of
from workshops.models import Place, Workshop
from workshops.statuses import Mark

LOOK_BACK = timedelta(days=14)


@for_roles(*PROVIDER)
def registers(request: SignedInRequest) -> HttpResponse:
    """List the workshops somebody runs herself: the days around today, and what is not signed off."""
    at = timezone.now()
    mine = Workshop.objects.visible_to(request.user).run_by(request.user).running().with_taken()
    near = mine.filter(ends_at__gte=at - LOOK_BACK).order_by("starts_at", "pk")[:20]
    lines = [
        {
            "url": reverse("workshops:register", args=[w.pk]),
            "day": messages.day(timezone.localdate(w.starts_at)),
            "where": f"{messages.hours(w.starts_at, w.ends_at)}, {w.room.venue.name}",
            "taken": w.taken,  # type: ignore[attr-defined]
            "shut": register_page.why_shut(w, by=request.user, at=at),
            "finished": w.finished_at is not None,
        }
        for w in near
    ]
    return render(request, "workshops/registers.html", {"lines": lines})


@for_roles(*PROVIDER)
def register(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show the register; saving it whole is for a browser without JavaScript, and for finishing."""
    workshop, at = _workshop(request, pk), timezone.now()
    places = register_page.places_of(workshop)
    form = _register_form(request, places)
    if request.method == "POST" and form.is_valid():
        done = once(request, form, lambda: _save(request, form, workshop))
        if done is not None:
            return done
    page = register_page.build(workshop, places, by=request.user, at=at)
    trail.record_many("register.view", places if page.rows else [], by=request.user, at=at)
    context = {
        "register": page,
        "total": page.total,
        "form": form,
        "can_mark": register_page.can_mark(workshop, at),
        "may_correct": request.user.has_role(Role.MANAGER),
    }
    return render(request, "workshops/register.html", context)


@for_roles(*PROVIDER)
def finish(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask about each absence and each late coming, then sign the register off."""
    workshop, at = _workshop(request, pk), timezone.now()
    back = reverse("workshops:register", args=[pk])
    places = register_page.places_of(workshop)
    shut = register_page.why_shut(workshop, by=request.user, at=at)
    if shut or not places or not register_page.can_mark(workshop, at):
        return redirect(back)
    absent, late = register_page.to_ask(workshop, places)
    called = register_page.names_on(places)
    form = FinishForm(request.POST or None, absent=absent, late=late, called=called, back_url=back)

    def act() -> str:
        said, why = form.said(), form.why_late()
        actions.finish(workshop, by=request.user, at=timezone.now(), said=said, late=why)
        banners.success(request, _("The register is signed off. Thank you."))
        return back

    done = once(request, form, act) if form.is_valid() else None
    trail.record_many("register.view", absent + late, by=request.user, at=at)
    return done or render(request, "workshops/finish.html", {"form": form, "line": workshop, "back": back})


@require_POST
@for_roles(*PROVIDER)
def mark(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Save one tap and answer with that row and the running total; a refusal is said in the row."""
    place = get_object_or_404(
        Place.objects.visible_to(request.user).held().select_related("workshop__programme"), pk=pk
    )
    at, said = timezone.now(), ""
    entry = entry_of(place, request.POST)
    try:
        if entry is not None:
            tapped = rules.tap_time(request.POST.get("tapped", ""), starts_at=place.workshop.starts_at, at=at)
            timed = register_page.timed(entry, place.workshop, at=tapped or at)
            paper = "from_paper" in request.POST
            actions.mark(place, timed, by=request.user, at=at, from_paper=paper, tapped_at=tapped)
    except Refused as refused:
        said = str(refused)
    places = register_page.places_of(place.workshop)
    context = {"total": messages.running_total([p.mark for p in places]), "swap": True, "can_mark": True}
    return render(request, "workshops/mark.html", context | {"row": _row(places, place, said)})


@for_roles(*PROVIDER)
def sheet(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The register on paper: names, boxes to tick, what helps."""
    workshop, at = _workshop(request, pk), timezone.now()
    places = register_page.places_of(workshop)
    page = register_page.build(workshop, places, by=request.user, at=at)
    trail.record_many("register.print", places if page.rows else [], by=request.user, at=at)
    return render(request, "workshops/sheet.html", {"register": page})


def _workshop(request: SignedInRequest, pk: UUID) -> Workshop:
    found: Workshop = get_object_or_404(
        Workshop.objects.visible_to(request.user).select_related("room__venue", "programme"), pk=pk
    )
    return found


def _row(places: list[Place], changed: Place, said: str) -> register_page.Row:
    place = next(p for p in places if p.pk == changed.pk)
    return register_page.row(
        place,
        register_page.names_on(places)[place.pk],
        needs.for_places([place])[place.pk],
        cut_off=changed.workshop.programme.current.parsed.lateness.cut_off_minutes,
        said=said,
        failed=bool(said),
    )


def _register_form(request: SignedInRequest, places: list[Place]) -> RegisterForm:
    """Return the page's form; sent back from finishing, it says who is still not marked."""
    called = register_page.names_on(places)
    unmarked = {str(p.pk): called[p.pk] for p in places if p.mark == Mark.NOT_MARKED}
    if request.method == "POST" or "finish" not in request.GET or not unmarked:
        return RegisterForm(request.POST or None, places=places)
    form = RegisterForm({"submission": str(uuid4())}, places=places)
    form.ask_for(unmarked)
    return form


def _save(request: SignedInRequest, form: RegisterForm, workshop: Workshop) -> str:
    at, by = timezone.now(), request.user
    page = reverse("workshops:register", args=[workshop.pk])
    actions.mark_all(workshop, form.entries(), by=by, at=at, from_paper="from_paper" in request.POST)
    if request.POST.get("do") != "finish":
        banners.success(request, _("The register is saved."))
        return page
    places = register_page.places_of(workshop)
    if any(place.mark == Mark.NOT_MARKED for place in places):
        # What was marked on this page is kept; the page comes back and says who is missing.
        return f"{page}?finish=1"
    if any(register_page.to_ask(workshop, places)):
        return reverse("workshops:finish", args=[workshop.pk])
    actions.finish(workshop, by=by, at=at)
    banners.success(request, _("The register is signed off. Thank you."))
    return page
