"""The sections of a return that a manager may write about, in the order they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext_lazy as _

from reports.layout import Data

SECTIONS = {
    "cohort": _("Referred in the quarter"),
    "activity": _("Happened in the quarter"),
    "times": _("How long it took"),
    "over_time": _("Completion over time"),
    "who": _("Who the women were"),
    "in_the_way": _("What got in the way"),
    "helped": _("What was needed, and what helped"),
    "year_on": _("A year on"),
    "voices": _("In their own words"),
    "money": _("Money and what it bought"),
    "quality": _("Data quality"),
}


@dataclass(frozen=True)
class SectionWords:
    """What the service says about each section: paragraphs."""

    cohort: tuple[str, ...] = ()
    activity: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    over_time: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    in_the_way: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()
    year_on: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()


def written(said: Mapping[str, str]) -> dict[str, str]:
    """Return the sections about which there are words, without spaces around them."""
    return {code: said[code].strip() for code in SECTIONS if said.get(code, "").strip()}


def words(figures: Data) -> SectionWords:
    """Return the words of a return by section; none for one issued before there were any."""
    said = figures.get("words", {})
    return SectionWords(**{one.name: paragraphs(said.get(one.name, "")) for one in fields(SectionWords)})


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text: an empty line parts them."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return tuple(part.strip() for part in parts if part.strip())
