"""What the page says before a building gets another name or address: who knows the old one, and what goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import sealing
from correspondence import rewording
from correspondence.facts import LONDON, short_day
from correspondence.models import Message, PrintRunItem
from correspondence.statuses import Channel, MessageStatus, Wording
from correspondence.writing import facts_of
from workshops import buildings, changes, changing_page, invitations
from workshops.buildings import Described, PlaceWords
from workshops.changing_page import Before
from workshops.models import Place, Venue


@dataclass(frozen=True)
class Words:
    """One part of how letters name the building, as it is and as it shall be."""

    label: str
    was: str
    becomes: str


@dataclass(frozen=True)
class WhoKnows:
    """The whole page. `anew` counts what waits to go and names the building; `runs` are print runs with some of it."""

    words: Sequence[Words]
    before: Before
    days: int
    know: int
    anew: int
    runs: Sequence[tuple[str, int]]


def who_knows(venue: Venue, details: Described, *, at: datetime) -> tuple[WhoKnows, list[Place]] | None:
    """Return the page, and the places it speaks of; None where there is nothing to ask."""
    was, becomes = buildings.words_for(venue), buildings.words_for(details)
    ahead = changes.to_come_in(venue, at=at) if was != becomes else []
    places = changes.places_on(ahead)
    if not places:
        return None
    referrals = {place.referral_id for place in places}
    heard = _heard(venue, was, referrals)
    waits = _waits(venue, was, referrals)
    before = changing_page.before_telling(
        places, {pk: _in_words(heard.get(pk, [])) for pk in referrals}, at=at
    )
    page = WhoKnows(
        words=_words(was, becomes),
        before=before,
        days=len({place.workshop_id for place in places}),
        know=len(heard),
        anew=len(waits),
        runs=_runs(waits),
    )
    return page, places


def _words(was: PlaceWords, becomes: PlaceWords) -> list[Words]:
    both = (
        Words(_("Name"), was.venue, becomes.venue),
        Words(_("Address"), was.address, becomes.address),
        Words(_("How to get there"), was.finding_it, becomes.finding_it),
    )
    return [part for part in both if part.was != part.becomes]


def _heard(venue: Venue, was: PlaceWords, referrals: Collection[UUID]) -> dict[UUID, list[Message]]:
    """Return what told each woman where the building is: what went, or may have."""
    gone = Message.objects.gone_or_going().filter(
        about_id__in=referrals, purpose__in=invitations.OF_A_BOOKING
    )
    heard: defaultdict[UUID, list[Message]] = defaultdict(list)
    for message in _naming(venue, was, gone.defer("body", "sent_to").order_by("due_at", "pk")):
        if message.about_id and _says_where(message, was):
            heard[message.about_id].append(message)
    return heard


def _waits(venue: Venue, was: PlaceWords, referrals: Collection[UUID]) -> list[Message]:
    rows = rewording.waiting(referrals, invitations.OF_A_BOOKING).defer("body", "sent_to")
    return _naming(venue, was, rows.order_by("pk"))


def _naming(venue: Venue, was: PlaceWords, rows: Iterable[Message]) -> list[Message]:
    """Return those that were written from a day in this building."""
    named, found = buildings.named_by(venue, was), list(rows)
    sealing.preload(row.seal_key_id for row in found if row.seal_key_id is not None)
    return [row for row in found if (facts := facts_of(row)) and any(named(day) for day in facts.days)]


def _says_where(message: Message, was: PlaceWords) -> bool:
    """Tell whether its words name the place: a discreet text has only the day and the hour."""
    if message.channel in {Channel.TEXT, Channel.EMAIL}:
        return was.venue in (message.words or "")
    return message.wording != Wording.PLEASE_RING


def _in_words(heard: Sequence[Message]) -> str:
    if not heard:
        return _("Has not been told where it is yet.")
    said = "; ".join(
        _("%(channel)s, %(day)s")
        % {
            "channel": str(Channel(message.channel).label),
            "day": short_day(timezone.localdate(message.ended_at or message.due_at, LONDON)),
        }
        for message in heard
    )
    return _("Knows the old one: %(said)s.") % {"said": said}


def _runs(waits: Sequence[Message]) -> list[tuple[str, int]]:
    """Return each open print run that holds some of these letters, with how many."""
    batched = [message.pk for message in waits if message.status == MessageStatus.BATCHED]
    counted: defaultdict[UUID, int] = defaultdict(int)
    for run in PrintRunItem.objects.filter(message__in=batched, run__closed_at__isnull=True).values_list(
        "run_id", flat=True
    ):
        counted[run] += 1
    return [(reverse("correspondence:run", args=[run]), number) for run, number in counted.items()]
