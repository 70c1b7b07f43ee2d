"""Words that give her away, or that blame her. No Django here.

Each is the beginning of a word: "polic" finds police, policing and policy alike. Too much is caught rather
than too little: another word is easily found, what somebody read over her shoulder is not taken back.
"""

from __future__ import annotations

import re

from correspondence import reading

TELLING = (
    "police", "polic", "caution", "condition", "offen", "crim", "arrest", "court", "prosecut", "custod",
    "officer", "probation", "sentence", "magistrate", "referr", "juno", "cara", "justice", "solicitor",
    "workshop", "programme", "scheme", "course", "victim", "breach", "charge", "convict", "case", "domestic",
    "abus", "refuge", "divers",
    "heddlu", "heddwas", "rhybudd", "trosedd", "arest", "llys", "carchar", "cyfiawnder", "gweithdy", "gweithdai",
    "rhaglen", "cwrs", "dioddefw", "cyfreith", "swyddog",
)  # fmt: skip
BLAMING = (
    "breach", "offender", "dna", "perpetrator", "failed", "failure", "prosecut", "convict", "criminal", "troseddwr",
)  # fmt: skip
_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.(?:org|co|com|uk|net|gov|wales|cymru)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d[\d ()-]{6,}\d")


def telling(text: str) -> list[str]:
    """Return the words that say what it is about."""
    return [word for word in reading.words(text) if word.lower().startswith(TELLING)]


def blaming(text: str) -> list[str]:
    """Return the words that are never said to her."""
    return [word for word in reading.words(text) if word.lower().startswith(BLAMING)]


def links(text: str) -> list[str]:
    """Return what looks like an address on the web."""
    return [found[0] for found in _LINK.finditer(text)]


def numbers(text: str) -> list[str]:
    """Return what looks like a telephone number typed by hand: the gap holds the right one."""
    return [found[0] for found in _NUMBER.finditer(text)]
