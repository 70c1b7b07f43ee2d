"""What is asked and offered around it."""

from __future__ import annotations

from dataclasses import dataclass

from programmes.kinds import Better, IndexEvent
from programmes.label import Label


@dataclass(frozen=True, slots=True)
class Signpost:
    """Where else she, or the officer, may turn."""

    label: Label
    phone: str
    text: Label


@dataclass(frozen=True, slots=True)
class Continuation:
    """Voluntary support after the outcome; police are never told of it."""

    label: Label


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long, and from which event on, police are asked whether she reoffended."""

    months: int = 12
    index: IndexEvent = IndexEvent.COMPLETION


USUAL_FOLLOW_UP = FollowUp()


@dataclass(frozen=True, slots=True)
class Scale:
    """A question asked of her before and after, answered by a whole number from `lowest` to `highest`."""

    question: Label
    lowest: int
    highest: int
    lowest_label: Label
    highest_label: Label
    better: Better = Better.HIGHER

    def improved(self, before: int, after: int) -> bool:
        """Tell whether the second answer is better than the first; the same is not."""
        return after > before if self.better is Better.HIGHER else after < before
