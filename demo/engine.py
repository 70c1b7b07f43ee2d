"""Stories that are lived through in the order of time.

A story is a generator: it gives the moment of its next event, is woken at that moment, does what
happens then through the real actions, and gives the next one. Nothing after "now" happens.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ui.refusals import Refused

Story = Iterator[datetime]


@dataclass
class Engine:
    """Runs stories up to `now`; a story whose act is refused stays where it is."""

    now: datetime
    told: Callable[[datetime], None]
    refused: list[str] = field(default_factory=list)
    _waiting: list[tuple[datetime, int, Story]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    def add(self, story: Story) -> None:
        """Begin a story: run it to its first moment."""
        self._advance(story)

    def run(self) -> None:
        """Wake each story at its moments, oldest first, until now."""
        while self._waiting and self._waiting[0][0] <= self.now:
            at, _number, story = heapq.heappop(self._waiting)
            self.told(at)
            self._advance(story)

    def _advance(self, story: Story) -> None:
        try:
            moment = next(story, None)
        except Refused as refused:
            self.refused.append(f"{type(refused).__name__}: {refused.sentence}")
            return
        if moment is not None:
            heapq.heappush(self._waiting, (moment, next(self._order), story))
