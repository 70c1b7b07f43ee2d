"""Words that give her away, or that blame her. No Django here.

Each is the beginning of a word: "polic" finds police, policing and policy alike. Too much is caught rather
than too little: another word is easily found, what somebody read over her shoulder is not taken back. The lists
are data (`telling.txt`, `blaming.txt`): names of programmes stand in them as well.
"""

from __future__ import annotations

import re
from pathlib import Path

from correspondence import reading

_HERE = Path(__file__).parent


def _listed(name: str) -> tuple[str, ...]:
    return tuple((_HERE / name).read_text(encoding="utf-8").split())


TELLING, BLAMING = _listed("telling.txt"), _listed("blaming.txt")
_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.(?:org|co|com|uk|net|gov|wales|cymru)\b", re.IGNORECASE)
# A text waits for a working morning, a letter for the post, either may be opened late: they name the day.
_FROM_TODAY = frozenset({"today", "tonight", "tomorrow", "yesterday", "heddiw", "heno", "yfory", "ddoe"})
_NUMBER = re.compile(r"\+?\d[\d ()-]{6,}\d")


def telling(text: str) -> list[str]:
    """Return the words that say what it is about."""
    return [word for word in reading.words(text) if word.lower().startswith(TELLING)]


def blaming(text: str) -> list[str]:
    """Return the words that are never said to her."""
    return [word for word in reading.words(text) if word.lower().startswith(BLAMING)]


def from_today(text: str) -> list[str]:
    """Return the words that are right on one day only."""
    return [word for word in reading.words(text) if word.lower() in _FROM_TODAY]


def links(text: str) -> list[str]:
    """Return what looks like an address on the web."""
    return [found[0] for found in _LINK.finditer(text)]


def numbers(text: str) -> list[str]:
    """Return what looks like a telephone number typed by hand: the gap holds the right one."""
    return [found[0] for found in _NUMBER.finditer(text)]
