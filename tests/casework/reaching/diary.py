"""What was said and what happened, as a careful friend would keep it, and what rule 5 makes of it.

Written from design.md rule 5 alone: it shares no code with the gate that it judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

FULL, DISCREET, PLEASE_RING, NO_WORDS = 3, 2, 1, 0  # how much may be said
BY_MOUTH = ("trusted_person", "in_person")  # on her own yes to a worker only
FOUR_WEEKS = timedelta(days=28)


@dataclass
class Heard:
    """The last yes or no about one way, from one mouth."""

    yes: bool
    at: datetime
    alone: bool = True


@dataclass
class Diary:
    """What is known of one woman. `hers` is what she told a worker, `theirs` what she told police."""

    hers: dict[str, Heard] = field(default_factory=dict)
    theirs: dict[str, Heard] = field(default_factory=dict)
    asked_herself: bool = False
    spoken_at: datetime | None = None
    wants_discreet: bool = False
    somebody_else_answered: bool = False
    number: str = ""
    number_is_a_mobile: bool = True
    number_is_wrong: bool = False
    mailbox: str = ""
    address: tuple[str, ...] = ()
    address_is_complete: bool = True
    reads_alone: bool = True

    def says(self, way: str, *, yes: bool, at: datetime) -> None:
        self.hers[way] = Heard(yes, at)

    def told_police(self, way: str, *, yes: bool, alone: bool, at: datetime) -> None:
        self.theirs[way] = Heard(yes, at, alone)

    def another_number(self, number: str) -> None:
        """Write another number: a yes was for the one before, a no is for ever."""
        self.number, self.number_is_wrong = number, False
        self._yes_ends("call", "voicemail", "text")

    def another_mailbox(self, mailbox: str) -> None:
        if self.mailbox and mailbox != self.mailbox:
            self._yes_ends("email")
        self.mailbox = mailbox

    def another_home(self, name: str, lines: list[str], postcode: str) -> None:
        """Write where she lives; every home of these histories has a postcode of its own."""
        if self.address and (*lines, postcode) != self.address[1:]:
            self._yes_ends("post")
        self.address = (name, *lines, postcode) if lines or postcode else ()
        self.address_is_complete = bool(lines and postcode)

    def _yes_ends(self, *ways: str) -> None:
        for heard in (self.hers, self.theirs):
            for way in ways:
                if way in heard and heard[way].yes:
                    del heard[way]

    def where(self, way: str) -> tuple[str, ...]:
        """Return where she would be reached that way; nothing where she could not be."""
        if way == "text" and self.number_is_a_mobile and not self.number_is_wrong:
            return (self.number,)
        if way == "email" and self.mailbox:
            return (self.mailbox,)
        if way == "post" and self.address_is_complete:
            return self.address
        return ()

    def most(self, way: str, at: datetime, *, reminder: bool) -> int:
        """Return how much may be said that way at that moment; `NO_WORDS`: nothing may go."""
        if reminder and not self.reads_alone and way not in BY_MOUTH:
            return NO_WORDS
        hers, theirs = self.hers.get(way), self.theirs.get(way)
        if hers is not None and not hers.yes:
            return NO_WORDS
        if theirs is not None and not theirs.yes and (hers is None or hers.at <= theirs.at):
            return NO_WORDS
        if self.somebody_else_answered and (way == "text" or hers is None):
            return NO_WORDS
        return self._on_her_yes(hers, at) if hers is not None else self._on_theirs(way, theirs)

    def _on_her_yes(self, hers: Heard, at: datetime) -> int:
        spoken = max(hers.at, self.spoken_at or hers.at)
        if at > spoken + FOUR_WEEKS:
            return NO_WORDS
        return DISCREET if self.wants_discreet else FULL

    def _on_theirs(self, way: str, theirs: Heard | None) -> int:
        # What she told police was for until a worker asked her. Two people's release is not among what is
        # done here, so silence opens nothing.
        if self.asked_herself or theirs is None or not theirs.alone or way in BY_MOUTH:
            return NO_WORDS
        return PLEASE_RING if way == "post" else DISCREET
