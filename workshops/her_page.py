"""Her own page: what it shows to whoever holds the link, and that it shows nothing to anybody else.

Every answer asks the same questions of the database, whether the link is hers, never was, or works no
more: how long it takes says nothing either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from audit.models import Event
from correspondence import gate, links
from correspondence.facts import LONDON, Day, clock
from correspondence.models import PageLink
from correspondence.published import is_published_number
from participants.models import Participant
from participants.safe_contact import Allowed, Way, decide
from referrals.models import Referral
from referrals.statuses import Status
from workshops.invitations import phone_of, safe_name, worker_name
from workshops.models import HerAnswer, Place
from workshops.statuses import HerWord

OPENED = "page.open"
ENGLISH = "en"
_NOBODY = UUID("00000000-0000-7000-8000-000000000000")


@dataclass(frozen=True)
class DayAhead:
    """One day of hers, in words; `said` is what she pressed for it, empty for nothing yet."""

    key: str
    when: str
    starts: str
    ends: str
    venue: str
    address: str
    finding_it: str
    map_link: str
    said: str


@dataclass(frozen=True)
class Page:
    """What the page shows. There is no name of hers on it."""

    days: Sequence[DayAhead]
    worker: str
    phone: str
    bring: str
    call_asked: bool


@dataclass(frozen=True)
class Hers:
    """A link that works: the case it belongs to, and the days she has ahead."""

    referral: Referral
    participant: Participant
    places: Sequence[Place]


@dataclass(frozen=True)
class Language:
    """A language the page can be read in."""

    code: str
    name: str
    chosen: bool


def find(token: str, *, at: datetime) -> Hers | None:
    """Return what a secret opens; None where it opens nothing, for whatever reason."""
    link = links.known(token, at=at)
    rows = Referral.objects.select_related("participant", "worker", "provider", "definition")
    referral = rows.filter(pk=link.about_id if link else _NOBODY).first()
    her = referral.participant if referral and referral.participant else Participant(pk=_NOBODY)
    leave = decide(Way.PAGE, gate.situations([her], at)[her.pk], at=at)
    places = _ahead(referral.pk if referral else _NOBODY, at)
    if referral is None or referral.status != Status.ACCEPTED:
        return None
    if not isinstance(leave, Allowed) or not places:
        return None
    return Hers(referral, her, places)


def page(hers: Hers, *, language: str) -> Page:
    """Return what the page shows in one language."""
    said = _said(hers.referral)
    phone = phone_of(hers.referral)
    return Page(
        days=[_day(place, said.get(place.pk, ""), language) for place in hers.places],
        worker=safe_name(hers.participant) or worker_name(hers.referral),
        phone="" if is_published_number(phone) else phone,
        bring=hers.referral.definition.parsed.own_page.bring.label(language),
        call_asked=None in said,
    )


def languages(asked: str, hers: Hers) -> tuple[str, list[Language]]:
    """Return the language to use, and all there are: the one asked for, else hers, else English."""
    known = available()
    wanted = (asked, hers.participant.letter_language, ENGLISH)
    chosen = next(code for code in wanted if code in known)
    return chosen, [Language(code, LANG_INFO[code]["name_local"], code == chosen) for code in known]


@lru_cache(maxsize=1)
def available() -> tuple[str, ...]:
    """Return the languages the page is written in."""
    folder = Path(settings.BASE_DIR) / "templates" / "letters"
    return tuple(sorted((p.parent.name for p in folder.glob("*/page.html")), key=lambda c: (c != ENGLISH, c)))


def last_link(referral_id: UUID) -> tuple[PageLink | None, datetime | None]:
    """Return her newest link, and when the page was last opened, by her or by whatever looks at links.

    One query.
    """
    opened = Event.objects.filter(subject_id=OuterRef("about_id"), verb=OPENED).order_by("-number")
    found = links.last(referral_id, opened_at=Subquery(opened.values("at")[:1]))
    return found, getattr(found, "opened_at", None)


def words_by_place(places: Sequence[Place]) -> Mapping[UUID, HerWord]:
    """Return what she pressed for each of these places."""
    rows = HerAnswer.objects.standing().filter(place__in=places).values_list("place", "answer")
    return {place: HerWord(answer) for place, answer in rows if place is not None}


def _ahead(referral_id: UUID, at: datetime) -> list[Place]:
    held = Place.objects.held().filter(
        referral=referral_id, workshop__cancelled_at__isnull=True, workshop__ends_at__gte=at
    )
    return list(held.select_related("workshop__room__venue").order_by("workshop__starts_at"))


def _said(referral: Referral) -> dict[UUID | None, str]:
    """Return her answers by place; that she asked for a call stands under None until it was made."""
    rows = HerAnswer.objects.standing().filter(referral=referral)
    return {row.place_id: row.answer for row in rows if row.place_id or row.dealt_with_at is None}


def _day(place: Place, said: str, language: str) -> DayAhead:
    workshop, venue = place.workshop, place.workshop.room.venue
    return DayAhead(
        key=str(place.pk),
        when=Day.of(workshop.starts_at, workshop.ends_at, venue=venue.name, language=language).when,
        starts=clock(timezone.localtime(workshop.starts_at, LONDON)),
        ends=clock(timezone.localtime(workshop.ends_at, LONDON)),
        venue=venue.name,
        address=", ".join([*venue.address.splitlines(), venue.postcode]),
        finding_it=venue.travel_notes,
        map_link=venue.map_link,
        said=said,
    )
