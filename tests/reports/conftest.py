"""A quarter made by hand, and the people who read its return."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
import time_machine

from accounts.models import User
from reports import actions, writing
from reports.models import IssuedReturn, PreparedReturn
from tests.factories import accounts
from tests.reports import worked_quarter
from tests.reports.made import Made
from tests.reports.worked_quarter import COUNTED_AT, NARRATIVE, QUARTER

REASON = "The register of 24 June is with the practitioner, who is ill."
NAME = "Jo Marsh, service manager"


@dataclass
class Told:
    """The quarter, its manager, and its life step by step."""

    made: Made
    manager: User
    at: datetime = COUNTED_AT

    def write(self, words: str = NARRATIVE, *, seen: int | None = None) -> None:
        writing.write_words(self.made.programme, QUARTER, words, by=self.manager, at=self.at, seen=seen)

    def prepare(self, *, by: User | None = None, reason: str = REASON) -> PreparedReturn:
        return actions.prepare(
            self.made.programme, QUARTER, name=NAME, reason=reason, by=by or self.manager, at=self.at
        )

    def sign_off(self, *, by: User | None = None, seen: int | None = None) -> IssuedReturn:
        return actions.sign_off(self.made.programme, QUARTER, by=by or self.manager, at=self.at, seen=seen)

    def issue(self) -> IssuedReturn:
        """Go the whole way, with the real PDF."""
        prepared = self.prepare()
        assert actions.draw(prepared, at=self.at)
        return self.sign_off()

    def commissioner(self) -> User:
        return accounts.commissioner(self.made.programme.commissioners.get())


@pytest.fixture
def told(db: None) -> Told:
    made = worked_quarter.make()
    return Told(made, accounts.manager(made.provider, name="Jo Marsh"))


@pytest.fixture
def on_the_day() -> Iterator[Callable[[], datetime]]:
    """Let it be the morning on which the quarter is counted."""
    with time_machine.travel(COUNTED_AT, tick=False):
        yield lambda: COUNTED_AT
