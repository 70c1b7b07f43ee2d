"""What in a text could tell who a woman is: each detail with the reason why. No database here.

A detail that is found is not always a mistake ("Grace" is a name and a word). Whoever signs changes it, or says why
it may stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from participants.names import search_form
from reports.details import ALSO_WORDS, COMPILED, STREET, WORD, Detail


@dataclass(frozen=True)
class Known:
    """What is known of the women of a programme.

    :param names: every part of every name and alias, as `search_form` writes it.
    :param places: towns, streets and villages of her address, likewise.
    :param offences: the labels of offences, likewise.
    :param born_on: her date of birth.
    """

    names: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    offences: frozenset[str] = frozenset()
    born_on: date | None = None


@dataclass(frozen=True, order=True)
class Finding:
    """A detail that was found: where, of which sort, and the words themselves."""

    start: int
    detail: Detail
    words: str = field(compare=False)

    @property
    def end(self) -> int:
        return self.start + len(self.words)

    @property
    def key(self) -> str:
        """What a reason for it is kept under: the same words are one finding wherever they stand."""
        return f"{self.detail}:{search_form(self.words) or self.words}"


def findings(text: str, known: Known) -> list[Finding]:
    """Return every detail of a text by which a woman could be known, in the order of the text."""
    left, found = _patterns(text)
    found += _phrases(text, known.places, Detail.PLACE) + _phrases(text, known.offences, Detail.OFFENCE)
    found += [Finding(m.start(), Detail.PLACE, m[0]) for m in STREET.finditer(text)]
    found += _names(left, known.names)
    found += _year_of_birth(text, known.born_on)
    longest: list[Finding] = []
    for one in sorted(found, key=lambda each: (each.detail, each.start, -len(each.words))):
        if not (longest and longest[-1].detail is one.detail and one.end <= longest[-1].end):
            longest.append(one)
    return sorted(longest)


def words_in(text: str) -> list[str]:
    """Return every word of a text as names are compared: to be looked for among the names of women."""
    return sorted({part for match in WORD.finditer(text) for part in _forms(match[0])})


def _forms(word: str) -> set[str]:
    parts = search_form(re.sub(r"['’]s$", "", word)).split()
    return {*parts, "".join(parts)} - {""}


def _patterns(text: str) -> tuple[str, list[Finding]]:
    """Return the text with what was found made blank, and the findings."""
    left, found = text, []
    for detail, pattern in COMPILED:
        found += [Finding(match.start(), detail, match[0].strip()) for match in pattern.finditer(left)]
        left = pattern.sub(lambda match: " " * len(match[0]), left)
    return left, found


def _names(text: str, names: frozenset[str]) -> list[Finding]:
    return [
        Finding(match.start(), Detail.NAME, match[0])
        for match in WORD.finditer(text)
        if _is_name(match[0], names)
    ]


def _is_name(word: str, names: frozenset[str]) -> bool:
    """Tell whether it is a name: one that is a word, too, where it has a capital letter, wherever it stands."""
    bare = re.sub(r"['’]s$", "", word)
    if not names.intersection(_forms(word)):
        return False
    return search_form(bare) not in ALSO_WORDS or bare[:1].isupper()


def _phrases(text: str, phrases: frozenset[str], detail: Detail) -> list[Finding]:
    words = [(match.start(), match.end(), search_form(match[0])) for match in WORD.finditer(text)]
    spread = " ".join(word for _start, _end, word in words)
    found = []
    for phrase in phrases:
        if not phrase or f" {phrase} " not in f" {spread} ":
            continue
        length = len(phrase.split())
        for at in range(len(words)):
            joined = " ".join(word for _s, _e, word in words[at : at + length])
            if joined == phrase:
                last = min(at + length, len(words)) - 1
                found.append(Finding(words[at][0], detail, text[words[at][0] : words[last][1]]))
    return found


def _year_of_birth(text: str, born_on: date | None) -> list[Finding]:
    if born_on is None:
        return []
    return [Finding(m.start(), Detail.DATE, m[0]) for m in re.finditer(rf"\b{born_on.year}\b", text)]


def marked(text: str, found: list[Finding]) -> list[tuple[str, bool]]:
    """Return the text in pieces, each with whether it is a detail, for showing it marked."""
    edges = sorted({0, len(text), *(e for one in found for e in (one.start, one.start + len(one.words)))})
    inside = [(one.start, one.start + len(one.words)) for one in found]
    return [
        (text[start:end], any(a <= start and end <= b for a, b in inside)) for start, end in pairwise(edges)
    ]
