"""Reading what somebody typed into the search box of the case list. No database here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from participants import identifiers, names

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?\s*[0-9][A-Z]{2}")
_REFERENCE = re.compile(r"[A-Z][A-Z0-9]*-[0-9A-Z-]+")
_SENT_AS = re.compile(r"R[\s-]*([0-9]{1,9})")
_SHORTEST_PHONE = 6


@dataclass(frozen=True)
class Search:
    """What was typed, as each thing it could be; empty where it could not be that."""

    name: str = ""
    reference: str = ""
    phone: str = ""
    postcode: str = ""
    crime_reference: str = ""

    def __bool__(self) -> bool:
        return any((self.name, self.reference, self.phone, self.postcode, self.crime_reference))

    @property
    def kinds(self) -> list[str]:
        """The kinds of thing looked for: all that the trail keeps of a search."""
        return [kind for kind, value in vars(self).items() if value]

    def columns(self) -> Iterator[tuple[str, str]]:
        """Give the look-ups by number, where there are any."""
        if self.phone:
            yield "phone_digits__startswith", self.phone
        if self.postcode:
            yield "postcode", self.postcode
        if self.crime_reference:
            yield "crime_reference__iexact", self.crime_reference


def read(typed: str) -> Search:
    """Return what the words could mean: a name by the start of each word, a number, a postcode.

    `name` comes back as a tsquery of the `simple` configuration; only letters and digits are in it.
    """
    typed = " ".join(typed.split())
    upper = typed.upper()
    digits = names.digits(typed) if re.fullmatch(r"[+()\d\s-]+", typed) else ""
    postcode = upper.replace(" ", "") if _POSTCODE.fullmatch(upper) else ""
    words = names.search_form(typed).split()
    is_name = any(char.isalpha() for char in typed) and not postcode
    has_digit = any(char.isdigit() for char in typed)
    return Search(
        name=" & ".join(f"{word}:*" for word in words) if is_name and words and not has_digit else "",
        reference=upper if _REFERENCE.fullmatch(upper) else "",
        phone=digits if len(digits) >= _SHORTEST_PHONE else "",
        postcode=f"{postcode[:-3]} {postcode[-3:]}" if postcode else "",
        crime_reference=upper if has_digit and not postcode else "",
    )


@dataclass(frozen=True)
class PoliceSearch:
    """What an officer typed, as each thing that police sent it could be."""

    name: str = ""
    reference: str = ""
    pnc_id: str = ""
    crime_references: tuple[str, ...] = ()

    @property
    def kinds(self) -> list[str]:
        """The kinds of thing looked for: all that the trail keeps of a search."""
        return [kind for kind, value in vars(self).items() if value]

    @property
    def by_number(self) -> bool:
        return bool(self.reference or self.pnc_id or self.crime_references)


def read_for_police(typed: str, *, this_year: int) -> PoliceSearch:
    """Return what the words could mean: a name, a PNC ID, our reference, a crime number.

    Spaces, slashes and capitals are forgiven; a wrong check letter is searched for as it is written.
    """
    typed = " ".join(typed.split())
    if not any(char.isdigit() for char in typed):
        return PoliceSearch(name=read(typed).name)
    upper = typed.upper()
    pnc = identifiers.pnc_id(typed, this_year=this_year)
    sent_as = _SENT_AS.fullmatch(upper)
    squeezed = identifiers.squeeze(typed)
    return PoliceSearch(
        reference=f"R-{int(sent_as[1]):05d}" if sent_as else "",
        pnc_id=pnc.value if pnc.problem is None else "",
        crime_references=tuple(dict.fromkeys((squeezed.replace("/", ""), squeezed, upper))),
    )
