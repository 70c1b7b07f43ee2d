"""Figures about the women referred in the quarter, followed to the day of counting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from programmes.definition import ContactTarget
from referrals.statuses import Status
from reports.measures.facts import Case, Period
from reports.measures.measure import Basis, Counts, Figure, Unit, measure, share, total
from reports.quarters import local_day

TargetOf = Callable[[Case], ContactTarget | None]

ACCEPTED_OF_THE_COHORT = _("Referrals sent in the quarter that were accepted")
SENT_IN_THE_QUARTER = _("Referrals sent in the quarter")


@measure(
    "referrals_received",
    basis=Basis.COHORT,
    unit=Unit.COUNT,
    label=_("Referrals received"),
    definition=_(
        "Referrals sent to the programme on a day in the quarter, by any route, whatever became of them. "
        "Drafts are not counted. A referral moved here from another programme counts on the day it was "
        "first sent; one moved away is not counted."
    ),
    numerator=SENT_IN_THE_QUARTER,
)
def referrals_received(period: Period) -> Figure:
    return total(period.referred)


@measure(
    "people_referred",
    basis=Basis.COHORT,
    unit=Unit.COUNT,
    counts=Counts.PEOPLE,
    label=_("People referred"),
    definition=_(
        "The different people behind the referrals received. Somebody referred twice in the quarter is "
        "counted once, as soon as both referrals were accepted; a referral that was not accepted counts "
        "as one person."
    ),
    numerator=_("Different people with a referral sent in the quarter"),
)
def people_referred(period: Period) -> Figure:
    people = len({case.person for case in period.referred})
    return Figure(people, None, float(people), None, total(period.referred).behind)


@measure(
    "waiting",
    basis=Basis.COHORT,
    unit=Unit.COUNT,
    label=_("Waiting for an answer"),
    definition=_("Referrals sent in the quarter that are neither accepted, declined nor withdrawn yet."),
    numerator=_("Referrals sent in the quarter that are still new"),
)
def waiting(period: Period) -> Figure:
    return total(c for c in period.referred if c.status == Status.SUBMITTED)


@measure(
    "not_taken",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Declined, or withdrawn before acceptance"),
    definition=_(
        "Referrals sent in the quarter that were declined, or that police withdrew before they were accepted."
    ),
    numerator=_("Referrals sent in the quarter that were closed without being accepted"),
    denominator=SENT_IN_THE_QUARTER,
)
def not_taken(period: Period) -> Figure:
    return share((c for c in period.referred if c.closed and not c.accepted_at), period.referred)


@measure(
    "accepted",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Accepted"),
    definition=_("Referrals sent in the quarter that were accepted, whatever became of them afterwards."),
    numerator=ACCEPTED_OF_THE_COHORT,
    denominator=SENT_IN_THE_QUARTER,
)
def accepted(period: Period) -> Figure:
    return share(period.accepted, period.referred)


@measure(
    "called_in_time",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("First called within target"),
    definition=_(
        "The first attempt to call was made on or before the last day of the programme's target for a first "
        "call, whether or not anybody answered. Only cases whose target day is over are counted."
    ),
    numerator=_("Accepted referrals of the quarter first called by the target day"),
    denominator=_("Accepted referrals of the quarter whose target day is over"),
    applies=lambda rules: rules.call_target is not None,
)
def called_in_time(period: Period) -> Figure:
    due = _due(period, lambda case: case.rules.call_target)
    met = (c for c, on in due if c.first_call_at and local_day(c.first_call_at) <= on)
    return share(met, (c for c, _on in due))


@measure(
    "reached",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Reached"),
    definition=_(
        "We spoke to her herself at least once. A voicemail, a text or a talk with somebody else is not "
        "enough."
    ),
    numerator=_("Accepted referrals of the quarter with a logged conversation"),
    denominator=ACCEPTED_OF_THE_COHORT,
)
def reached(period: Period) -> Figure:
    return share((c for c in period.accepted if c.first_spoken_at), period.accepted)


@measure(
    "reached_in_time",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Reached within target"),
    definition=_(
        "We spoke to her herself on or before the last day of the programme's target for reaching her (where "
        "it has none: for a first call). A target that runs from the arrest runs from the referral where the "
        "day of the arrest is not known. Only cases whose target day is over are counted."
    ),
    numerator=_("Accepted referrals of the quarter with a conversation by the target day"),
    denominator=_("Accepted referrals of the quarter whose target day is over"),
    applies=lambda rules: rules.reach_target is not None,
)
def reached_in_time(period: Period) -> Figure:
    due = _due(period, lambda case: case.rules.reach_target)
    met = (c for c, on in due if c.first_spoken_at and local_day(c.first_spoken_at) <= on)
    return share(met, (c for c, _on in due))


@measure(
    "booked",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Booked"),
    definition=_(
        "She was given a place on a workshop, even if it was moved or given back later. A place booked by "
        "mistake is not counted."
    ),
    numerator=_("Accepted referrals of the quarter with a place on a workshop"),
    denominator=ACCEPTED_OF_THE_COHORT,
)
def booked(period: Period) -> Figure:
    return share((c for c in period.accepted if c.booked), period.accepted)


@measure(
    "attended_first",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Attended %(first)s"),
    definition=_(
        "She came to the first workshop of her plan (to any workshop, where she may begin with any), with a "
        "mark that the programme counts. Turned away late is not attended."
    ),
    numerator=_("Booked referrals of the quarter marked as there at a first workshop"),
    denominator=_("Accepted referrals of the quarter with a place on a workshop"),
)
def attended_first(period: Period) -> Figure:
    on_a_list = [c for c in period.accepted if c.booked]
    return share((c for c in on_a_list if c.came), on_a_list)


@measure(
    "attended_last",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Attended %(last)s"),
    definition=_(
        "She came to as many different workshops as the programme needs, in whatever order and however many "
        "dates it took."
    ),
    numerator=_("Booked referrals of the quarter marked as there at every workshop needed"),
    denominator=_("Accepted referrals of the quarter with a place on a workshop"),
    applies=lambda rules: rules.needed > 1,
)
def attended_last(period: Period) -> Figure:
    on_a_list = [c for c in period.accepted if c.booked]
    return share((c for c in on_a_list if c.came_to_all), on_a_list)


@measure(
    "completed",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Completed"),
    definition=_(
        "A coordinator recorded that she met the programme's rule. A case reopened since is not counted until "
        "it is completed again."
    ),
    numerator=_("Accepted referrals of the quarter now completed"),
    denominator=ACCEPTED_OF_THE_COHORT,
)
def completed(period: Period) -> Figure:
    return share((c for c in period.accepted if c.status == Status.COMPLETED), period.accepted)


@measure(
    "not_completed",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Not completed"),
    definition=_(
        "The case was handed back to police without the rule being met, on any ground, ours included. A case "
        "reopened since is not counted."
    ),
    numerator=_("Accepted referrals of the quarter now handed back as not completed"),
    denominator=ACCEPTED_OF_THE_COHORT,
)
def not_completed(period: Period) -> Figure:
    return share((c for c in period.accepted if c.status == Status.NOT_COMPLETED), period.accepted)


@measure(
    "withdrawn",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Withdrawn after acceptance"),
    definition=_("Police or the service took the referral back after it was accepted."),
    numerator=_("Accepted referrals of the quarter now withdrawn"),
    denominator=ACCEPTED_OF_THE_COHORT,
)
def withdrawn(period: Period) -> Figure:
    return share((c for c in period.accepted if c.status == Status.WITHDRAWN), period.accepted)


@measure(
    "in_progress",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Still in progress"),
    definition=_("Accepted referrals that are open on the day of counting."),
    numerator=_("Accepted referrals of the quarter now open"),
    denominator=ACCEPTED_OF_THE_COHORT,
)
def in_progress(period: Period) -> Figure:
    return share((c for c in period.accepted if c.status == Status.ACCEPTED), period.accepted)


@measure(
    "told_in_time",
    basis=Basis.COHORT,
    unit=Unit.PERCENT,
    label=_("Police told by the deadline"),
    definition=_(
        "The newest notice of the outcome went to police on or before the deadline police had set, as it "
        "stood then. Counted are accepted referrals with somebody to tell and a deadline, once they ended as "
        "completed or not completed, or once the deadline is over."
    ),
    numerator=_("Those told on or before the deadline"),
    denominator=_("Accepted referrals of the quarter that ended, or whose deadline is over"),
)
def told_in_time(period: Period) -> Figure:
    owed = [c for c in period.accepted if _owed(c, period)]
    return share((c for c in owed if _outcome(c) and c.told_in_time), owed)


def _outcome(case: Case) -> bool:
    return case.status in (Status.COMPLETED, Status.NOT_COMPLETED)


def _owed(case: Case, period: Period) -> bool:
    due = case.tell_by
    if not case.police_to_tell or due is None or case.status == Status.WITHDRAWN:
        return False
    return _outcome(case) or due < period.today


def _due(period: Period, target_of: TargetOf) -> list[tuple[Case, date]]:
    with_target = ((case, target_of(case)) for case in period.accepted)
    days = ((c, c.target_day(t, period.closed_days)) for c, t in with_target if t is not None)
    return [(case, on) for case, on in days if on < period.today]
