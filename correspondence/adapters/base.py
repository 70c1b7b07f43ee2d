"""What an adapter is, and the three ways in which sending can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from correspondence.gate import Destination


@dataclass(frozen=True)
class Content:
    """What is sent: frozen words. `key` is the same however often it is tried."""

    key: str
    subject: str
    words: str


class Trouble(Exception):
    """Nothing has gone, and it may be tried again later: nobody answered, or "come back later"."""


class Rejected(Exception):
    """Nothing has gone and nothing will: the other side said no for good. `code` is for people."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Doubt(Exception):
    """The other side stopped answering after the words were given to it: perhaps they went."""


class Adapter(Protocol):
    """A way out of the building. It accepts a `Destination`, and so only what the gate let through."""

    def send(self, to: Destination, content: Content) -> None:
        """Send once.

        :raises Trouble: when nothing went and trying again may help.
        :raises Rejected: when nothing went and trying again will not help.
        :raises Doubt: when nobody can tell.
        """

    def went(self, key: str) -> bool | None:
        """Tell whether a key was sent, by asking the other side; None when it cannot be asked."""
