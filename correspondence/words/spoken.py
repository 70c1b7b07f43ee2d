"""Which words hold: a provider's own from a day on, before those that came with the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from correspondence.words.slots import Slot
from programmes.models import Wording as OwnWording

DEFAULT_LANGUAGE = "en"


class NoWords(LookupError):
    """There are no words for a purpose, in her language or in English."""


@dataclass(frozen=True)
class Whose:
    """Whose own words are asked for, and those of which day: the day a letter or text is due.

    :param programme: its code; empty where it is not known, and only what holds for all is found.
    """

    provider_id: UUID
    programme: str
    on: date


@dataclass(frozen=True)
class Words:
    """A template and the language it is in."""

    text: str
    language: str


def words_of(slot: Slot, *, language: str = DEFAULT_LANGUAGE, whose: Whose | None = None) -> Words:
    """Return the words that hold: her language before English, own words before those of the files.

    :raises NoWords: when neither her language nor English has them.
    """
    for spoken in dict.fromkeys((language, DEFAULT_LANGUAGE)):
        found = _own(slot, spoken, whose) if whose else None
        found = found or from_file(slot, spoken)
        if found:
            return Words(found, spoken)
    raise NoWords(slot.slug)


def _own(slot: Slot, language: str, whose: Whose) -> str | None:
    return OwnWording.objects.text_for(
        whose.provider_id, whose.programme, purpose=slot.slug, language=language, on=whose.on
    )


@lru_cache(maxsize=256)
def from_file(slot: Slot, language: str) -> str | None:
    """Return the words that came with the service, read once a process; None where there are none."""
    path = Path(settings.BASE_DIR) / "templates" / "letters" / language / slot.file
    return path.read_text(encoding="utf-8") if path.exists() else None
