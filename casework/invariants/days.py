"""Places: how many, where and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from programmes.kinds import Entry
from programmes.standing import counts, done_steps
from referrals.models import AmendedField, Question, QuestionKind
from workshops import standing
from workshops.models import HeldSeat, Place, Workshop, WorkshopPractitioner
from workshops.statuses import Mark


def name_of(workshop: Workshop) -> str:
    """Return a workshop's own name: its day and its building."""
    return f"{timezone.localdate(workshop.starts_at)} {workshop.room.venue.name}"


def no_workshop_has_more_people_than_places() -> list[str]:
    """Rule 4. A seat that is only held counts until somebody gives it up."""
    booked = Count("places", filter=Q(places__released_at__isnull=True), distinct=True)
    held = Count("held_seats", filter=Q(held_seats__freed_at__isnull=True), distinct=True)
    full = Workshop.objects.annotate(people=booked + held).filter(people__gt=F("capacity"))
    beyond = Place.objects.held().filter(seat__gt=F("workshop__capacity")).values("workshop")
    found = Workshop.objects.filter(Q(pk__in=full.values("pk")) | Q(pk__in=beyond))
    return [name_of(w) for w in found.select_related("room__venue").order_by("starts_at")]


def no_seat_is_given_twice() -> list[str]:
    """Rule 4. Neither to two women who are booked, nor to one who is and one who may be."""
    held = HeldSeat.objects.unfreed().filter(workshop=OuterRef("workshop"), seat=OuterRef("seat"))
    booked = Place.objects.held().filter(workshop=OuterRef("workshop"), seat=OuterRef("seat"))
    twice = Place.objects.held().filter(Exists(held) | Exists(booked.exclude(pk=OuterRef("pk"))))
    return _references(twice)


def nobody_is_in_two_places_at_once() -> list[str]:
    """Rule 3: never, by anyone."""
    at_once = Place.objects.held().filter(
        participant=OuterRef("participant"), during__overlap=OuterRef("during")
    )
    return _references(Place.objects.held().filter(Exists(at_once.exclude(pk=OuterRef("pk")))))


def no_practitioner_is_in_two_places_at_once() -> list[str]:
    """Rule 3: never, by anyone."""
    rows = WorkshopPractitioner.objects.filter(ended_at__isnull=True)
    at_once = rows.filter(practitioner=OuterRef("practitioner"), during__overlap=OuterRef("during"))
    twice = rows.filter(Exists(at_once.exclude(pk=OuterRef("pk")))).select_related("workshop__room__venue")
    return sorted({name_of(row.workshop) for row in twice})


def no_room_has_two_workshops_at_once() -> list[str]:
    """Rule 3: never, by anyone."""
    at_once = Workshop.objects.running().filter(room=OuterRef("room"), during__overlap=OuterRef("during"))
    twice = Workshop.objects.running().filter(Exists(at_once.exclude(pk=OuterRef("pk"))))
    return [name_of(w) for w in twice.select_related("room__venue").order_by("starts_at")]


def nobody_has_a_place_on_a_cancelled_workshop() -> list[str]:
    """She would stand before a shut door."""
    return _references(Place.objects.held().filter(workshop__cancelled_at__isnull=False))


def a_time_made_for_one_woman_is_hers_alone() -> list[str]:
    """Nobody else is on it; and when she gives it back, the room and the practitioner are free again."""
    own = Workshop.objects.filter(kept_for__isnull=False)
    hers = Place.objects.held().filter(workshop=OuterRef("pk"), referral=OuterRef("kept_for"))
    others = Place.objects.held().filter(workshop=OuterRef("pk")).exclude(referral=OuterRef("kept_for"))
    wrong = own.filter(Exists(others) | (Q(cancelled_at__isnull=True) & ~Exists(hers)))
    return [name_of(w) for w in wrong.select_related("room__venue").order_by("starts_at")]


def nobody_holds_two_days_to_come_for_one_step() -> list[str]:
    """One day for each step: a second would be somebody else's place."""
    waiting = _unmarked().values("referral", "plan_step__number").annotate(n=Count("pk")).filter(n__gt=1)
    return sorted(set(waiting.values_list("referral__reference", flat=True)))


def the_days_of_a_run_are_in_order_and_apart() -> list[str]:
    """The gap that her definition asks between one step and the next, longer after a miss.

    A day that was over when its group was entered lies where it lay (docs/adr/0058): it is only in its order.
    """
    found = set()
    runs: defaultdict[UUID, list[Place]] = defaultdict(list)
    for place in _unmarked().select_related(*_READ).order_by("workshop__starts_at"):
        runs[place.referral_id].append(place)
    attended = standing.attendances_of(list(runs))
    for key, places in runs.items():
        definition = places[0].referral.definition.parsed
        if definition.entry is not Entry.FIRST_STEP:
            continue
        came = done_steps(definition, attended.get(key, []))
        missed = any(not counts(definition.completion, a) for a in attended.get(key, ()))
        days = came | {p.plan_step.number: _on(p) for p in places}
        been = {p.plan_step.number for p in places if p.workshop.entered_afterwards}
        ahead = {p.plan_step.number for p in places} - been
        if not (_follow(days, been) and _in_order(definition.steps, days, ahead, missed=missed)):
            found.add(places[0].referral.reference)
    return sorted(found)


def _follow(days: dict[int, date], been: set[int]) -> bool:
    return all(days[n - 1] < days[n] for n in been if n - 1 in days)


def _in_order(steps: Sequence[Any], days: dict[int, date], ahead: set[int], *, missed: bool) -> bool:
    for step in steps:
        if step.gap is None or step.number not in ahead or step.number - 1 not in days:
            continue
        between = (days[step.number] - days[step.number - 1]).days
        most = max(step.gap.max, step.gap.max_after_miss) if missed else step.gap.max
        if not step.gap.min <= between <= most:
            return False
    return True


def every_booking_ends_by_the_deadline() -> list[str]:
    """Rule 3: unless police were asked for more time, or changed the deadline after she was booked."""
    asked = Question.objects.filter(referral=OuterRef("referral"), kind=QuestionKind.EXTENSION)
    changed = AmendedField.objects.filter(
        name="deadline_on",
        amendment__referral=OuterRef("referral"),
        amendment__amended_at__gte=OuterRef("booked_at"),
    )
    places = _unmarked().exclude(Exists(asked)).exclude(Exists(changed)).select_related(*_READ)
    late = {
        place.referral.reference
        for place in places
        if not place.referral.deadline.allows(timezone.localdate(place.workshop.ends_at))
    }
    return sorted(late)


_READ = ("plan_step", "workshop__cohort", "referral__definition", "referral__person")


def _unmarked() -> QuerySet[Place]:
    return Place.objects.held().filter(mark=Mark.NOT_MARKED, workshop__cancelled_at__isnull=True)


def _on(place: Place) -> date:
    return timezone.localdate(place.workshop.starts_at)


def _references(places: QuerySet[Place]) -> list[str]:
    return sorted(set(places.values_list("referral__reference", flat=True)))
