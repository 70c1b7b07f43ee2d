"""The workshops there are, one of them, and planning new ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages as banners
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.models import Membership, User
from accounts.once import once
from accounts.roles import CASEWORKERS, Role
from audit import trail
from programmes.kinds import StepKind
from programmes.models import Programme
from workshops import actions, changing_page, clashes, closures, messages, needs, register_page, staffing
from workshops import refusals as no
from workshops.forms.planning import AddWorkshop, Days, RaiseForm, WhereAndWho
from workshops.models import Place, Room, Workshop

A_PAGE = 25
Where = TypeVar("Where", bound=WhereAndWho)


@for_roles(*CASEWORKERS)
def workshops(request: SignedInRequest) -> HttpResponse:
    """List the workshops ahead, or those that have been."""
    at, past = timezone.now(), request.GET.get("when") == "past"
    mine = Workshop.objects.visible_to(request.user).with_taken().with_kept(at).with_shut()
    rows = mine.gone_by(at) if past else mine.coming(at)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    lines = [_line(workshop) for workshop in page]
    programmes = [(p.slug, str(p)) for p in Programme.objects.visible_to(request.user).open()[:6]]
    may_see_training = request.user.has_role(Role.MANAGER)
    context = {"lines": lines, "page": page, "past": past, "programmes": programmes} | {
        "may_see_training": may_see_training
    }
    return render(request, "workshops/workshops.html", context)


@for_roles(*CASEWORKERS)
def workshop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show one workshop: where, who runs it, who is on it and what helps her."""
    day = find(request, pk)
    places = register_page.places_of(day)
    called, helping = register_page.names_on(places), needs.for_places(places)
    women = [
        {"name": called[p.pk], "needs": helping[p.pk], "mark": p.get_mark_display(), "case": p.referral_id}
        for p in places
    ]
    trail.record_many("workshop.view", places, by=request.user, at=timezone.now())
    moves, at = changing_page.history_of(day), timezone.now()
    context = about(day, at=at) | {
        "women": women,
        "missing": still_missing(day, people_on(day), at=at) if day.ends_at > at else [],
        "moves": moves,
        "meeting": [_who_meets(*pair) for pair in clashes.meeting(day)],
        "shut": closures.over(day) if day.ends_at > at else "",
        "may_add_places": request.user.has_role(Role.MANAGER) and day.kept_for_id is None,
        "begun_cohort": _begun_cohort(day, request.user),
    }
    return render(request, "workshops/workshop.html", context)


def _begun_cohort(day: Workshop, user: User) -> UUID | None:
    """Return its group where that had begun when it was entered, for a manager: she enters who was on it."""
    if day.cohort_id is None or not user.has_role(Role.MANAGER):
        return None
    begun = Workshop.objects.visible_to(user).entered_afterwards().filter(cohort=day.cohort_id)
    return day.cohort_id if begun.exists() else None


@for_roles(*CASEWORKERS)
def plan(request: SignedInRequest) -> HttpResponse:
    """Show a group's dates before they are saved, then save them."""
    programmes = Programme.objects.visible_to(request.user).open()
    days_form = Days(request.GET or None, programmes=programmes)
    days, programme = _dates(days_form, programmes)
    if programme is None or not days:
        context = {"form": days_form, "may_plan_year": request.user.has_role(Role.MANAGER)}
        return render(request, "workshops/plan.html", context)
    form = where_and_who(request, programme, days, WhereAndWho)
    if form.is_valid():
        done = once(request, form, lambda: _plan(request, form, programme, days_form))
        if done is not None:
            return done
    shown = [
        (
            d.step.label.label(get_language() or "en"),
            messages.day(d.on),
            messages.hours(d.starts_at, d.ends_at),
        )
        for d in days
    ]
    return render(request, "workshops/plan_where.html", {"form": form, "days": shown, "programme": programme})


@for_roles(*CASEWORKERS)
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add one workshop to a programme."""
    programmes = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(programmes, code=slug.upper().replace("-", "_"))
    form = _add_form(request, programme)
    if form.is_valid():
        done = once(request, form, lambda: _add(request, form, programme))
        if done is not None:
            return done
    return render(request, "workshops/add.html", {"form": form, "programme": programme})


@for_roles(Role.MANAGER)
def raise_capacity(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Give a workshop more places."""
    day = find(request, pk)
    form = RaiseForm(request.POST or None, version=day.version, initial={"capacity": day.capacity + 1})

    def act() -> str:
        to, at = form.cleaned_data["capacity"], timezone.now()
        actions.raise_capacity(day, to=to, by=request.user, at=at, seen=form.seen_version)
        banners.success(request, _("The workshop has %(places)s places now.") % {"places": to})
        return reverse("workshops:workshop", args=[pk])

    done = once(request, form, act) if form.is_valid() else None
    return done or render(
        request, "workshops/raise_capacity.html", {"form": form, **about(day, at=timezone.now())}
    )


def _who_meets(one: Place, other: Place) -> str:
    agreed = one.overridden_by_second or other.overridden_by_second
    words = (
        _("%(one)s (%(ref)s) and %(other)s (%(other_ref)s). Two people agreed to it.")
        if agreed
        else _("%(one)s (%(ref)s) and %(other)s (%(other_ref)s). Nobody has agreed to it: move one of them.")
    )
    return words % {
        "one": one.participant.called,
        "ref": one.referral.reference,
        "other": other.participant.called,
        "other_ref": other.referral.reference,
    }


def find(request: SignedInRequest, pk: UUID) -> Workshop:
    mine = Workshop.objects.visible_to(request.user).with_taken().with_kept(timezone.now())
    found: Workshop = get_object_or_404(mine, pk=pk)
    return found


def _line(workshop: Workshop) -> dict[str, Any]:
    return {
        "url": reverse("workshops:workshop", args=[workshop.pk]),
        "register_url": reverse("workshops:register", args=[workshop.pk]),
        "day": messages.day(timezone.localdate(workshop.starts_at)),
        "hours": messages.hours(workshop.starts_at, workshop.ends_at),
        "venue": workshop.room.venue.name,
        "shut": getattr(workshop, "shut", False) and workshop.finished_at is None,
        "step": workshop.step_number,
        "programme": str(workshop.programme),
        "taken": workshop.taken,  # type: ignore[attr-defined]
        "capacity": workshop.capacity,
        "kept": messages.kept(workshop.kept or 0, workshop.kept_until),  # type: ignore[attr-defined]
        "finished": workshop.finished_at is not None,
    }


def about(workshop: Workshop, *, at: datetime) -> dict[str, Any]:
    people = people_on(workshop)
    return {
        "workshop": workshop,
        "line": _line(workshop),
        "practitioners": [str(person) for person in people],
        "ahead": workshop.cancelled_at is None and workshop.starts_at > at,
        "can_mark": register_page.can_mark(workshop, at),
    }


def people_on(workshop: Workshop) -> list[User]:
    """Return who runs a workshop, by name."""
    held = workshop.practitioners.filter(ended_at__isnull=True).select_related("practitioner")
    return sorted((row.practitioner for row in held), key=str)


def still_missing(workshop: Workshop, people: Sequence[User], *, at: datetime) -> list[str]:
    """Say what a workshop ahead still needs of those who run it."""
    definition, on = workshop.programme.current.parsed, timezone.localdate(workshop.starts_at)
    held = staffing.held_by(people, definition)
    alone = workshop.kept_for_id is not None
    return staffing.missing(people, definition, held, on=on, today=timezone.localdate(at), alone=alone)


def tell_missing(request: SignedInRequest, workshops: Iterable[Workshop]) -> None:
    """Say once, beside what was saved, what these workshops still need of those who run them."""
    at = timezone.now()
    said = [words for day in workshops for words in still_missing(day, people_on(day), at=at)]
    for words in dict.fromkeys(said):
        banners.warning(request, words)


def _dates(form: Days, programmes: Any) -> tuple[list[actions.PlannedDay], Programme | None]:
    """Return the days a first day leads to; why there are none is put on the form."""
    if not form.is_valid():
        return [], None
    data = form.cleaned_data
    programme: Programme = get_object_or_404(programmes, code=data["programme"].upper().replace("-", "_"))
    today = timezone.localdate()
    try:
        definition = programme.current.parsed
        return actions.planned_days(
            definition, data["first_on"], starts=data["starts"], today=today
        ), programme
    except no.CannotBePlanned as refused:
        form.refuse(refused)
        return [], None


def where_and_who(
    request: SignedInRequest, programme: Programme, days: Sequence[actions.PlannedDay], kind: type[Where]
) -> Where:
    """Return the form for the rest, filled with the days that follow from the first."""
    language = get_language() or "en"
    later = [(d.step.number, d.step.label.label(language), d.on) for d in days[1:]]
    given = offered(request, programme)
    return kind(request.POST or None, later=later, initial=usual(programme), **given)


def offered(request: SignedInRequest, programme: Programme) -> dict[str, Any]:
    mine = Room.objects.visible_to(request.user).filter(venue__provider=programme.provider_id)
    rooms = mine.filter(venue__closed_at__isnull=True).select_related("venue").order_by("venue__name", "name")
    held = Membership.objects.filter(
        organisation=programme.provider_id, role=Role.PRACTITIONER, ended_at__isnull=True
    )
    people = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")
    return {"rooms": rooms, "people": people}


def usual(programme: Programme) -> dict[str, Any]:
    return {"capacity": programme.current.parsed.group.size_usual}


def _plan(request: SignedInRequest, form: WhereAndWho, programme: Programme, days: Days) -> str:
    data = form.cleaned_data
    given = offered(request, programme)
    made = actions.plan_cohort(
        programme,
        first_on=days.cleaned_data["first_on"],
        starts=days.cleaned_data["starts"],
        chosen=form.chosen,
        room=given["rooms"].get(pk=data["room"]),
        practitioners=list(given["people"].filter(pk__in=data["practitioners"])),
        capacity=data["capacity"],
        name=data["name"],
        by=request.user,
        at=timezone.now(),
    )
    banners.success(request, _("The days are saved. Women can be booked on them now."))
    tell_missing(request, Workshop.objects.visible_to(request.user).filter(cohort=made))
    return reverse("workshops:workshops")


def _add_form(request: SignedInRequest, programme: Programme) -> AddWorkshop:
    definition = programme.current.parsed
    language = get_language() or "en"
    groups = [step for step in definition.steps if step.kind is StepKind.GROUP]
    steps = [(str(step.number), step.label.label(language)) for step in groups]
    if definition.entry == "ANY_STEP":
        steps.append(("0", _("Any of them")))
    return AddWorkshop(
        request.POST or None,
        steps=steps,
        today=timezone.localdate(),
        initial=usual(programme),
        **offered(request, programme),
    )


def _add(request: SignedInRequest, form: AddWorkshop, programme: Programme) -> str:
    data = form.cleaned_data
    given = offered(request, programme)
    starts_at = timezone.make_aware(datetime.combine(data["on"], data["starts"]))
    made = actions.add_workshop(
        programme,
        room=given["rooms"].get(pk=data["room"]),
        starts_at=starts_at,
        step_number=int(data["step"]) or None,
        capacity=data["capacity"],
        practitioners=list(given["people"].filter(pk__in=data["practitioners"])),
        by=request.user,
        at=timezone.now(),
    )
    banners.success(request, _("The workshop is added."))
    tell_missing(request, [made])
    return reverse("workshops:workshop", args=[made.pk])
