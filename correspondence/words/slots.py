"""Every letter, text, subject and voicemail whose words may be changed, and what must stand in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from correspondence.statuses import Wording

PLEASE_RING = "PLEASE_RING"


class Medium(StrEnum):
    """What the words are for; also how their file's name begins."""

    LETTER = "letter"
    TEXT = "text"
    SHORT = "short"  # a text beside the link to her own page, where the others leave it no room
    SUBJECT = "subject"
    VOICEMAIL = "voicemail"
    TRUSTED_PERSON = "trusted_person"  # to the person she trusts
    IN_PERSON = "in_person"


@dataclass(frozen=True)
class Slot:
    """One set of words. `purpose` is empty for what is the same whatever it is for."""

    purpose: str
    medium: Medium
    wording: Wording

    @property
    def slug(self) -> str:
        parts = (self.purpose, self.medium.value, "" if self.medium is Medium.SHORT else self.wording.value)
        return "-".join(part.lower().replace("_", "-") for part in parts if part)

    @property
    def file(self) -> str:
        """The path of the words that came with the service, below a language's folder."""
        if self.medium is Medium.SHORT:
            return f"{self.purpose.lower()}/text_short.txt"
        name = f"{self.medium.value}_{self.wording.value.lower()}.txt"
        return f"{self.purpose.lower()}/{name}" if self.purpose else name

    @property
    def is_discreet(self) -> bool:
        return self.wording is not Wording.FULL

    @property
    def is_text(self) -> bool:
        return self.medium in {Medium.TEXT, Medium.SHORT}

    @property
    def may_tell(self) -> bool:
        """Whether the words may say what it is about: in a full letter only (design.md §5 rule 7)."""
        return self.medium is Medium.LETTER and not self.is_discreet

    @property
    def must_have(self) -> tuple[str, ...]:
        """The gaps without which the words would be of no use to her."""
        return _MUST[self.medium].get(self.purpose, _USUALLY[self.medium])


_LETTERS = ("INVITATION", "CHANGED_DATES", "MISSED", "COMPLETION", "COULD_NOT_REACH")
_TEXTS = (
    "FIRST", "BOOKED", "CHANGED_DATES", "REMINDER_WEEK", "REMINDER_DAY", "REMINDER_MORNING", "MISSED",
    "DATES_GONE", "OWN_PAGE",
)  # fmt: skip
_LINKED = ("BOOKED", "CHANGED_DATES", "REMINDER_WEEK", "REMINDER_DAY", "REMINDER_MORNING", "OWN_PAGE")
_USUALLY: dict[Medium, tuple[str, ...]] = {
    Medium.LETTER: (),
    Medium.TEXT: ("phone",),
    Medium.SHORT: ("phone",),
    Medium.SUBJECT: (),
    Medium.VOICEMAIL: ("worker", "phone"),
    Medium.TRUSTED_PERSON: ("worker", "name", "phone"),
    Medium.IN_PERSON: ("phone",),
}
_MUST: dict[Medium, dict[str, tuple[str, ...]]] = {
    Medium.LETTER: {"INVITATION": ("days",), "CHANGED_DATES": ("days",)},
    Medium.TEXT: {
        "BOOKED": ("dates", "time", "phone"),
        "CHANGED_DATES": ("dates", "time", "phone"),
        "REMINDER_WEEK": ("date", "time", "phone"),
        "REMINDER_DAY": ("date", "time", "phone"),
        "REMINDER_MORNING": ("date", "time", "phone"),
        "DATES_GONE": ("date", "phone"),
    },
    Medium.SHORT: {},
    Medium.SUBJECT: {},
    Medium.VOICEMAIL: {},
    Medium.TRUSTED_PERSON: {},
    Medium.IN_PERSON: {},
}


def _all() -> Iterator[Slot]:
    both = (Wording.FULL, Wording.DISCREET)
    for medium, purposes in ((Medium.LETTER, _LETTERS), (Medium.TEXT, _TEXTS)):
        for purpose in purposes:
            yield from (Slot(purpose, medium, wording) for wording in both)
        yield Slot(PLEASE_RING, medium, Wording.DISCREET)
    yield from (Slot(purpose, Medium.SHORT, Wording.DISCREET) for purpose in _LINKED)
    for medium in (Medium.SUBJECT, Medium.VOICEMAIL, Medium.TRUSTED_PERSON, Medium.IN_PERSON):
        yield from (Slot("", medium, wording) for wording in both)


SLOTS: dict[str, Slot] = {slot.slug: slot for slot in _all()}


def of_letter(purpose: str, wording: Wording) -> Slot:
    """Return the slot of a letter: until she has told us that post is safe, the same "please ring me" one."""
    if wording is Wording.PLEASE_RING:
        return Slot(PLEASE_RING, Medium.LETTER, Wording.DISCREET)
    return Slot(purpose, Medium.LETTER, _full_or_discreet(wording))


def of_text(purpose: str, wording: Wording) -> Slot:
    return Slot(purpose, Medium.TEXT, _full_or_discreet(wording))


def of_short_text(purpose: str) -> Slot:
    """Return the slot of the words that stand beside the link to her own page."""
    return Slot(purpose, Medium.SHORT, Wording.DISCREET)


def of_any(medium: Medium, wording: Wording) -> Slot:
    """Return the slot of a subject, a voicemail or of what is said, whatever it is about."""
    return Slot("", medium, _full_or_discreet(wording))


def _full_or_discreet(wording: Wording) -> Wording:
    return Wording.FULL if wording is Wording.FULL else Wording.DISCREET
