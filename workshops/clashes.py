"""Whom she must not meet, and where she already is: what keeps a woman off a workshop day.

Kept apart means: not in one building on one day, whatever the group or the programme.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from participants import names
from participants.models import KeepApart, KnownBy, Participant
from referrals.models import Referral, ReferredPerson
from workshops import known, perhaps, rules
from workshops.buildings import VenueDay, places_in, venue_day
from workshops.known import Knows
from workshops.models import Place, Workshop
from workshops.perhaps import Match
from workshops.statuses import AccessFact


def kept_apart_from(participant_id: UUID) -> set[UUID]:
    """Return the women she is kept apart from: noted by somebody, of the same crime, of her household."""
    return set(kept_apart_pairs([participant_id]).get(participant_id, ()))


def kept_apart_pairs(women: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    """Return, for each of these women, whom she is kept apart from; one query, however many women.

    Nobody has to note that two women belong to one crime number, or live at one address: that alone
    keeps them apart, until a manager and a second person decide otherwise for one day.
    """
    return apart_and_knowing(women)[0]


def apart_and_knowing(women: Collection[UUID]) -> tuple[Mapping[UUID, set[UUID]], list[Knows]]:
    """Return whom each is kept apart from, and each with a practitioner who knows her; still one query."""
    if not women:
        return {}, []
    rows: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    others = (_of_one_crime(women), _of_one_household(women), _knowing(women))
    for kind, *row in _noted(women).union(*others, all=True):
        rows[kind].append(tuple(row))
    crimes = [(UUID(pk), (provider, crime)) for pk, provider, crime, _blank in rows[_CRIME]]
    homes = [(UUID(pk), _home(UUID(who), code, lines)) for pk, who, code, lines in rows[_HOME]]
    noted = [(UUID(one), UUID(other)) for one, other, *_blank in rows[_NOTED]]
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one, other in (*noted, *_together(crimes, women), *_together(homes, women)):
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return found, [(UUID(woman), UUID(person)) for woman, person, *_blank in rows[_KNOWN]]


_NOTED, _CRIME, _HOME, _KNOWN = "NOTED", "CRIME", "HOME", "KNOWN"


def _as_text(kind: str, rows: QuerySet[Any], *columns: str) -> QuerySet[Any, Any]:
    """Return four columns of text after the kind of row, so that the three kinds are one question."""
    blank = ("",) * (4 - len(columns))
    texts = [*(Cast(F(name), TextField()) for name in columns), *(Value(text) for text in blank)]
    named = {f"text_{number}": text for number, text in enumerate(texts)}
    found: QuerySet[Any, Any] = rows.order_by().annotate(row_kind=Value(kind), **named)
    return found.values_list("row_kind", *named)


def _noted(women: Collection[UUID]) -> QuerySet[Any, Any]:
    rows = KeepApart.objects.filter(
        Q(participant__in=women) | Q(other__in=women), ended_at__isnull=True, other__isnull=False
    )
    return _as_text(_NOTED, rows, "participant_id", "other_id")


def _knowing(women: Collection[UUID]) -> QuerySet[Any, Any]:
    rows = KnownBy.objects.standing().filter(participant__in=women)
    return _as_text(_KNOWN, rows, "participant_id", "practitioner_id")


def _of_one_crime(women: Collection[UUID]) -> QuerySet[Any, Any]:
    named = ReferredPerson.objects.exclude(crime_reference="").exclude(referral__participant=None)
    hers = named.filter(referral__participant__in=women)
    rows = named.filter(crime_reference__in=hers.values("crime_reference"))
    return _as_text(_CRIME, rows, "referral__participant_id", "referral__provider_id", "crime_reference")


def _of_one_household(women: Collection[UUID]) -> QuerySet[Any, Any]:
    housed = Participant.objects.exclude(postcode="").exclude(address_lines="").exclude(no_fixed_address=True)
    hers = housed.filter(pk__in=women)
    near = housed.filter(postcode__in=hers.values("postcode"), provider__in=hers.values("provider"))
    return _as_text(_HOME, near, "pk", "provider_id", "postcode", "address_lines")


def _together(rows: Sequence[tuple[UUID, Hashable]], women: Collection[UUID]) -> Iterator[tuple[UUID, UUID]]:
    """Pair each of these women with everybody who shares a crime number or a home with her."""
    sharing: defaultdict[Hashable, set[UUID]] = defaultdict(set)
    for woman, shared in rows:
        sharing[shared].add(woman)
    for group in sharing.values():
        yield from ((woman, other) for woman in group & set(women) for other in group)


def _home(provider: UUID, postcode: str, lines: str) -> tuple[UUID, str, str]:
    """Return an address so that two ways of writing it are the same: 2, Quay St and 2 quay st."""
    first = names.search_form(lines.splitlines()[0])
    return provider, postcode.replace(" ", "").upper(), "".join(c for c in first if c.isalnum())


def kept_apart_days(
    others: Collection[UUID], workshops: Iterable[Workshop]
) -> Mapping[VenueDay, list[Referral]]:
    """Return, by building and day of these workshops, the referrals of those `others` who are there."""
    days = {venue_day(workshop) for workshop in workshops}
    if not others or not days:
        return {}
    places = (
        Place.objects.held()
        .filter(participant__in=others, workshop__cancelled_at__isnull=True)
        .filter(workshop__room__venue__in={venue for venue, _on in days})
        .select_related("workshop__room", "referral")
    )
    found: defaultdict[VenueDay, list[Referral]] = defaultdict(list)
    for place in places:
        if venue_day(place.workshop) in days:
            found[venue_day(place.workshop)].append(place.referral)
    return found


def meeting(workshop: Workshop) -> list[tuple[Place, Place]]:
    """Return the pairs of women, kept apart from each other, who both have a place in its building that day.

    One of each pair is on this workshop. A link noted, a crime number or an address that became known
    after both were booked shows here.
    """
    in_the_building = places_in([venue_day(workshop)])
    there = list(in_the_building.select_related("participant", "referral", "workshop__room"))
    apart = kept_apart_pairs({place.participant_id for place in there})
    return [
        (one, other)
        for one, other in combinations(sorted(there, key=lambda p: p.pk), 2)
        if other.participant_id in apart.get(one.participant_id, ())
        and workshop.pk in (one.workshop_id, other.workshop_id)
    ]


def elsewhere(participant: Participant, workshops: Iterable[Workshop], *, but: Referral) -> set[UUID]:
    """Return those of the workshops during which she has a place through another referral."""
    held = list(
        Place.objects.held().filter(participant=participant).exclude(referral=but).values_list("during")
    )
    return {w.pk for w in workshops for (busy,) in held if overlap(w.during, busy)}


def blocked_by_moving(places: Sequence[Place], *, before: Mapping[UUID, VenueDay]) -> Mapping[UUID, str]:
    """Say in a sentence, for each place whose workshop is being moved, why she cannot be there then.

    The places carry their workshops as they will be. Eight queries, whatever the number of women.
    What two people agreed to in spite of a keep-apart holds for the women she would have met, not for others.

    :param before: by place, the building and the day where it was.
    """
    changing = {place.pk for place in places}
    apart = kept_apart_pairs({place.participant_id for place in places})
    women = {*apart, *(other for others in apart.values() for other in others)}
    women |= {place.participant_id for place in places}
    held = Place.objects.held().filter(participant__in=women, workshop__cancelled_at__isnull=True)
    standing = [p for p in held.select_related("workshop__room") if p.pk not in changing]
    blocked = {}
    limits = unavailable({place.referral_id for place in places})
    for place in places:
        if unmet := limits.get(place.referral_id, NO_LIMITS).venue(place.workshop):
            blocked[place.pk] = unmet
            continue
        others = set(apart.get(place.participant_id, set()))
        others -= {
            p.participant_id
            for p in standing
            if venue_day(p.workshop) == before[place.pk]
            and (place.overridden_by_second or p.overridden_by_second)
        }
        if any(
            p.participant_id in others and venue_day(p.workshop) == venue_day(place.workshop)
            for p in standing
        ):
            blocked[place.pk] = _kept_apart((), ())
        elif any(
            p.participant_id == place.participant_id and overlap(p.during, place.workshop.during)
            for p in standing
        ):
            blocked[place.pk] = _("She has a place somewhere else at that time.")
    return blocked


class Apart(str):
    """A sentence that says that only a keep-apart stands in the way: two people may decide otherwise.

    `perhaps`: where only a name says so, the matches about which the reader may say whether it is she.
    """

    __slots__ = ("perhaps",)
    perhaps: Sequence[Match]

    def __new__(cls, words: str, perhaps: Sequence[Match] = ()) -> Apart:
        made = super().__new__(cls, words)
        made.perhaps = perhaps
        return made


class Perhaps(Apart):
    """Only a name says so, and nobody has said whether it is she: once somebody has, it may not stand in the way."""

    __slots__ = ()


@dataclass(frozen=True)
class Limits:
    """What a woman said she cannot do, or not do without: by anybody, nobody decides otherwise.

    :param weekdays: on which she cannot come; 0 is Monday.
    :param access: what a building must offer (`AccessFact`).
    """

    weekdays: Collection[int] = ()
    access: Collection[str] = ()

    def weekday(self, workshop: Workshop) -> str:
        """Say that she cannot come on its weekday; empty where she can."""
        weekday = timezone.localtime(workshop.starts_at).weekday()
        return cannot_come(weekday) if weekday in self.weekdays else ""

    def venue(self, workshop: Workshop) -> str:
        """Say what its building does not offer of what she needs; empty where nothing is known against it."""
        lacking = rules.cannot_meet(self.access, workshop.room.venue.access_facts)
        if not lacking:
            return ""
        words = get_text_list([str(AccessFact(code).label) for code in lacking], _("and"))
        return _("The building does not offer what she needs: %(what)s.") % {"what": words}


NO_LIMITS = Limits()
Unavailable = Callable[[Collection[UUID]], Mapping[UUID, Limits]]

_unavailable: list[Unavailable] = []


def register_unavailable(ask: Unavailable) -> None:
    """Say who knows the limits of each referral's woman: an app above."""
    _unavailable[:] = [ask]


def unavailable(referral_ids: Collection[UUID]) -> Mapping[UUID, Limits]:
    """Return the limits of each who has any, in one query."""
    return _unavailable[0](referral_ids) if _unavailable else {}


def cannot_come(weekday: int) -> str:
    return _("She cannot come on a %(weekday)s.") % {"weekday": WEEKDAYS[weekday]}


def blocked_for(
    referral: Referral, workshops: Collection[Workshop], *, visible: Collection[UUID] = ()
) -> Mapping[UUID, str]:
    """Say in a sentence, for each workshop she cannot be on for her own or others' sake, why.

    :param visible: the referrals the reader may see; only these are named, by reference.
    """
    if referral.participant is None:
        return {}
    woman = referral.participant.pk
    apart, knowing = apart_and_knowing([woman])
    days = kept_apart_days(apart.get(woman, set()), workshops)
    blocked: dict[UUID, str] = {
        w.pk: Apart(_kept_apart(days[venue_day(w)], visible)) for w in workshops if venue_day(w) in days
    }
    for day, matches in perhaps.days(referral.participant, workshops).items():
        words = Perhaps(_perhaps(matches, visible), [m for m in matches if m.place.referral_id in visible])
        blocked = {w.pk: words for w in workshops if venue_day(w) == day} | blocked
    for pk in known.blocking(knowing, workshops).get(woman, ()):
        blocked[pk] = _("Somebody who runs it knows her.")
    limits = unavailable([referral.pk]).get(referral.pk, NO_LIMITS)
    for workshop in workshops:
        if why := limits.venue(workshop) or limits.weekday(workshop):
            blocked[workshop.pk] = why
    for pk in elsewhere(referral.participant, workshops, but=referral):
        blocked[pk] = _("She has a place somewhere else at that time.")
    return blocked


def _kept_apart(referrals: Iterable[Referral], visible: Collection[UUID]) -> str:
    named = sorted({r.reference for r in referrals if r.pk in visible})
    if named:
        return _("Must be kept apart: %(references)s is in that building that day.") % {
            "references": ", ".join(named)
        }
    return _("Somebody she must be kept apart from is in that building that day.")


def _perhaps(matches: Iterable[Match], visible: Collection[UUID]) -> str:
    named = sorted({m.place.referral.reference for m in matches if m.place.referral_id in visible})
    if named:
        return _(
            "Perhaps to be kept apart: %(references)s is in that building that day, and a name is the same."
        ) % {"references": ", ".join(named)}
    return _("Somebody who may be a person she must not meet is in that building that day.")


def overlap(one: Any, other: Any) -> bool:
    """Tell whether two times have a moment in common."""
    return bool(one.lower < other.upper and other.lower < one.upper)
