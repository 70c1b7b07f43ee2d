"""The register as the tablet shows it: names and what helps, never the offence, never another case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.roles import CASEWORKERS
from participants import names
from workshops import her_page, messages, needs, rules
from workshops.actions import Entry
from workshops.models import Place, Workshop
from workshops.statuses import ABSENT, HerWord, Mark

FIRST = (Mark.HERE, Mark.LATE, Mark.NOT_HERE)
FURTHER = (Mark.TURNED_AWAY, Mark.LEFT_EARLY, Mark.DID_NOT_RUN, Mark.NOT_MARKED)


@dataclass(frozen=True)
class MarkButton:
    """One answer of a row."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Row:
    """One woman on the register."""

    key: str
    name: str
    badges: list[tuple[str, str]]
    first: list[MarkButton]
    further: list[MarkButton]
    further_open: bool
    was: str
    asks_arrived: bool
    asks_left: bool
    arrived: str
    left: str
    advice: str
    said: str
    failed: bool
    attributes: Mapping[str, str]
    correct_url: str
    help_url: str
    marked: str
    her_word: str = ""


@dataclass(frozen=True)
class Register:
    """The whole page."""

    workshop: Workshop
    title: str
    where: str
    rows: list[Row]
    total: list[str]
    signed_off: str
    shut: str = ""
    from_paper: bool = False
    practitioners: list[str] = field(default_factory=list)


def places_of(workshop: Workshop) -> list[Place]:
    """Return who is on a workshop, by the name she likes, as a person would look her up."""
    places = (
        Place.objects.held()
        .filter(workshop=workshop)
        .select_related("participant", "workshop__programme", "referral")
    )
    return sorted(places, key=lambda p: (names.search_form(p.participant.called), p.seat))


def build(workshop: Workshop, places: Sequence[Place], *, by: User, at: datetime) -> Register:
    """Return the page for one person at one moment; outside her hours a practitioner sees no names."""
    shut = why_shut(workshop, by=by, at=at)
    helping = {} if shut else needs.for_places(places)
    said_by_her = {} if shut else her_page.words_by_place(places)
    cut_off = workshop.programme.current.parsed.lateness.cut_off_minutes
    called = names_on(places)
    rows = [
        row(place, called[place.pk], helping[place.pk], cut_off=cut_off, her_word=said_by_her.get(place.pk))
        for place in places
        if not shut
    ]
    practitioners = workshop.practitioners.filter(ended_at__isnull=True).select_related("practitioner")
    return Register(
        workshop=workshop,
        title=messages.day(timezone.localdate(workshop.starts_at)),
        where=_("%(hours)s, %(venue)s, %(room)s")
        % {
            "hours": messages.hours(workshop.starts_at, workshop.ends_at),
            "venue": workshop.room.venue.name,
            "room": workshop.room.name,
        },
        rows=rows,
        total=[] if shut else messages.running_total([place.mark for place in places]),
        signed_off=_signed_off(workshop),
        shut=shut,
        from_paper=timezone.localdate(at) > timezone.localdate(workshop.ends_at),
        practitioners=[str(held.practitioner) for held in practitioners],
    )


def why_shut(workshop: Workshop, *, by: User, at: datetime) -> str:
    """Say why somebody may not see this register now; empty when she may."""
    if by.has_role(*CASEWORKERS):
        return ""
    if not rules.can_be_marked(workshop.starts_at, at):
        opens = messages.moment(workshop.starts_at - rules.OPENS_BEFORE)
        return _("This register opens on %(moment)s.") % {"moment": opens}
    if rules.closed_to_practitioner(workshop.ends_at, at):
        return _(
            "This register closed a day after the workshop. "
            "Give your paper register to a coordinator, who can still enter it."
        )
    return ""


def to_ask(workshop: Workshop, places: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """Return who was not there, and who came past the cut-off or was turned away: asked about at the end."""
    cut_off = workshop.programme.current.parsed.lateness.cut_off_minutes
    started = timezone.localtime(workshop.starts_at).time()
    absent = [place for place in places if place.mark in ABSENT]
    late = [
        place
        for place in places
        if place.mark == Mark.TURNED_AWAY
        or (
            place.mark == Mark.LATE
            and place.arrived_at is not None
            and rules.past_cut_off(rules.minutes_late(started, place.arrived_at), cut_off)
        )
    ]
    return absent, late


def can_mark(workshop: Workshop, at: datetime) -> bool:
    """Tell whether the page offers its buttons: it is time, and nobody has signed off."""
    return workshop.finished_at is None and rules.can_be_marked(workshop.starts_at, at)


def timed(entry: Entry, workshop: Workshop, *, at: datetime) -> Entry:
    """Return a tap made while the workshop runs with the time of the tap, where nobody has entered one."""
    if not workshop.starts_at <= at <= workshop.ends_at:
        return entry
    now = timezone.localtime(at).time().replace(second=0, microsecond=0)
    return replace(entry, arrived=entry.arrived or now, left=entry.left or now)


def names_on(places: Sequence[Place]) -> dict[UUID, str]:
    """Return what to call each woman; two called the same get as much of their surnames as tells them apart."""
    women = {place.pk: place.participant for place in places}
    called = {pk: woman.called for pk, woman in women.items()}
    for letters in (1, None):
        often = Counter(names.search_form(name) for name in called.values())
        called = {
            pk: f"{women[pk].called} {women[pk].last_name[:letters]}".strip()
            if often[names.search_form(name)] > 1
            else name
            for pk, name in called.items()
        }
    return called


def row(
    place: Place,
    name: str,
    helping: Iterable[str],
    *,
    cut_off: int | None,
    said: str = "",
    failed: bool = False,
    her_word: HerWord | None = None,
) -> Row:
    """Return one row as it stands; `said` is what has just happened to it."""
    arrived, left = _clock(place.arrived_at), _clock(place.left_at)
    late = place.mark in (Mark.LATE, Mark.TURNED_AWAY)
    key = str(place.pk)
    return Row(
        key=key,
        name=name,
        badges=[(text, "access") for text in helping],
        first=[_button(mark, place) for mark in FIRST],
        further=[_button(mark, place) for mark in FURTHER],
        further_open=place.mark in FURTHER[:-1],
        was=f"{place.mark} {arrived} {left}".strip(),
        asks_arrived=late,
        asks_left=place.mark == Mark.LEFT_EARLY,
        arrived=arrived,
        left=left,
        advice=_advice(place, cut_off) if late else "",
        said=said or _said(place),
        failed=failed,
        attributes=_taps(place),
        correct_url=reverse("casework:correct", args=[place.pk]),
        help_url=reverse("casework:room", args=[place.pk]),
        marked=str(place.get_mark_display()),
        her_word=str(her_word.label) if her_word and place.mark == Mark.NOT_MARKED else "",
    )


def _button(mark: Mark, place: Place) -> MarkButton:
    # Nothing is chosen until somebody has chosen: "not marked" is the absence of an answer.
    return MarkButton(mark.value, str(mark.label), place.mark == mark and mark is not Mark.NOT_MARKED)


def _taps(place: Place) -> dict[str, str]:
    """Return what makes a tap save its own row; without JavaScript the page's Save does."""
    return {
        "hx-post": reverse("workshops:mark", args=[place.pk]),
        "hx-trigger": "change",
        "hx-target": f"#row-{place.pk}",
        "hx-swap": "outerHTML",
        "hx-sync": f"#row-{place.pk}:replace",
        "hx-request": '{"timeout": 8000}',
    }


def _said(place: Place) -> str:
    if place.marked_at is None:
        return ""
    saved_at = _clock(timezone.localtime(place.marked_at).time())
    return pgettext("the register has kept this mark", "Saved %(time)s") % {"time": saved_at}


def _advice(place: Place, cut_off: int | None) -> str:
    if place.arrived_at is None:
        return ""
    started = timezone.localtime(place.workshop.starts_at).time()
    return messages.late_advice(rules.minutes_late(started, place.arrived_at), cut_off)


def _signed_off(workshop: Workshop) -> str:
    if workshop.finished_at is None:
        return ""
    return _("Signed off by %(name)s on %(moment)s") % {
        "name": workshop.finished_by.partition(" <")[0],
        "moment": messages.moment(workshop.finished_at),
    }


def _clock(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"
