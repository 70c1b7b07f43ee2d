"""Marks: when they were made, that they stay, and that the trail has them."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT

from audit.models import Event
from casework.invariants.days import name_of
from workshops.models import Place, Workshop
from workshops.rules import OPENS_BEFORE
from workshops.statuses import Mark, ReleaseReason

_CAME = (Mark.HERE, Mark.LATE, Mark.LEFT_EARLY)


def no_day_is_marked_before_it_begins() -> list[str]:
    """A register opens an hour before: nobody was there, or missed it, on a day that lies ahead."""
    marked = Place.objects.held().exclude(mark=Mark.NOT_MARKED)
    early = marked.filter(marked_at__lt=F("workshop__starts_at") - OPENS_BEFORE)
    return sorted(set(early.values_list("referral__reference", flat=True)))


def no_register_is_signed_off_with_somebody_unmarked() -> list[str]:
    """What a return counts is complete."""
    unmarked = Place.objects.held().filter(workshop=OuterRef("pk"), mark=Mark.NOT_MARKED)
    signed = Workshop.objects.filter(Exists(unmarked), finished_at__isnull=False)
    return [name_of(w) for w in signed.select_related("room__venue").order_by("starts_at")]


def no_day_with_a_mark_is_given_back() -> list[str]:
    """What she came to counts for ever."""
    gone = Place.objects.filter(released_at__isnull=False).exclude(mark=Mark.NOT_MARKED)
    gone = gone.exclude(~Q(mark__in=_CAME), why_released=ReleaseReason.MISTAKE)  # two records joined
    return sorted(set(gone.values_list("referral__reference", flat=True)))


def every_mark_is_the_last_one_of_the_trail() -> list[str]:
    """Rule 9: no mark is made, or changed, without its line."""
    lines = Event.objects.filter(verb="place.mark", subject_id=OuterRef("pk")).order_by("-number")
    said = Place.objects.exclude(mark=Mark.NOT_MARKED).annotate(
        said=Subquery(lines.annotate(became=KT("facts__to")).values("became")[:1])
    )
    wrong = said.exclude(said=F("mark")) | said.filter(said__isnull=True)
    return sorted(set(wrong.values_list("referral__reference", flat=True)))
