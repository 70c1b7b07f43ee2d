"""Whom a programme admits, where, and by which disposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.kinds import Audience, OutcomeRecorded, QuestionKind, Route
from programmes.label import Label


@dataclass(frozen=True, slots=True)
class Area:
    """Which site serves a postcode: the longest prefix that fits wins."""

    site: str
    postcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class Admission:
    """Whom the programme admits: the provider's dated policy, and the youngest age."""

    audience: Audience
    policy: Label
    policy_on: date
    minimum_age: int
    minimum_age_law: Label


@dataclass(frozen=True, slots=True)
class EligibilityQuestion:
    """One question asked before anything is typed; an answer outside is counted, not stored.

    A YES_NO question wants `wanted`; a NUMBER wants `minimum` to `maximum`, both included.
    """

    code: str
    kind: QuestionKind
    question: Label
    hint: Label
    refusal: Label
    wanted: bool | None = None
    minimum: int | None = None
    maximum: int | None = None

    def fits(self, answer: bool | int) -> bool:
        """Tell whether an answer keeps her eligible."""
        if self.kind is QuestionKind.YES_NO:
            return bool(answer) is self.wanted
        low = self.minimum is None or answer >= self.minimum
        return low and (self.maximum is None or answer <= self.maximum)


@dataclass(frozen=True, slots=True)
class Disposal:
    """How police dealt with her, and what our outcome means to them."""

    code: str
    label: Label
    date_label: Label
    routes: tuple[Route, ...]
    outcome_code: str
    outcome_recorded: OutcomeRecorded | None
    on_failure: Label
    letter_wording: Label
    fee: Decimal
