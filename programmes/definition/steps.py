"""What she comes to, by when, and what follows when she does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from programmes.kinds import CompletionRule, LeftEarly, Mark, MissRule, StartEvent, StepKind, WindowKind
from programmes.label import Label


@dataclass(frozen=True, slots=True)
class Gap:
    """Days since the step before. `max_after_miss` holds when she is rebooked on this step only."""

    min: int
    usual: int
    max: int
    max_after_miss: int


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    label: Label
    kind: StepKind
    length_minutes: int
    compulsory: bool
    gap: Gap | None
    usual_weekday: int | None
    usual_start: time | None
    sites: tuple[str, ...]
    laid: bool = True  # in every plan from the beginning; else her worker adds it, as often as it is wanted
    kind_number: int = 0  # in a plan of her own: the step of the definition it is made from

    @property
    def of(self) -> int:
        """The number of the definition's step that it is, or is made from."""
        return self.kind_number or self.number


@dataclass(frozen=True, slots=True)
class Completion:
    """`needed` is the number of steps, for every rule that counts."""

    rule: CompletionRule
    needed: int
    counts: tuple[Mark, ...]
    left_early: LeftEarly
    label: Label


@dataclass(frozen=True, slots=True)
class CatchUp:
    """A session for her alone, in place of the step in a group that she missed."""

    length_minutes: int
    label: Label


@dataclass(frozen=True, slots=True)
class Miss:
    rule: MissRule
    label: Label
    catch_up: CatchUp | None = None


@dataclass(frozen=True, slots=True)
class Lateness:
    """Advice only: the practitioner records whether she was let in or turned away."""

    cut_off_minutes: int | None
    label: Label


@dataclass(frozen=True, slots=True)
class LimitWarning:
    """A date that law or guidance sets beside the deadline; it warns, it never blocks.

    `lead_days`: a booking that ends later than this many days before the date is warned of.
    """

    code: str
    weeks: int | None
    months: int | None
    start: StartEvent
    summary_only: bool
    offered_as_deadline: bool
    lead_days: int
    label: Label
    law: Label


@dataclass(frozen=True, slots=True)
class Window:
    """By when she must have finished. Which fields count depends on `kind` (see `clock.py`)."""

    kind: WindowKind
    start: StartEvent
    first_day_counts: bool
    days: int | None
    min_days: int | None
    max_days: int | None
    max_months: int | None
    days_before_court: int
    label: Label
    warnings: tuple[LimitWarning, ...]


@dataclass(frozen=True, slots=True)
class Group:
    size_usual: int
    size_max: int
    staff_needed: int
    mix_cohorts: bool
    training: Label
    training_codes: tuple[str, ...]  # of `programmes/data/training.csv`, asked of each practitioner
