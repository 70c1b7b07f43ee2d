"""What a programme is, as plain frozen values. No Django here.

A definition is read from `programmes/definitions/*.toml` (see `loader.py`) and kept,
dated, in `ProgrammeVersion`. Everything in which two programmes differ stands here;
no code anywhere asks a programme for its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from programmes.kinds import (
    Audience,
    Better,
    Channel,
    CompletionRule,
    Entry,
    IndexEvent,
    LeftEarly,
    Mark,
    MessageEvent,
    MissRule,
    OutcomeRecorded,
    PlanKind,
    QuestionKind,
    Route,
    StartEvent,
    Status,
    StepKind,
    WindowKind,
)
from programmes.label import NO_LABEL, Label


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


@dataclass(frozen=True, slots=True)
class ContactTarget:
    """Reached within `days` (working or calendar) of `start`."""

    code: str
    days: int
    working_days: bool
    start: StartEvent
    label: Label


@dataclass(frozen=True, slots=True)
class ContactProtocol:
    """How hard we try before anybody may say that she was not reached."""

    first_call_working_days: int
    attempts: int
    over_working_days: int
    letter_after_attempts: int
    ask_police_after_attempts: int
    targets: tuple[ContactTarget, ...]


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """One message of the plan; `at` is wall time in Europe/London, None means at once."""

    purpose: str
    channel: Channel
    event: MessageEvent
    days: int
    at: time | None
    working_days_only: bool
    steps: tuple[int, ...]
    active: bool
    label: Label


@dataclass(frozen=True, slots=True)
class Words:
    participant: Label
    participants: Label
    step: Label


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
class Published:
    """Numbers and hosts known to belong to the programme: no message may come from them."""

    phones: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long, and from which event on, police are asked whether she reoffended."""

    months: int = 12
    index: IndexEvent = IndexEvent.COMPLETION


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Her own page: how many days a link to it works, and what she is told to bring."""

    days: int = 60
    bring: Label = NO_LABEL


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


@dataclass(frozen=True, slots=True)
class Definition:
    code: str
    label: Label
    summary: Label
    status: Status
    starts_on: date
    ends_on: date | None
    providers: tuple[str, ...]
    commissioners: tuple[str, ...]
    forces: tuple[str, ...]
    languages: tuple[str, ...]
    routes: tuple[Route, ...]
    sites: tuple[Site, ...]
    routing: tuple[Area, ...]
    admission: Admission
    eligibility: tuple[EligibilityQuestion, ...]
    disposals: tuple[Disposal, ...]
    plan: PlanKind
    entry: Entry
    steps: tuple[Step, ...]
    completion: Completion
    miss: Miss
    lateness: Lateness
    window: Window
    group: Group
    contact: ContactProtocol
    messages: tuple[PlannedMessage, ...]
    words: Words
    signposts: tuple[Signpost, ...]
    published: Published
    continuation: Continuation | None
    follow_up: FollowUp = FollowUp()
    own_page: OwnPage = OwnPage()
    before_and_after: Scale | None = None

    @property
    def laid(self) -> tuple[Step, ...]:
        """The steps that every plan begins with."""
        return tuple(step for step in self.steps if step.laid)

    @property
    def day_by_day(self) -> bool:
        """Tell whether her days are booked one by one, not as one run."""
        own = any(step.kind is StepKind.ONE_TO_ONE for step in self.steps)
        return own or self.entry is Entry.ANY_STEP or self.plan is PlanKind.INDIVIDUAL

    def step(self, number: int) -> Step:
        """Return the step of that number. :raises KeyError: when there is none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)

    def plan_of(self, rows: Iterable[tuple[int, str]]) -> tuple[Step, ...]:
        """Return the steps of a plan of her own, by number.

        :param rows: the number of each, and its key: `step-N` is made from the definition's step N.
        """
        known = {f"step-{step.number}": step for step in self.steps}
        made: dict[int, Step] = {
            number: replace(known[key], number=number, kind_number=known[key].number)
            for number, key in rows
            if key in known
        }
        return tuple(made[number] for number in sorted(made))

    def disposal(self, code: str) -> Disposal:
        """Return the disposal of that code. :raises KeyError: when there is none."""
        for disposal in self.disposals:
            if disposal.code == code:
                return disposal
        raise KeyError(code)

    def disposals_for(self, route: Route) -> tuple[Disposal, ...]:
        """Give the disposals a referral by that route may carry."""
        return tuple(d for d in self.disposals if route in d.routes)

    def site_for(self, postcode: str) -> Site | None:
        """Give the site that serves a postcode, None when no area claims it."""
        squeezed = postcode.replace(" ", "").upper()
        fits = [
            (len(prefix), area.site)
            for area in self.routing
            for prefix in area.postcodes
            if _serves(prefix, squeezed)
        ]
        if not fits:
            return None
        code = max(fits)[1]
        return next((site for site in self.sites if site.code == code), None)


def _serves(prefix: str, squeezed: str) -> bool:
    """ "PO3" serves PO3 1AA but not PO30 1AA; "SO" serves every SO postcode."""
    if not prefix[-1].isdigit():
        return squeezed.startswith(prefix) and squeezed[len(prefix) :][:1].isdigit()
    return squeezed[:-3] == prefix
