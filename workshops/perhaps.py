"""Somebody who bears the name of a person whom another must not meet, and whom nobody knew when it was noted.

Until a person has said whether it is she, the two are kept apart as if it were (docs/adr/0033). The names are
sealed, so they are matched here and not by the database: only those of women who would meet are opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

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
    """Return those of these that name nobody known, with the answers that stand; one query where there is none."""
    answers = Prefetch("answers", queryset=PerhapsAnswer.objects.standing().defer("why"), to_attr="said")
    rows = list(noted.naming_nobody_known().prefetch_related(answers).order_by("pk"))
    sealing.preload({row.seal_key_id for row in rows})
    return rows


def may_be(row: KeepApart, her: Participant) -> bool:
    """Tell whether she may be the person a row of `open_rows` names, and nobody has said that she is not."""
    return row.may_name(her) and her.pk not in {answer.participant_id for answer in row.said}  # type: ignore[attr-defined]


def bearing(noted: KeepApartQuerySet, women: QuerySet[Participant]) -> set[UUID]:
    """Return those of these women who may be a person named in these; one query where no name is noted.

    The names are opened, and the women found by the words of each.
    """
    rows = open_rows(noted)
    named = Q(pk__in=[])
    for row in rows:
        if words := row.other_words:
            named |= Q(*(Q(search_name__contains=word) for word in words))
    return {her.pk for _row, her in _may_be_any(rows, women.filter(named) if rows else ())}


def _may_be_any(
    rows: Sequence[KeepApart], women: Iterable[Participant]
) -> Iterator[tuple[KeepApart, Participant]]:
    """Give each row of `open_rows` with each of these women who may be the person it names."""
    by_word: defaultdict[str, dict[UUID, Participant]] = defaultdict(dict)
    for her in women:
        for word in her.search_name.split():
            by_word[word][her.pk] = her
    for row in rows:
        having = [by_word.get(word, {}) for word in row.other_words]
        fewest = min(having, key=len, default={})
        yield from ((row, her) for her in fewest.values() if may_be(row, her))


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


def pairs(women: Collection[Participant], workshops: Collection[Workshop]) -> set[tuple[UUID, UUID]]:
    """Return who perhaps must not meet: of these women, and of them and who is where these workshops are.

    One query where nobody has noted a name, three otherwise, however many women.
    """
    where = {venue_day(workshop) for workshop in workshops}
    there = places_in(where)
    noted = KeepApart.objects.filter(
        Q(participant__in=[her.pk for her in women]) | Q(participant__in=there.values("participant"))
    )
    rows = open_rows(noted) if where else []
    if not rows:
        return set()
    who = {place.participant_id: place.participant for place in _with_women(there)}
    who |= {her.pk: her for her in women}
    return {(row.participant_id, her.pk) for row, her in _may_be_any(rows, who.values())}


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
