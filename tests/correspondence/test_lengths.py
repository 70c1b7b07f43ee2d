"""Every text of every shipped programme fits with the longest values we have, the link to her page counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from correspondence import gate, gsm, links, texts
from correspondence.facts import LONDON, Day, Facts
from demo import names, places
from participants.safe_contact import Allowed, Way, Words
from programmes import loader
from programmes.definition import Definition
from programmes.kinds import Channel
from tests.factories import correspondence as make
from workshops.invitations import WITH_PAGE

pytestmark = pytest.mark.django_db

PROGRAMMES = [loaded.definition for loaded in loader.load_all()]
# Owed whatever the plan says: her new dates, a date that is off, the link by itself.
BESIDES_THE_PLAN = ("CHANGED_DATES", "DATES_GONE", "OWN_PAGE")
# Not in the alphabet of texts: two joined texts of 67 characters are all there is. Never transliterated.
OUTSIDE = ("Ŵyn", "Siân Ŵyn", "Tŷnhafan", "Zoë-Łucja", "Саша")
WOMEN = (*names.FIRST, "Maria-Gabriela", "Bartholomea", *OUTSIDE)
SIGNED_BY = max((each.name for each in places.PEOPLE), key=len)
VENUE = max((each[0] for each in places.VENUES), key=len)
PHONE = "01632 960 001"


def texts_of(definition: Definition) -> set[str]:
    """The purposes it has texts for, also those that are switched off: a new version may switch them on."""
    planned = {message.purpose for message in definition.messages if message.channel is Channel.TEXT}
    return {*planned, *BESIDES_THE_PLAN}


def longest_days(number: int, language: str) -> tuple[Day, ...]:
    """So many days with the longest words there are for a day and an hour, at the longest building."""
    first = datetime.combine(datetime(2026, 1, 1, tzinfo=UTC), time(10, 30), tzinfo=LONDON)
    year = [first + timedelta(days=day) for day in range(365)]
    drawn = [Day.of(at, at + timedelta(hours=5), venue=VENUE, address="", language=language) for at in year]
    return tuple(sorted(drawn, key=lambda day: -gsm.length(day.short))[:number])


def facts(name: str, definition: Definition, language: str) -> Facts:
    weekdays = {"en": "Wednesday", "cy": "Dydd Mercher"}
    days = longest_days(len(definition.laid) or 1, language)
    return Facts(
        name=name, signed_by=SIGNED_BY, phone=PHONE, written_on="", days=days, missed_on=days[0].short,
        reply_by=max(weekdays[language], days[0].short, key=gsm.length),
    )  # fmt: skip


def cases() -> Iterator[Any]:
    for definition in PROGRAMMES:
        for language in definition.languages:
            for purpose in sorted(texts_of(definition)):
                yield pytest.param(
                    definition, language, purpose, id=f"{definition.code}-{language}-{purpose}"
                )


@pytest.mark.parametrize("wording", [Words.FULL, Words.DISCREET])
@pytest.mark.parametrize(("definition", "language", "purpose"), cases())
def test_every_text_goes_with_every_name_in_one_text_or_two_short_ones(
    definition: Definition, language: str, purpose: str, wording: Words, settings: Any
) -> None:
    settings.JUNO_PLAIN_URL = "https://dates.example"
    leave = gate.leave(make.woman(), Way.TEXT, Allowed(wording, withheld_number=False, by_herself=True))
    link = "\n" + "x" * (links.room_for_one() - 1)
    days = facts("x", definition, language)

    for name in WOMEN:
        said = Facts(**{**vars(days), "name": name})
        for along in ("", link) if purpose in WITH_PAGE else ("",):
            words = texts.text(purpose, said, leave, language=language, besides=len(along)) + along
            assert name in words, "her name is never transliterated or left out"
            assert PHONE in words
            assert gsm.length(words) <= (160 if gsm.is_gsm(words) else 134), words
            assert "{" not in words


def test_there_are_names_of_both_kinds_and_a_text_for_each_programme() -> None:
    assert [name for name in OUTSIDE if gsm.is_gsm(name)] == []
    assert gsm.is_gsm("Zoé")
    assert {definition.code for definition in PROGRAMMES} >= {"JUNO", "CARA", "WONDER", "GOOD_LOAF"}
    assert all(len(texts_of(definition)) > len(BESIDES_THE_PLAN) for definition in PROGRAMMES)
