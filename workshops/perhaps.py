"""Somebody who bears the name of a person whom another must not meet, and whom nobody knew when it was noted.

Until a person has said whether it is she, the two are kept apart as if it were (docs/adr/0033). The names are
sealed, so they are matched here and not by the database: only those of women who would meet are opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from audit import sealing
from participants.models import KeepApart, Participant, PerhapsAnswer
from participants.querysets import KeepApartQuerySet
from workshops.buildings import VenueDay, places_in, venue_day
from workshops.models import Place, Workshop
from workshops.querysets import PlaceQuerySet


@dataclass(frozen=True)
class Match:
    """A keep-apart about somebody not known, who may be her or who may be met by her.

    :param her: who bears the name.
    :param place: of the woman who is there already.
    """

    row: KeepApart
    her: Participant
    place: Place


def open_rows(noted: KeepApartQuerySet) -> list[KeepApart]:
    """Return those of these that name nobody known, with whom somebody has spoken of already; one query, and one for keys."""
    answers = PerhapsAnswer.objects.standing().filter(keep_apart=OuterRef("pk"))
    rows = noted.naming_nobody_known().annotate(spoken_of=ArraySubquery(answers.values("participant")))
    found = list(rows.order_by("pk"))
    sealing.ready(row.seal_key_id for row in found)
    return found


def may_be(row: KeepApart, her: Participant) -> bool:
    """Tell whether she may be the person a row of `open_rows` names, and nobody has said that she is not."""
    return row.may_name(her) and her.pk not in row.spoken_of  # type: ignore[attr-defined]


def near(women: Collection[Participant], workshops: Collection[Workshop]) -> list[KeepApart]:
    """Return the rows, as of `open_rows`, of these women and of those who are where these workshops are."""
    there = places_in({venue_day(workshop) for workshop in workshops})
    who = Q(participant__in=[her.pk for her in women]) | Q(participant__in=there.values("participant"))
    return open_rows(KeepApart.objects.filter(who)) if workshops else []


def bearing(rows: Collection[KeepApart], woman: str) -> Q:
    """Ask for whoever has every word of a name that is noted in one of these rows: at least those who may be it.

    :param woman: the way to her, as `participant__`.
    """
    named = Q(pk__in=[])
    for row in rows:
        if words := row.other_words:
            named |= Q(*(Q(**{f"{woman}search_name__contains": word}) for word in words))
    return named


def pairs(rows: Collection[KeepApart], women: Iterable[Participant]) -> set[tuple[UUID, UUID]]:
    """Return of whom it was noted, and which of these women may be the person it names."""
    by_word: defaultdict[str, dict[UUID, Participant]] = defaultdict(dict)
    for her in women:
        for word in her.search_name.split():
            by_word[word][her.pk] = her
    found = set()
    for row in rows:
        having = [by_word.get(word, {}) for word in row.other_words]
        fewest = min(having, key=len, default={})
        found |= {(row.participant_id, her.pk) for her in fewest.values() if may_be(row, her)}
    return found


def days(her: Participant, workshops: Collection[Workshop]) -> Mapping[VenueDay, list[Match]]:
    """Return, by building and day of these workshops, whom there she perhaps must not meet."""
    where = {venue_day(workshop) for workshop in workshops}
    there = places_in(where).exclude(participant=her)
    noted = KeepApart.objects.filter(Q(participant=her) | Q(participant__in=there.values("participant")))
    rows = open_rows(noted) if where else []
    if not rows:
        return {}
    found: defaultdict[VenueDay, list[Match]] = defaultdict(list)
    of_others = [row for row in rows if row.participant_id != her.pk and may_be(row, her)]
    hers = [row for row in rows if row.participant_id == her.pk]
    for place in _with_women(there):
        matches = [Match(row, her, place) for row in of_others if row.participant_id == place.participant_id]
        matches += [Match(row, place.participant, place) for row in hers if may_be(row, place.participant)]
        if matches:
            found[venue_day(place.workshop)] += matches
    return found


def meetings(
    near: PlaceQuerySet, said: KeepApartQuerySet | None = None
) -> list[tuple[KeepApart, Place, Place]]:
    """Return, of these places, who perhaps must not meet and will: the row, the place of her it was noted on, the other's.

    :param said: only what these say.
    """
    said = KeepApart.objects.all() if said is None else said
    rows = open_rows(said.filter(participant__in=near.values("participant")))
    if not rows:
        return []
    noted: defaultdict[UUID, list[KeepApart]] = defaultdict(list)
    for row in rows:
        noted[row.participant_id].append(row)
    theirs = list(_with_women(near.filter(participant__in=list(noted))))
    by_day: defaultdict[VenueDay, list[Place]] = defaultdict(list)
    for place in _with_women(near & places_in({venue_day(place.workshop) for place in theirs})):
        by_day[venue_day(place.workshop)].append(place)
    return [
        (row, place, other)
        for place in theirs
        for row in noted[place.participant_id]
        for other in by_day[venue_day(place.workshop)]
        if may_be(row, other.participant)
    ]


def _with_women(places: PlaceQuerySet) -> PlaceQuerySet:
    related = places.select_related("participant", "referral", "workshop__room__venue")
    return related.defer("override_reason", "late_words")
