"""What stands at the head of every page of a case: who, where it is, what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from casework.facts import Facts, read
from casework.messages import (
    COLOURS,
    DOING,
    WHERE,
    day,
    days_in_words,
    deadline_in_words,
    short_day,
    step_url,
    when,
)
from casework.next_step import NextStep, has_to_book, next_step, plan_of
from casework.rows import name_of
from casework.whereabouts import Where
from correspondence import gate
from participants.models import Reading
from participants.safe_contact import Allowed, Situation, Way, decide
from programmes.dates import age_on
from programmes.definition import Definition
from programmes.kinds import CompletionRule
from programmes.models import office
from referrals.actions import holds, may_move
from referrals.messages import clock_runs_on, waiting_on_police
from referrals.models import Referral
from referrals.statuses import Status
from workshops import offers

Words = str | Promise


@dataclass(frozen=True)
class Link:
    url: str
    label: Words
    active: bool = False
    count: str = ""


@dataclass(frozen=True)
class Stage:
    """One stage of the way: done, now or still to come."""

    label: Words
    state: str = ""
    on: str = ""


@dataclass(frozen=True)
class Bar:
    """The identity bar."""

    name: str
    facts: Sequence[str]
    status: Words
    status_colour: str
    deadline: str
    deadline_on: str
    deadline_state: str
    badges: Sequence[tuple[Words, str]]


@dataclass(frozen=True)
class NextPanel:
    title: Words
    text: str
    url: str
    action: Words


@dataclass(frozen=True)
class Head:
    """Everything above the tabs of a case."""

    id: UUID
    reference: str
    bar: Bar
    panel: NextPanel
    tabs: Sequence[Link]
    menu: Sequence[Link]
    is_open: bool
    waiting: Sequence[str] = ()
    past_deadline: str = ""


@dataclass(frozen=True)
class Opened:
    """A case as its pages work on it: the row, its facts, and whether each way to her is open."""

    case: Referral
    facts: Facts
    step: NextStep
    situation: Situation | None
    head: Head


TABS = (
    ("case", _("Overview")),
    ("case_contact", _("Contact")),
    ("case_workshops", _("Workshops")),
    ("case_letters", _("Letters and texts")),
    ("case_notes", _("Notes")),
    ("case_history", _("History")),
)

# What shows her record: before a referral is accepted there is none.
OF_HER_RECORD = frozenset({"case_contact"})

# The verbs of the table of moves that a caseworker finds in the Change menu, and their pages.
_VERB_PAGES: Mapping[str, tuple[str, Promise]] = {
    "complete": ("casework:complete", _("Complete")),
    "hand_back": ("casework:hand_back", _("Hand back to police")),
    "withdraw": ("casework:withdraw", _("Withdraw")),
    "reopen": ("casework:reopen", _("Reopen")),
    "transfer": ("casework:transfer", _("Pass on")),
}


def open_page(case: Referral, *, user: User, now: datetime, tab: str) -> Opened:
    """Return a case, fetched `with_facts()`, with its head."""
    facts, definition = read(case), case.definition.parsed
    possible, in_doubt = True, False
    if case.status == Status.ACCEPTED and has_to_book(facts, definition):
        clock = offers.read_case(case, at=now)
        possible, in_doubt = clock.can_finish, clock.in_doubt
    step = next_step(facts, definition, now=now, office=office(), can_still=possible, in_doubt=in_doubt)
    situation = None
    if case.participant is not None:
        situation = gate.situations([case.participant], now)[case.participant.pk]
    head = Head(
        id=case.pk,
        reference=case.reference,
        bar=_bar(case, facts, situation, now),
        panel=_panel(case, step, now),
        tabs=[
            Link(reverse(f"casework:{view}", args=[case.pk]), label, active=view == tab)
            for view, label in TABS
            if case.participant_id or view not in OF_HER_RECORD
        ],
        menu=_menu(case, facts, user),
        is_open=case.is_open,
        past_deadline=_past_deadline(case, facts),
        waiting=_waiting(case, facts, timezone.localdate(now)) if case.is_open else (),
    )
    return Opened(case, facts, step, situation, head)


def progress(facts: Facts, definition: Definition) -> list[Stage]:
    """Return the stages of the way, each with its day."""
    steps = steps_wanted(facts, definition)
    one, many = _g("Workshop %(number)s"), _g("Workshops: %(came)s of %(steps)s")
    if definition.day_by_day:
        one, many = _g("Session %(number)s"), _g("Sessions: %(came)s of %(steps)s")
    first_spoken = min((c.made_at for c in facts.calls if c.outcome == "SPOKE"), default=None)
    reached = facts.spoke or bool(facts.places)
    stages = [
        Stage(_("Referred"), "done", _on(facts.submitted_at)),
        Stage(_("Reached"), "done" if reached else "", _on(first_spoken)),
        Stage(_("Booked"), "done" if facts.places else "", ""),
    ]
    came, booked = facts.came_on, facts.booked_on
    if steps <= 3:
        for number in range(steps):
            label = one % {"number": number + 1}
            if number < len(came):
                stages.append(Stage(label, "done", short_day(came[number])))
            else:
                ahead = booked[number - len(came) : number - len(came) + 1]
                stages.append(Stage(label, "", short_day(ahead[0]) if ahead else ""))
    else:
        label = many % {"came": len(came), "steps": steps}
        stages.append(Stage(label, "done" if len(came) >= steps else ""))
    told = facts.status in {Status.COMPLETED, Status.NOT_COMPLETED}
    stages.append(Stage(_("Told police"), "done" if told else "", _on(facts.notice_sent_at)))
    return _with_now(stages) if facts.status == Status.ACCEPTED else stages


def steps_wanted(facts: Facts, definition: Definition) -> int:
    """Return how many days her programme asks of her: of her own plan, or as many as are needed."""
    plan = plan_of(facts, definition)
    if plan is not None:
        return len(plan)
    n_of = definition.completion.rule is CompletionRule.N_OF
    return definition.completion.needed if n_of else len(definition.steps)


def _with_now(stages: list[Stage]) -> list[Stage]:
    following = next((i for i, stage in enumerate(stages) if not stage.state), None)
    if following is not None:
        stages[following] = Stage(stages[following].label, "now", stages[following].on)
    return stages


def _on(moment: datetime | None) -> str:
    return short_day(timezone.localdate(moment)) if moment else ""


def _bar(case: Referral, facts: Facts, situation: Situation | None, now: datetime) -> Bar:
    who: Any = case.participant or case.person
    today = timezone.localdate(now)
    said = [case.reference]
    if who.date_of_birth:
        said.insert(0, _g("%(age)s years old") % {"age": age_on(who.date_of_birth, today)})
    end = case.deadline
    return Bar(
        name=name_of(case),
        facts=said,
        status=_status(facts),
        status_colour=COLOURS.get(facts.where, ""),
        deadline=_g("Deadline: %(words)s") % {"words": deadline_in_words(end, today)} if case.is_open else "",
        deadline_on=day(end.on) if case.is_open and end.on else "",
        deadline_state="over" if end.over(today) else "near" if end.near(today) else "",
        badges=_badges(case, situation, now),
    )


def _status(facts: Facts) -> Words:
    if facts.where is Where.BOOKED:
        return _g("Booked: %(days)s") % {"days": days_in_words(facts.booked_on, short=True)}
    if facts.where is Where.CAME:
        return _g("Came: %(days)s") % {"days": days_in_words(facts.came_on, short=True)}
    return WHERE[facts.where]


_SHUT: tuple[tuple[Way, Promise], ...] = (
    (Way.CALL, _("Do not ring")),
    (Way.VOICEMAIL, _("No voicemail")),
    (Way.TEXT, _("No texts")),
    (Way.POST, _("No post")),
)


def _badges(case: Referral, situation: Situation | None, now: datetime) -> list[tuple[Words, str]]:
    woman = case.participant
    if woman is None or situation is None:
        return []
    found: list[tuple[Words, str]] = [
        (words, "safety") for way, words in _SHUT if not isinstance(decide(way, situation, at=now), Allowed)
    ]
    if woman.restricted_at is not None:
        found.append((_("Restricted"), "safety"))
    if case.is_kept_apart:  # type: ignore[attr-defined]
        found.append((_("Keep apart from somebody"), "safety"))
    if woman.interpreter:
        found.append((_g("%(language)s interpreter") % {"language": woman.interpreter}, "access"))
    if woman.reading in (Reading.NO, Reading.WITH_HELP):
        found.append((_("Help with reading"), "access"))
    if woman.large_print:
        found.append((_("Large print"), "access"))
    return found


def _panel(case: Referral, step: NextStep, now: datetime) -> NextPanel:
    doing = DOING[step.step]
    text = str(doing.text)
    if step.due_at and step.waits:
        text = _g("%(text)s Next: %(day)s.") % {"text": text, "day": day(timezone.localdate(step.due_at))}
    elif step.due_at and step.due_at > now:
        text = _g("%(text)s Due %(when)s.") % {"text": text, "when": when(step.due_at, now)}
    return NextPanel(doing.title, text, step_url(step, case.pk), doing.button)


def _waiting(case: Referral, facts: Facts, today: date) -> list[str]:
    """Say what police have not answered, whom we reminded, and that the clock goes on; often nothing."""
    asked = [question for question in facts.questions if question.open]
    said = [waiting_on_police(q.kind, timezone.localdate(q.asked_at), q.chases) for q in asked]
    return [*said, clock_runs_on(case.deadline, today)] if said else []


def _past_deadline(case: Referral, facts: Facts) -> str:
    """Say of which of her days that they lie past the deadline police stated; for as long as they do."""
    end = case.deadline
    late = [place.on for place in facts.places if (place.booked or place.came) and not end.allows(place.on)]
    if not late or end.on is None:
        return ""
    words = {"days": days_in_words(sorted(late)), "deadline": day(end.on)}
    return _g("Past the deadline: %(days)s. The deadline police stated is %(deadline)s.") % words


def _with_police(case: Referral, facts: Facts, user: User) -> list[Link]:
    """What passes between us and police, where there are any to hear of her."""
    if not case.reports_to_id:
        return []
    links = [Link(reverse("casework:deadline", args=[case.pk]), _("Deadline from police"))]
    if case.is_open:
        links.append(Link(reverse("referrals:ask", args=[case.pk]), _("Ask police")))
    elif facts.notice_sent_at:
        links.append(Link(reverse("casework:decision", args=[case.pk]), _("Record what police decided")))
    if holds(user, case, Role.MANAGER):
        links.append(Link(reverse("casework:disclose", args=[case.pk]), _("Disclose to police")))
    return links


def _menu(case: Referral, facts: Facts, user: User) -> list[Link]:
    links = []
    if case.participant_id:
        links += [
            Link(reverse("casework:details", args=[case.pk]), _("Her details")),
            Link(reverse("casework:safe_contact", args=[case.pk]), _("What is safe")),
            Link(reverse("casework:apart", args=[case.pk]), _("Whom she is kept apart from")),
            Link(reverse("casework:known_by", args=[case.pk]), _("Practitioners who know her")),
            Link(reverse("casework:same_woman", args=[case.pk]), _("Is she the same woman as …?")),
        ]
    if case.status == Status.ACCEPTED and not facts.spoke:
        url = reverse("casework:discreet_letter", args=[case.pk])
        links.append(Link(url, _("A letter that asks her to ring")))
    elif case.status == Status.ACCEPTED:
        url = reverse("casework:tried_letter", args=[case.pk])
        links.append(Link(url, _("A letter that says we tried to ring")))
    if case.status == Status.ACCEPTED:
        links += [
            Link(reverse("casework:call", args=[case.pk]), _("Log a call")),
            Link(reverse("workshops:book", args=[case.pk]), _("Book or move workshops")),
        ]
    links += _with_police(case, facts, user)
    if holds(user, case, Role.MANAGER):
        links.append(Link(reverse("casework:restriction", args=[case.pk]), _("Restrict who learns of her")))
    for move in may_move(user, case):
        if move.verb in _VERB_PAGES:
            view, label = _VERB_PAGES[move.verb]
            links.append(Link(reverse(view, args=[case.pk]), label))
    return links
