"""Practitioners: their training, when it runs out, and who runs a workshop."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles, memberships
from accounts.models import User
from accounts.once import once
from accounts.roles import CASEWORKERS, Role
from workshops import actions, known, messages, staffing
from workshops.forms.staffing import EndTrainingForm, TrainingForm, WhoForm
from workshops.models import Training, Workshop
from workshops.querysets import practitioners_of
from workshops.views.planning import about, find, offered, people_on, tell_missing

LOOKED_AT = 60  # workshops ahead: a year of groups


@for_roles(Role.MANAGER)
def practitioners(request: SignedInRequest) -> HttpResponse:
    """List who runs workshops, whose training runs out within 60 days, and what workshops still need."""
    at = timezone.now()
    mine = Training.objects.visible_to(request.user).select_related("practitioner")
    held: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in mine.on_record().order_by("code"):
        held[row.practitioner_id].append(_words_of(row))
    people = _people(request)
    context = {
        "people": [{"person": person, "held": held[person.pk]} for person in people],
        "running_out": [_running_out(row, at) for row in mine.running_out(timezone.localdate(at))],
        "short": _short(request, at=at),
    }
    return render(request, "workshops/practitioners.html", context)


@for_roles(Role.MANAGER)
def practitioner(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what one practitioner is trained in, and keep another training or a new date."""
    person, today = get_object_or_404(_people(request), pk=pk), timezone.localdate()
    form = TrainingForm(request.POST or None, today=today)
    done = once(request, form, lambda: _keep(request, form, person)) if form.is_valid() else None
    rows = Training.objects.visible_to(request.user).on_record().filter(practitioner=person)
    held = [
        (staffing.name_of(row.code), _until(row), row.pk, row.expires_on and row.expires_on < today)
        for row in rows.order_by("code")
    ]
    return done or render(
        request, "workshops/practitioner.html", {"form": form, "person": person, "held": held}
    )


@for_roles(Role.MANAGER)
def end_training(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a training off the record."""
    mine = Training.objects.visible_to(request.user).on_record().select_related("practitioner")
    row = get_object_or_404(mine, pk=pk)
    back_url = reverse("workshops:practitioner", args=[row.practitioner_id])
    form = EndTrainingForm(request.POST or None, back_url=back_url)

    def act() -> str:
        actions.end_training(row, by=request.user, at=timezone.now())
        banners.success(request, _("The training is off the record."))
        return back_url

    done = once(request, form, act) if form.is_valid() else None
    context = {"form": form, "row": row, "name": staffing.name_of(row.code), "back": back_url}
    return done or render(request, "workshops/end_training.html", context)


@for_roles(*CASEWORKERS)
def workshop_practitioners(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say who runs a workshop."""
    day = find(request, pk)
    people = offered(request, day.programme)["people"]
    now = [str(person.pk) for person in people_on(day)]
    form = WhoForm(request.POST or None, people=people, version=day.version, initial={"practitioners": now})

    def act() -> str:
        chosen = list(people.filter(pk__in=form.cleaned_data["practitioners"]))
        actions.set_practitioners(day, chosen, by=request.user, at=timezone.now(), seen=form.seen_version)
        banners.success(request, _("Who runs it is saved."))
        tell_missing(request, [day])
        if any(met.place.workshop_id == day.pk for met in known.meetings(request.user, at=timezone.now())):
            banners.warning(
                request, _("Somebody who runs it now knows a woman on it: change it, or move her.")
            )
            return reverse("workshops:group_safety")
        return reverse("workshops:workshop", args=[pk])

    done = once(request, form, act) if form.is_valid() else None
    context = {"form": form, **about(day, at=timezone.now())}
    return done or render(request, "workshops/workshop_practitioners.html", context)


def _people(request: SignedInRequest) -> Any:
    managed = {held.organisation_id for held in memberships(request.user, Role.MANAGER)}
    return User.objects.filter(pk__in=practitioners_of(managed)).order_by("name", "pk")


def _keep(request: SignedInRequest, form: TrainingForm, person: User) -> str:
    data = form.cleaned_data
    actions.keep_training(
        person, code=data["code"], expires_on=data["expires_on"], by=request.user, at=timezone.now()
    )
    banners.success(request, _("The training is kept."))
    return reverse("workshops:practitioner", args=[person.pk])


def _until(row: Training) -> str:
    if row.expires_on is None:
        return _("Does not run out")
    return _("Until %(day)s") % {"day": messages.day(row.expires_on)}


def _words_of(row: Training) -> str:
    return f"{staffing.name_of(row.code)}: {_until(row)}"


def _running_out(row: Training, at: datetime) -> dict[str, Any]:
    assert row.expires_on is not None  # noqa: S101 (what has no last day does not run out)
    over = row.expires_on < timezone.localdate(at)
    words = _("Ran out on %(day)s") if over else _("Runs out on %(day)s")
    return {
        "person": row.practitioner,
        "name": staffing.name_of(row.code),
        "over": over,
        "when": words % {"day": messages.day(row.expires_on)},
    }


def _short(request: SignedInRequest, *, at: datetime) -> list[dict[str, Any]]:
    """Return the next workshops that still need somebody, or whose people lack a training."""
    days = list(
        Workshop.objects.visible_to(request.user)
        .coming(at)
        .select_related("room__venue", "programme")
        .with_practitioners()[:LOOKED_AT]
    )
    by_programme = {day.programme_id: day.programme.current.parsed for day in _one_each(days)}
    found = []
    for pk, definition in by_programme.items():
        mine = [day for day in days if day.programme_id == pk]
        held = staffing.held_by([row.practitioner for day in mine for row in day.held], definition)  # type: ignore[attr-defined]
        for day in mine:
            starts_on, people = timezone.localdate(day.starts_at), [row.practitioner for row in day.held]  # type: ignore[attr-defined]
            alone, today = day.kept_for_id is not None, timezone.localdate(at)
            said = staffing.missing(people, definition, held, on=starts_on, today=today, alone=alone)
            if said:
                found.append({"workshop": day, "day": messages.day(starts_on), "said": said})
    return sorted(found, key=lambda line: (line["workshop"].starts_at, line["workshop"].pk))


def _one_each(days: list[Workshop]) -> list[Workshop]:
    """Return one workshop of each programme, so that its definition is read once."""
    return list({day.programme_id: day for day in days}.values())
