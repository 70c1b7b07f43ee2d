"""Questions about workshops and places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.access import memberships
from accounts.roles import CASEWORKERS, Role
from workshops.rules import RUNS_OUT_SOON

if TYPE_CHECKING:
    from workshops.models import (  # noqa: F401  (named in the base classes)
        CalendarAddress,
        Cohort,
        HeldSeat,
        HerAnswer,
        Place,
        Room,
        SafetyLook,
        Suggestion,
        Training,
        Venue,
        VenueClosure,
        Workshop,
    )


def may_see(user: Any) -> Q:
    """Caseworkers see their provider's workshops; a practitioner only those she runs."""
    seen = Q(pk__in=[])
    for held in memberships(user, *CASEWORKERS):
        mine = Q(programme__provider=held.organisation_id)
        if held.programme_code:
            mine &= Q(programme__code=held.programme_code)
        seen |= mine
    if memberships(user, Role.PRACTITIONER):
        seen |= Q(
            pk__in=apps.get_model("workshops.WorkshopPractitioner")
            .objects.filter(practitioner=user, ended_at__isnull=True)
            .values("workshop")
        )
    return seen


class VenueQuerySet(models.QuerySet["Venue"]):
    """The doorway to venues: the provider's caseworkers."""

    def visible_to(self, user: Any) -> VenueQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(provider__in={m.organisation_id for m in held})


class VenueClosureQuerySet(models.QuerySet["VenueClosure"]):
    """The doorway to the days a building is shut: as to the building."""

    def visible_to(self, user: Any) -> VenueClosureQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(venue__provider__in={m.organisation_id for m in held})

    def standing(self) -> VenueClosureQuerySet:
        """Those nobody took back."""
        return self.filter(ended_at__isnull=True)


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    """The doorway to calendar addresses: one's own."""

    def visible_to(self, user: Any) -> CalendarAddressQuerySet:
        return self.filter(user=user)

    def in_use(self) -> CalendarAddressQuerySet:
        return self.filter(ended_at__isnull=True)


class RoomQuerySet(models.QuerySet["Room"]):
    """The doorway to rooms: as to their buildings."""

    def visible_to(self, user: Any) -> RoomQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(venue__provider__in={m.organisation_id for m in held})


class CohortQuerySet(models.QuerySet["Cohort"]):
    """The doorway to cohorts: the provider's caseworkers."""

    def visible_to(self, user: Any) -> CohortQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(programme__provider__in={m.organisation_id for m in held})


class SafetyLookQuerySet(models.QuerySet["SafetyLook"]):
    """The doorway to what was found of a programme: its caseworkers."""

    def visible_to(self, user: Any) -> SafetyLookQuerySet:
        seen = Q(pk__in=[])
        for held in memberships(user, *CASEWORKERS):
            mine = Q(programme__provider=held.organisation_id)
            seen |= mine & Q(programme__code=held.programme_code) if held.programme_code else mine
        return self.filter(seen)

    def to_settle(self) -> SafetyLookQuerySet:
        return self.filter(to_settle__gt=0)


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    """The doorway to workshops."""

    def visible_to(self, user: Any) -> WorkshopQuerySet:
        return self.filter(may_see(user))

    def running(self) -> WorkshopQuerySet:
        return self.filter(cancelled_at__isnull=True)

    def entered_afterwards(self) -> WorkshopQuerySet:
        """Workshops that were over when their group was entered (`Workshop.entered_afterwards`)."""
        return self.running().filter(cohort__made_at__gte=models.F("ends_at"))

    def with_shut(self) -> WorkshopQuerySet:
        """Tell of each in `shut` whether its building is shut that day, in London."""
        starts = ExpressionWrapper(OuterRef("starts_at"), models.DateTimeField())
        on = TruncDate(starts, tzinfo=timezone.get_default_timezone())
        shut = apps.get_model("workshops.VenueClosure").objects.standing()
        there = shut.filter(venue=OuterRef("room__venue"), first_on__lte=on, last_on__gte=on)
        return self.annotate(shut=Exists(there))

    def in_a_shut_building(self) -> WorkshopQuerySet:
        return self.with_shut().filter(Q(shut=True))

    def coming(self, at: datetime) -> WorkshopQuerySet:
        """Workshops ahead, soonest first."""
        return self.running().filter(starts_at__gt=at).order_by("starts_at", "pk")

    def gone_by(self, at: datetime, *, before: datetime | None = None) -> WorkshopQuerySet:
        """Workshops that have begun, newest first; with `before`, those older than that."""
        past = self.running().filter(starts_at__lte=at)
        if before is not None:
            past = past.filter(starts_at__lt=before)
        return past.order_by("-starts_at", "-pk")

    def unfinished(self, at: datetime) -> WorkshopQuerySet:
        """Workshops that have begun, with somebody on them, whose register is not signed off."""
        begun = self.running().filter(starts_at__lte=at, finished_at__isnull=True)
        on_them = apps.get_model("workshops.Place").objects.held().filter(workshop=models.OuterRef("pk"))
        return begun.filter(models.Exists(on_them)).order_by("starts_at", "pk")

    def run_by(self, user: Any) -> WorkshopQuerySet:
        """Workshops on which somebody is a practitioner."""
        return self.filter(practitioners__practitioner=user, practitioners__ended_at__isnull=True)

    def with_practitioners(self) -> WorkshopQuerySet:
        """With `held`, the rows of who runs each now, her name at hand."""
        rows = apps.get_model("workshops.WorkshopPractitioner").objects.filter(ended_at__isnull=True)
        return self.prefetch_related(
            models.Prefetch("practitioners", rows.select_related("practitioner"), to_attr="held")
        )

    def with_taken(self) -> WorkshopQuerySet:
        """With `taken`, the places held, and what a list shows beside it."""
        held = models.Q(places__released_at__isnull=True, places__isnull=False)
        return self.select_related("room__venue", "cohort", "programme").annotate(
            taken=models.Count("places", filter=held)
        )

    def with_kept(self, at: datetime) -> WorkshopQuerySet:
        """With `kept`, the seats that officers hold now for women not yet accepted, and `kept_until`."""
        seats = apps.get_model("workshops.HeldSeat").objects.live(at).filter(workshop=models.OuterRef("pk"))
        of_each = seats.order_by().values("workshop")
        return self.annotate(
            kept=models.Subquery(of_each.annotate(n=models.Count("pk")).values("n")),
            kept_until=models.Subquery(of_each.annotate(last=models.Max("held_until")).values("last")),
        )


class TrainingQuerySet(models.QuerySet["Training"]):
    """The doorway to practitioners' training: the managers of those they work for."""

    def visible_to(self, user: Any) -> TrainingQuerySet:
        managed = {held.organisation_id for held in memberships(user, Role.MANAGER)}
        return self.filter(practitioner__in=practitioners_of(managed))

    def on_record(self) -> TrainingQuerySet:
        return self.filter(ended_at__isnull=True)

    def running_out(self, today: date) -> TrainingQuerySet:
        """What has run out or will within 60 days, the soonest first."""
        soon = self.on_record().filter(expires_on__lte=today + RUNS_OUT_SOON)
        return soon.order_by("expires_on", "pk")


def practitioners_of(organisations: Iterable[Any]) -> models.QuerySet[Any, Any]:
    """Return the ids of those who work as practitioners for one of these organisations now."""
    held = apps.get_model("accounts.Membership").objects.filter(
        organisation__in=list(organisations),
        role=Role.PRACTITIONER,
        ended_at__isnull=True,
        user__is_active=True,
    )
    return held.values("user")


class PlaceQuerySet(models.QuerySet["Place"]):
    """The doorway to places."""

    def visible_to(self, user: Any) -> PlaceQuerySet:
        workshops = apps.get_model("workshops.Workshop").objects.visible_to(user)
        return self.filter(workshop__in=workshops)

    def held(self) -> PlaceQuerySet:
        """Places not given back."""
        return self.filter(released_at__isnull=True)


class HerAnswerQuerySet(models.QuerySet["HerAnswer"]):
    """The doorway to what women pressed on their own pages: whoever may see the referral."""

    def visible_to(self, user: Any) -> HerAnswerQuerySet:
        return self.filter(referral__in=apps.get_model("referrals.Referral").objects.visible_to(user))

    def standing(self) -> HerAnswerQuerySet:
        """Answers she has not undone by pressing another."""
        return self.filter(undone_at__isnull=True)

    def to_deal_with(self, at: datetime) -> HerAnswerQuerySet:
        """What a caseworker has to take up: she wants a call, or cannot come on a day still ahead of her."""
        ahead = Q(place__released_at__isnull=True, place__workshop__ends_at__gte=at)
        ahead &= Q(place__workshop__cancelled_at__isnull=True)
        return self.standing().filter(
            Q(answer="CALL_ME") | Q(answer="CANNOT") & ahead,
            dealt_with_at__isnull=True,
            referral__status="ACCEPTED",
        )


class HeldSeatQuerySet(models.QuerySet["HeldSeat"]):
    """The doorway to seats that are only held: whoever may see the referral."""

    def visible_to(self, user: Any) -> HeldSeatQuerySet:
        return self.filter(referral__in=apps.get_model("referrals.Referral").objects.visible_to(user))

    def unfreed(self) -> HeldSeatQuerySet:
        """Seats nobody has given up, those that have lapsed since among them."""
        return self.filter(freed_at__isnull=True)

    def live(self, at: datetime) -> HeldSeatQuerySet:
        """Seats that are kept now."""
        return self.unfreed().filter(held_until__gt=at)

    def with_one_on(self, workshop: Any) -> HeldSeatQuerySet:
        """All the seats of those who have one on this workshop: a pair is of no use by halves."""
        there = self.model._base_manager.filter(workshop=workshop, freed_at__isnull=True)
        return self.filter(referral__in=there.values("referral"))


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """The doorway to proposals: the programme's caseworkers."""

    def visible_to(self, user: Any) -> SuggestionQuerySet:
        seen = Q(pk__in=[])
        for held in memberships(user, *CASEWORKERS):
            mine = Q(programme__provider=held.organisation_id)
            if held.programme_code:
                mine &= Q(programme__code=held.programme_code)
            seen |= mine
        return self.filter(seen)
