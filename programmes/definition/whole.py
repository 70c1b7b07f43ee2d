"""A whole definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from programmes.definition.admission import Admission, Area, Disposal, EligibilityQuestion, Site
from programmes.definition.after import USUAL_FOLLOW_UP, Continuation, FollowUp, Scale, Signpost
from programmes.definition.reaching import (
    USUAL_OWN_PAGE,
    ContactProtocol,
    OwnPage,
    PlannedMessage,
    Published,
    Words,
)
from programmes.definition.steps import Completion, Group, Lateness, Miss, Step, Window
from programmes.kinds import Entry, PlanKind, Route, Status, StepKind
from programmes.label import Label
from programmes.postcodes import serves


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
    follow_up: FollowUp = USUAL_FOLLOW_UP
    own_page: OwnPage = USUAL_OWN_PAGE
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
        fits = [
            (len(prefix), area.site)
            for area in self.routing
            for prefix in area.postcodes
            if serves(prefix, postcode)
        ]
        if not fits:
            return None
        code = max(fits)[1]
        return next((site for site in self.sites if site.code == code), None)
