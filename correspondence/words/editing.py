"""What the pages of words show, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from correspondence import gsm, registry
from correspondence.facts import day_in_words
from correspondence.letters import blocks_of
from correspondence.words import checks, layout, sample
from correspondence.words.filling import gaps_of
from correspondence.words.layout import Block
from correspondence.words.own import history
from correspondence.words.slots import PLEASE_RING, SLOTS, Medium, Slot
from correspondence.words.spoken import DEFAULT_LANGUAGE, from_file
from programmes.models import Wording as OwnWording

MEDIA: dict[Medium, Promise] = {
    Medium.LETTER: _("Letter"),
    Medium.TEXT: _("Text and e-mail"),
    Medium.SHORT: _("Text beside the link to her own page"),
    Medium.SUBJECT: _("Subject of an e-mail"),
    Medium.VOICEMAIL: _("Voicemail"),
    Medium.TRUSTED_PERSON: _("To the person she trusts"),
    Medium.IN_PERSON: _("To her, in person"),
}
_LABELS: dict[str, Promise] = {
    PLEASE_RING: _("Please ring me"),
    "FIRST": _("First text"),
    "COMPLETION": _("Well done, at the end"),
    "COULD_NOT_REACH": _("I have tried to ring you"),
}


@dataclass(frozen=True)
class Line:
    """One set of words in the list."""

    title: str
    level: str | Promise
    url: str
    held: str


@dataclass(frozen=True)
class Group:
    title: str | Promise
    lines: Sequence[Line]


@dataclass(frozen=True)
class Version:
    """Words that were written once: who, from when, for what."""

    from_on: str
    programme: str
    language: str
    by: str
    text: str
    ahead: bool


@dataclass(frozen=True)
class Preview:
    """Words as she would read them, how long and how hard they are, and what must be mended."""

    blocks: Sequence[Block]
    line: str
    name: str
    signed: str
    close: str
    days: Sequence[str]
    faults: Sequence[str]
    length: str
    grade: str


def title_of(slot: Slot) -> str:
    """Return what a set of words is for: "Invitation with her dates", or "Voicemail"."""
    if not slot.purpose:
        return str(MEDIA[slot.medium])
    return str(_LABELS.get(slot.purpose) or registry.label(slot.purpose))


def groups(user: User, *, today: date) -> list[Group]:
    """Return every set of words by what it is, with since when a provider's own hold."""
    own: dict[str, OwnWording] = {}
    rows = OwnWording.objects.visible_to(user).filter(purpose__in=SLOTS, from_on__lte=today)
    for row in rows.order_by("from_on", "written_at", "pk").defer("text"):
        own[row.purpose] = row
    return [
        Group(label, [_line(slot, own.get(slot.slug)) for slot in SLOTS.values() if slot.medium is medium])
        for medium, label in MEDIA.items()
    ]


def _line(slot: Slot, own: OwnWording | None) -> Line:
    since = _g("Your own words since %(day)s") % {"day": day_in_words(own.from_on)} if own else ""
    url = reverse("correspondence:words", args=[slot.slug])
    return Line(title_of(slot), slot.wording.label, url, since or _g("As they came with the service"))


def in_force(slot: Slot, user: User, *, today: date) -> str:
    """Return the words to begin an edit with: a provider's own of today, else those that came along."""
    rows = [row for row in history(slot, user) if row.from_on <= today and row.language == DEFAULT_LANGUAGE]
    return rows[0].text if rows else (from_file(slot, DEFAULT_LANGUAGE) or "").strip()


def versions(slot: Slot, user: User, *, today: date) -> list[Version]:
    return [
        Version(
            from_on=day_in_words(row.from_on),
            programme=str(row.programme) if row.programme else _g("All programmes"),
            language=row.language,
            by=row.written_by.partition(" <")[0],
            text=row.text,
            ahead=row.from_on > today,
        )
        for row in history(slot, user)
    ]


def preview(slot: Slot, text: str, *, language: str) -> Preview:
    """Return words as somebody invented would read them. Never raises: what cannot be read is a fault."""
    text = text.replace("\r\n", "\n").strip()
    found = checks.faults(slot, text, language=language)
    blocks: Sequence[Block] = ()
    line, close, length, grade = "", "", "", ""
    facts = sample.ordinary(language)
    if checks.can_be_read(slot, text):
        with translation.override(language):
            if slot.medium is Medium.LETTER:
                blocks, close = blocks_of(text, facts, page=sample.PAGE)
            else:
                line = layout.line(text, gaps_of(facts))
        length, grade = _measured(slot, text, language)
    return Preview(
        blocks=blocks,
        line=line,
        name=facts.name,
        signed=facts.signed_by,
        close=close,
        days=[f"{day.when}, {day.hours}, {day.venue}" for day in facts.days],
        faults=found,
        length=length,
        grade=grade,
    )


def _measured(slot: Slot, text: str, language: str) -> tuple[str, str]:
    length, grade = checks.measure(slot, text, language=language)
    if slot.is_text:
        counted = _g("%(length)s of %(most)s characters, with the longest names and places") % {
            "length": length, "most": gsm.ONE_TEXT - checks.room_for_link(slot) - checks.room_for_link(slot)
        }  # fmt: skip
    else:
        counted = _g("%(length)s words") % {"length": length}
    hard = "" if grade is None else _g("Reading grade %(grade).1f; 6 is the most") % {"grade": max(grade, 0)}
    return counted, hard
