"""Planning a year of groups: every date and every clash is seen before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles, memberships
from accounts.models import Membership, User
from accounts.once import once
from accounts.roles import Role
from programmes.kinds import StepKind
from programmes.models import Programme
from workshops import actions, messages, rules
from workshops.forms.year import GroupsForm, YearForm
from workshops.models import Room
from workshops.views.planning import offered


@dataclass(frozen=True)
class _Year:
    """The year that was asked for, and its groups as they are answered now."""

    programme: Programme
    capacity: int | None
    form: GroupsForm

    def groups(self) -> list[actions.Group]:
        found = []
        for row in self.form.readable():
            first_on, chosen = self.form.days_of(row)
            found.append(
                actions.Group(
                    number=row,
                    first_on=first_on,
                    chosen=chosen,
                    starts=self.form.starts_of(row),
                    room=self.form.room_of(row),
                    practitioners=self.form.people_of(row),
                )
            )
        return found


@for_roles(Role.MANAGER)
def plan_year(request: SignedInRequest) -> HttpResponse:
    """Show a year of groups with every clash, then save those that are kept."""
    programmes = Programme.objects.visible_to(request.user).open()
    asked = YearForm(request.GET or None, programmes=programmes, **_all_offered(request))
    year = _asked(request, asked, programmes)
    if year is None:
        return render(request, "workshops/plan_year.html", {"form": asked})
    drawn = _drawn(year, saving=request.POST.get("do") != "check")
    if year.form.is_bound and year.form.is_valid() and request.POST.get("do") != "check":
        done = once(request, year.form, lambda: _save(request, year))
        if done is not None:
            return done
    return render(request, "workshops/plan_year_check.html", _page(year, drawn))


def _all_offered(request: SignedInRequest) -> dict[str, Any]:
    """Return the rooms and the people of every provider that somebody manages."""
    providers = {held.organisation_id for held in memberships(request.user, Role.MANAGER)}
    rooms = Room.objects.visible_to(request.user).filter(
        venue__provider__in=providers, venue__closed_at__isnull=True
    )
    held = Membership.objects.filter(
        organisation__in=providers, role=Role.PRACTITIONER, ended_at__isnull=True
    )
    people = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")
    return {"rooms": rooms.select_related("venue").order_by("venue__name", "name"), "people": people}


def _asked(request: SignedInRequest, asked: YearForm, programmes: Any) -> _Year | None:
    """Return the year that was asked for; what is wrong with it is put on its form."""
    if not asked.is_valid():
        return None
    data = asked.cleaned_data
    programme: Programme = get_object_or_404(programmes, code=data["programme"].upper().replace("-", "_"))
    given = offered(request, programme)
    rooms, people = _by_key(given["rooms"]), _by_key(given["people"])
    if data["room"] not in rooms:
        asked.add_error("room", _("That room belongs to somebody else. Choose one of this programme's."))
    if unknown := [key for key in data["practitioners"] if key not in people]:
        asked.add_error("practitioners", _("Choose people who work for this programme."))
    language = get_language() or "en"
    group_steps = [s for s in programme.current.parsed.steps if s.kind is StepKind.GROUP]
    if not group_steps:
        asked.add_error("programme", _("This programme has no group workshops. Choose another."))
    if unknown or asked.errors:
        return None
    weekday = int(data["weekday"]) if data["weekday"] else None
    form = GroupsForm(
        request.POST or None,
        first_days=rules.first_days_of_a_year(
            data["first_on"], weekday=weekday, every_weeks=data["every_weeks"]
        ),
        steps=[(step.number, step.label.label(language)) for step in group_steps],
        rooms=rooms,
        people=people,
        common=data,
    )
    return _Year(programme, data["capacity"], form)


def _by_key(rows: Any) -> dict[str, Any]:
    return {str(row.pk): row for row in rows}


def _drawn(year: _Year, *, saving: bool) -> Mapping[int, actions.Drawn]:
    """Return the groups with their days and clashes, by row; when saving, each clash is an error of its row."""
    drawn = actions.draw_year(year.programme, year.groups(), capacity=year.capacity, at=timezone.now())
    if saving and year.form.is_bound:
        for one in drawn:
            for trouble in one.troubles:
                words = _("Group %(number)s: %(why)s") % {"number": one.group.number, "why": trouble}
                year.form.add_error(f"on-{one.group.number}-{year.form.steps[0][0]}", words)
    return {one.group.number: one for one in drawn}


def _save(request: SignedInRequest, year: _Year) -> str:
    made = actions.plan_year(
        year.programme, year.groups(), capacity=year.capacity, by=request.user, at=timezone.now()
    )
    words = ngettext("%(n)s group is saved.", "%(n)s groups are saved.", len(made)) % {"n": len(made)}
    banners.success(request, _("%(saved)s Women can be booked on them now.") % {"saved": words})
    return reverse("workshops:workshops")


def _page(year: _Year, drawn: Mapping[int, actions.Drawn]) -> dict[str, Any]:
    rows = [_row(year.form, row, drawn.get(row)) for row in year.form.rows]
    return {
        "form": year.form,
        "programme": year.programme,
        "rows": rows,
        "kept": len(drawn),
        "clashing": sum(1 for one in drawn.values() if one.troubles),
    }


def _row(form: GroupsForm, row: int, drawn: actions.Drawn | None) -> dict[str, Any]:
    language = get_language() or "en"
    days = drawn.days if drawn else ()
    return {
        "number": row,
        "days": [
            (d.step.label.label(language), messages.day(d.on), messages.hours(d.starts_at, d.ends_at))
            for d in days
        ],
        "room": drawn.group.room if drawn else None,
        "people": [str(person) for person in drawn.group.practitioners] if drawn else [],
        "troubles": drawn.troubles if drawn else [],
        "missing": drawn.missing if drawn else [],
        "out": form.left_out(row),
        "open": any(form[name].errors for name in form.names_of(row)),
        "fields": [form[name] for name in form.names_of(row)],
    }
