"""The queues of Today: each a named question about cases, and how its rows read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from casework import rules
from casework.messages import DOING, RISKS, short_day, step_url, when
from casework.models import Case
from casework.next_step import NextStep, Step
from casework.querysets import CaseQuerySet
from casework.risk import Outlook, is_at_risk, outlook, read_clocks
from casework.rows import CaseRow, row_of
from casework.track import AtRisk
from correspondence import gate
from participants import safe_times
from participants.safe_contact import Allowed, Situation, Way, decide
from programmes.clock import Reading, State
from programmes.models import office
from programmes.office_hours import Office
from referrals.models import Referral

SHOWN = 7
AT_RISK = "at-risk"
SOON = 2  # days: nearer than this, by when she is to be reached is urgent
READ = 100  # beyond this a queue says "100+"


@dataclass(frozen=True)
class Moment:
    """Who looks, and when."""

    user: User
    now: datetime
    office: Office
    outlook: Outlook = field(default_factory=Outlook)
    clocks: dict[UUID, Reading] = field(default_factory=dict)  # read once for all queues of a page

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def cases(self) -> CaseQuerySet:
        return Case.objects.visible_to(self.user)


@dataclass(frozen=True)
class Row:
    """One row of a queue: what it is about, what matters now, and its one action."""

    title: str
    url: str
    facts: Sequence[str | Promise] = ()
    urgent: str | Promise = ""
    action_url: str = ""
    action: str | Promise = ""
    button_hidden: str = ""


@dataclass(frozen=True)
class Queue:
    """A queue as it is drawn. `subjects` are the cases it shows, for the trail."""

    slug: str
    title: str | Promise
    rows: Sequence[Row]
    total: int
    quiet: bool = False
    subjects: Sequence[Referral] = ()

    @property
    def count(self) -> str:
        return f"{READ}+" if self.total > READ else str(self.total)

    @property
    def all_url(self) -> str:
        return reverse("casework:queue", args=[self.slug]) if self.total > len(self.rows) else ""


@dataclass(frozen=True)
class CaseQueue:
    """A queue of cases: the question, which of the answers are this work, and how a row reads."""

    slug: str
    title: Promise
    find: Callable[[Moment], CaseQuerySet]
    says: Callable[[CaseRow, Moment], tuple[str | Promise, list[str]]]
    step: Step | None = None  # the action; None: whatever the case's next step is
    only: frozenset[Step] = frozenset()
    quiet: bool = False

    def keeps(self, row: CaseRow, case: Referral, moment: Moment) -> bool:
        """Tell whether what the question found is this queue's work: what the clock and the next step say."""
        if self.slug == AT_RISK:
            return row.id in moment.clocks and is_at_risk(case, row.facts, moment.clocks[row.id])
        return not self.only or row.step.step in self.only


def _age(row: CaseRow, moment: Moment) -> tuple[str, list[str]]:
    hours = rules.working_hours_between(row.facts.submitted_at or moment.now, moment.now, moment.office)
    words = ngettext("%(hours)s working hour old", "%(hours)s working hours old", hours) % {"hours": hours}
    return (words, [row.reference]) if hours >= 16 else ("", [row.reference, words])


def _deadline(row: CaseRow, _moment: Moment) -> tuple[str, list[str]]:
    return row.deadline, [row.reference, str(row.step_title)]


def _risk(row: CaseRow, moment: Moment) -> tuple[str, list[str]]:
    clock = moment.clocks[row.id]
    why = AtRisk.NO_WAY_LEFT if clock.state is State.IMPOSSIBLE else AtRisk.LITTLE_TIME
    why = AtRisk.NAME_UNSETTLED if clock.in_doubt else why
    return row.deadline, [row.reference, str(RISKS[why]), str(row.step_title)]


def _call(row: CaseRow, moment: Moment) -> tuple[str, list[str]]:
    tries = len(row.facts.unreached_calls)
    owed = row.facts.call_owed_at if row.facts.spoke else None
    due = owed or row.step.due_at
    facts = [row.reference]
    if tries:
        facts.append(_g("Try %(number)s") % {"number": tries + 1})
    else:
        facts.append(_g("First call") if not row.facts.spoke else _g("A call she is owed"))
    urgent, said = _reach_by(row, moment)
    if due is not None and timezone.localdate(due) < moment.today:
        return urgent or when(due, moment.now), [*facts, *said]
    return urgent, [*facts, *([when(due, moment.now)] if due else []), *said]


def _reach_by(row: CaseRow, moment: Moment) -> tuple[str, list[str]]:
    """By when the programme wants her called or reached: urgent once that day is near or past."""
    if row.reach_by is None:
        return "", []
    if row.reach_by < moment.today:
        return _g("To be reached by %(day)s: passed") % {"day": short_day(row.reach_by)}, []
    words = _g("Reach her by %(day)s") % {"day": short_day(row.reach_by)}
    return (words, []) if (row.reach_by - moment.today).days <= SOON else ("", [words])


def _find_a_way(row: CaseRow, moment: Moment) -> tuple[str, list[str]]:
    urgent, said = _reach_by(row, moment)
    return urgent or row.deadline, [row.reference, *([row.deadline] if urgent else []), *said]


def _book(row: CaseRow, _moment: Moment) -> tuple[str, list[str]]:
    return (row.deadline if row.near or row.over else ""), [
        row.reference, *([] if row.near or row.over else [row.deadline])
    ]  # fmt: skip


def _absence(row: CaseRow, _moment: Moment) -> tuple[str, list[str]]:
    on = row.step.on
    said = [_g("Not there on %(day)s") % {"day": short_day(on)}] if on else []
    return "", [row.reference, *said]


def _tell(row: CaseRow, _moment: Moment) -> tuple[str, list[str]]:
    if row.step.step is Step.DECIDE_REOPENING:
        return "", [row.reference, str(row.step_title)]
    return (row.deadline if row.near or row.over else ""), [row.reference, str(row.step_title)]


def _waiting(row: CaseRow, _moment: Moment) -> tuple[str | Promise, list[str]]:
    asked = row.facts.open_question
    since = asked.asked_at if asked else row.facts.notice_sent_at
    if since is None:
        return "", [row.reference]
    words = _g("Asked %(day)s") if asked else _g("Told %(day)s")
    said = words % {"day": short_day(timezone.localdate(since))}
    reminders = len(asked.chases) if asked else row.facts.notice_chased
    return _REMINDED.get(reminders, ""), [row.reference, said]


_REMINDED: dict[int, str | Promise] = {
    1: _("Reminded once: no answer for 3 working days"),
    2: _("Ring them: the officer and the team were reminded"),
}


CASE_QUEUES: tuple[CaseQueue, ...] = (
    CaseQueue("new", _("New referrals"), lambda m: m.cases().to_answer(), _age, Step.ANSWER_REFERRAL),
    CaseQueue(
        AT_RISK,
        _("Deadline at risk"),
        lambda m: m.cases().perhaps_at_risk(
            m.today, finishes=m.outlook.finishes, counted=m.outlook.counted, noted=m.outlook.noted
        ),
        _risk,
    ),
    CaseQueue("call", _("Call now"), lambda m: m.cases().to_call(m.now), _call, Step.CALL),
    CaseQueue(
        "reach",
        _("Find another way to reach her"),
        lambda m: m.cases().to_find_a_way(),
        _find_a_way,
        only=frozenset({Step.FIND_A_WAY, Step.HAND_BACK_NOT_REACHED}),
    ),
    CaseQueue(
        "book",
        _("Book"),
        lambda m: m.cases().to_book(),
        _book,
        only=frozenset(
            {Step.FINISH_FIRST_CALL, Step.SETTLE_NAME, Step.BOOK, Step.ASK_DEADLINE, Step.ASK_EXTENSION}
        ),
    ),
    CaseQueue(
        "absences",
        _("Absences to note"),
        lambda m: m.cases().with_absence_to_settle(),
        _absence,
        only=frozenset({Step.NOTE_ABSENCE, Step.DECIDE_ABSENCE, Step.JUDGE_LEAVING}),
    ),
    CaseQueue(
        "tell-police",
        _("Tell the police, or reopen"),
        lambda m: m.cases().to_tell_police(),
        _tell,
        only=frozenset({Step.COMPLETE, Step.JUDGE_PLAN, Step.HAND_BACK, Step.DECIDE_REOPENING}),
    ),
    CaseQueue(
        "waiting",
        _("Waiting for police"),
        lambda m: m.cases().waiting_for_police(),
        _waiting,
        only=frozenset({Step.WAIT_FOR_POLICE, Step.WAIT_FOR_NOTICE}),
        quiet=True,
    ),
)


def moment_of(user: User, now: datetime, *, risk: bool = True) -> Moment:
    """Return who looks and when, with what the queues need to have read first."""
    moment = Moment(user, now, office())
    if not risk:
        return moment
    open_cases = moment.cases().accepted().order_by().values("pk")
    return Moment(user, now, moment.office, outlook(open_cases, at=now))


def case_queues(queues: Sequence[CaseQueue], moment: Moment, *, shown: int) -> list[Queue]:
    """Return queues of cases, the first rows of each in full; the clocks of all are read together."""
    found = [list(queue.find(moment).with_facts()[: READ + 1]) for queue in queues]
    once = {case.pk: case for cases in found for case in cases}
    moment.clocks.update(
        read_clocks(list(once.values()), moment.outlook.ahead, at=moment.now, noted=moment.outlook.noted)
    )
    return [_queue(queue, cases, moment, shown=shown) for queue, cases in zip(queues, found, strict=True)]


def _queue(queue: CaseQueue, found: Sequence[Referral], moment: Moment, *, shown: int) -> Queue:
    cases = {case.pk: case for case in found}
    rows_found = [
        row_of(case, now=moment.now, clock=moment.clocks.get(case.pk), office=moment.office) for case in found
    ]
    kept = [row for row in rows_found if queue.keeps(row, cases[row.id], moment)]
    first = kept[:shown]
    safety = _safety([cases[row.id] for row in first], moment) if queue.slug == "call" else {}
    rows = [_drawn(queue, row, moment, safety.get(row.id, [])) for row in first]
    subjects = [cases[row.id] for row in first]
    return Queue(queue.slug, queue.title, rows, len(kept), queue.quiet, subjects)


def _drawn(queue: CaseQueue, row: CaseRow, moment: Moment, safety: list[str]) -> Row:
    urgent, facts = queue.says(row, moment)
    step = NextStep(queue.step) if queue.step else row.step
    return Row(
        title=row.name,
        url=row.url,
        facts=[fact for fact in [*facts, *safety] if fact],
        urgent=urgent,
        action_url="" if queue.quiet else step_url(step, row.id),
        action=DOING[step.step].button,
        button_hidden=row.reference,
    )


def _safety(cases: Sequence[Referral], moment: Moment) -> dict[UUID, list[str]]:
    """What to know before ringing each: when it is safe, and that nothing may be left."""
    women = {case.participant.pk: case.participant for case in cases if case.participant}
    situations = gate.situations(women.values(), moment.now)
    return {
        case.pk: _call_rules(case, situations[case.participant.pk], moment.now)
        for case in cases
        if case.participant
    }


def _call_rules(case: Any, situation: Situation, now: datetime) -> list[str]:
    said = [str(label) for label in safe_times.labels(case.safe_times or [])]
    if not isinstance(decide(Way.VOICEMAIL, situation, at=now), Allowed):
        said.append(_g("No voicemail"))
    if not isinstance(decide(Way.CALL, situation, at=now), Allowed):
        said.append(_g("Do not ring"))
    return said
