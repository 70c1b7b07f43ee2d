"""What an adapter is, the three ways in which sending can go wrong, and what became of a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from correspondence.gate import Destination


@dataclass(frozen=True)
class Content:
    """What is sent: frozen words, and of a letter its PDF. `key` is the same however often it is tried."""

    key: str
    subject: str
    words: str
    body: bytes = b""

    def __repr__(self) -> str:
        # A traceback or a log line must not say what was written to her.
        return f"<Content {self.key}>"


class Trouble(Exception):
    """Nothing has gone, and it may be tried again later: nobody answered, or "come back later"."""


class Rejected(Exception):
    """Nothing has gone and nothing will: the other side said no for good. `code` is for people."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Doubt(Exception):
    """The other side stopped answering after the words were given to it: perhaps they went."""


class State(StrEnum):
    """What the other side says of a message it has."""

    UNDER_WAY = "UNDER_WAY"
    ARRIVED = "ARRIVED"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Fate:
    """What became of a message: `code` says why it failed, `ref` is the other side's own number for it."""

    state: State
    code: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Trace:
    """What is known of a message that may have gone, for asking after it.

    :param since: when the effect began; what is older is another message.
    :param old: the other side's numbers of earlier tries: they say nothing of this one.
    """

    key: str
    ref: str
    to: str
    words: str
    since: datetime
    old: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<Trace {self.key}>"


class Adapter(Protocol):
    """A way out of the building. It accepts a `Destination`, and so only what the gate let through."""

    @property
    def carrier(self) -> str:
        """The code of whoever carries it, kept with the message."""

    @property
    def tells(self) -> bool:
        """Whether the other side says later what became of a message, and can be asked."""

    def send(self, to: Destination, content: Content) -> str:
        """Send once; return the other side's own number for it, empty where it has none.

        :raises Trouble: when nothing went and trying again may help.
        :raises Rejected: when nothing went and trying again will not help.
        :raises Doubt: when nobody can tell.
        """

    def fate(self, trace: Trace) -> Fate | None:
        """Ask what became of a message; None when the other side does not know it, or cannot be asked.

        :raises Trouble: when it does not answer now.
        """
