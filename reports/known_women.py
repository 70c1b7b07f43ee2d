"""What is known of a programme's women, as far as words about one of them could give her away."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import CharField, F, Func, Value

from participants.models import Participant
from participants.names import search_form
from programmes.codes import offences
from programmes.models import Programme
from referrals.models import Referral, ReferredPerson
from reports.identifying import Known, words_in
from reports.models import Voice

ALL_STREETS = frozenset(
    [
        "avenue",
        "close",
        "court",
        "crescent",
        "drive",
        "estate",
        "flat",
        "gardens",
        "green",
        "grove",
        "hill",
        "house",
        "lane",
        "park",
        "place",
        "road",
        "street",
        "terrace",
    ]
)
FEWEST_LETTERS = 4  # of a word of an address that is looked for by itself


def of_voice(voice: Voice) -> Known:
    """Return what is known of the programme's women, as far as the words could speak of it: four queries."""
    asked = words_in(voice.words or "")
    names = names_among(voice.programme, asked) if asked else frozenset()
    referral, person = voice.referral, voice.referral.participant
    addresses = [row.address_lines for row in (person, _sent(referral)) if row is not None]
    labels = [referral.offence_text, *(one.label for one in offences())]
    return Known(
        names=names,
        places=frozenset(_places(addresses)),
        offences=frozenset(filter(None, (search_form(label) for label in labels))),
        born_on=person.date_of_birth if person else None,
    )


def names_among(programme: Programme, asked: list[str]) -> frozenset[str]:
    """Return those of the words asked about that are part of a woman's name."""
    anyone = SearchQuery(" | ".join(f"'{word}'" for word in asked), config="simple", search_type="raw")
    vector = SearchVector("search_name", config="simple")
    women = Participant.objects.filter(provider=programme.provider, erased_at__isnull=True)
    sent = ReferredPerson.objects.filter(referral__programme=programme)
    part = Func(F("search_name"), Value(" "), function="string_to_table", output_field=CharField())
    found: set[str] = set()
    for rows in (women.annotate(names=vector), sent.annotate(names=vector)):
        parts = rows.filter(names=anyone).annotate(part=part).values_list("part", flat=True)
        found.update(parts.distinct())
    return frozenset(found.intersection(asked))


def _sent(referral: Referral) -> ReferredPerson | None:
    return ReferredPerson.objects.filter(referral=referral).first()


def _places(addresses: Iterable[str]) -> set[str]:
    """Return the lines of an address without house numbers, and the longer words of each."""
    found: set[str] = set()
    for line in (line for address in addresses for line in address.replace(",", "\n").splitlines()):
        words = [word for word in search_form(line).split() if not any(char.isdigit() for char in word)]
        found.update((" ".join(words), *(word for word in words if word not in ALL_STREETS)))
    return {place for place in found if len(place) >= FEWEST_LETTERS}
