"""What police see of a case: frozen values only, never a row (design.md §4 and §5 rule 8).

They see what they sent, where it is in one plain phrase, notices and questions. Attempts, notes, needs,
messages, reasons for an absence and where she is now have no way into these classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework.history import moment
from casework.messages import day, days_in_words, short_day
from casework.notice_view import Notice, deadline_changes
from casework.notice_view import notices as notice_rows
from casework.police_passing import sentences_of
from casework.whereabouts import Where, booked, where_expression
from participants.models import Answer, NumberCheck, Reading
from participants.safe_times import labels
from programmes.codes import offence
from referrals.amending import in_words
from referrals.drafts import PAGES, Draft
from referrals.models import (
    DeadlineChange,
    OutcomeNotice,
    PoliceDecision,
    Question,
    QuestionKind,
    Referral,
    ReferredPerson,
    SummaryOnly,
)
from referrals.police_word import as_police_have_it
from referrals.shown import her_card
from referrals.statuses import GROUND_LABELS, Ground, Status

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing they sent."""

    key: Words
    value: str


@dataclass(frozen=True)
class Card:
    title: Words
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class PoliceRow:
    """One referral in their list."""

    reference: str
    initials: str
    url: str
    sent_on: str
    phrase: str
    next_on: str
    deadline: str
    by: str


@dataclass(frozen=True)
class Begun:
    """A referral that somebody began and has not sent."""

    url: str
    started: str
    parts: str


@dataclass(frozen=True)
class Deadline:
    """The deadline that stands, and how it came about."""

    reference: str
    on: str
    changes: tuple[str, ...]
    back: str


@dataclass(frozen=True)
class Asked:
    """A question to them, and their answer."""

    reference: str
    kind: Words
    sentence: str
    words: str
    asked: str
    url: str
    answer: str = ""
    answered: str = ""


@dataclass(frozen=True)
class PoliceReferral:
    """The page of one referral."""

    id: UUID
    reference: str
    phrase: str
    next_on: str
    deadline: str
    sent: str
    cards: tuple[Card, ...]
    notices: tuple[Notice, ...]
    questions: tuple[Asked, ...]
    log_text: str
    card: str
    card_url: str
    deadlines: tuple[str, ...] = ()
    disclosures: tuple[tuple[str, str], ...] = ()
    passed_on: tuple[str, ...] = ()


def phrase(
    where: Where,
    *,
    booked_on: Sequence[date] = (),
    ground: str = "",
) -> str:
    """Return where a referral is, in the words police get: design.md §4 lists them all.

    Whether she was reached without a day being booked is not among them: it reads "Received".
    """
    if where is Where.NOT_REACHED:
        return _g("Not reached yet")
    if where is Where.BOOKED:
        return _g("Booked: %(days)s") % {"days": days_in_words(booked_on, short=True)}
    if where is Where.CAME:
        return _g("Came to workshop 1")
    if where is Where.COMPLETED:
        return _g("Completed")
    if where is Where.NOT_COMPLETED:
        return _g("Not completed: %(ground)s") % {"ground": GROUND_LABELS[Ground(ground)]}
    if where is Where.CLOSED:
        return _g("Closed")
    return _g("Not sent yet") if where is Where.NOT_SENT else _g("Received")


def with_phrase(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Add what the phrase is made of, in the same query."""
    return referrals.select_related("person", "referred_by", "programme").annotate(
        where=where_expression(),
        days_booked=ArraySubquery(booked().order_by("workshop__starts_at").values("workshop__starts_at")),
    )


def row(referral: Any) -> PoliceRow:
    """Return a referral from `with_phrase` as a row of their list."""
    days = [timezone.localdate(starts_at) for starts_at in referral.days_booked]
    return PoliceRow(
        reference=referral.reference,
        initials=referral.person.initials,
        url=reverse("casework:police_referral", args=[referral.pk]),
        sent_on=short_day(timezone.localdate(referral.submitted_at)),
        phrase=phrase(Where(referral.where), booked_on=days, ground=referral.ground),
        next_on=_next(days, referral),
        deadline=day(referral.deadline_on) if referral.deadline_on else _g("Not set yet"),
        by=str(referral.referred_by or ""),
    )


def _next(days: Sequence[date], referral: Any) -> str:
    return short_day(days[0]) if days and referral.status == Status.ACCEPTED else ""


def begun(referral: Referral) -> Begun:
    """Return a draft: how far it is, and the page to go on with."""
    missing = Draft.read(referral.draft).missing
    done = len(PAGES) - len(missing)
    return Begun(
        url=reverse(f"referrals:{missing[0] if missing else 'check'}", args=[referral.pk]),
        started=moment(referral.saved_at or referral.started_at),
        parts=_g("%(done)s of %(parts)s parts done") % {"done": done, "parts": len(PAGES)},
    )


def page(
    referral: Any,
    *,
    notices: Iterable[OutcomeNotice],
    questions: Iterable[Question],
    decisions: Iterable[PoliceDecision],
    deadlines: Iterable[DeadlineChange] = (),
    disclosures: tuple[tuple[str, str], ...] = (),
    today: date,
) -> PoliceReferral:
    """Return one referral as its page shows it."""
    listed = row(referral)
    return PoliceReferral(
        id=referral.pk,
        reference=referral.reference,
        phrase=listed.phrase,
        next_on=listed.next_on,
        deadline=listed.deadline,
        sent=_g("%(when)s by %(who)s") % {"when": moment(referral.submitted_at), "who": listed.by or "—"},
        cards=sent_cards(referral, referral.person),
        notices=notice_rows(list(notices), list(decisions)),
        questions=tuple(asked(question) for question in questions),
        deadlines=deadline_changes(deadlines),
        disclosures=disclosures,
        log_text=_log_text(referral, listed, today),
        card=her_card(referral).answer,
        card_url=reverse("referrals:card_answer", args=[referral.pk]),
        passed_on=sentences_of(referral),
    )


def _log_text(referral: Any, listed: PoliceRow, today: date) -> str:
    """Return what an officer pastes into the occurrence log: reference, dates, where it is; no story."""
    said = [
        _g("%(programme)s referral %(reference)s, sent %(when)s."),
        _g("On %(today)s: %(phrase)s."),
        _g("Condition deadline: %(deadline)s."),
    ]
    facts = {
        "programme": str(referral.programme),
        "reference": listed.reference,
        "when": moment(referral.submitted_at),
        "today": day(today),
        "phrase": listed.phrase,
        "deadline": listed.deadline,
    }
    return "\n".join(line % facts for line in said)


def deadline(referral: Referral, changes: Iterable[DeadlineChange]) -> Deadline:
    """Return what stands over the form with a new deadline."""
    return Deadline(
        reference=referral.reference,
        on=day(referral.deadline_on) if referral.deadline_on else _g("Not set yet"),
        changes=deadline_changes(changes),
        back=reverse("casework:police_referral", args=[referral.pk]),
    )


def sent_cards(referral: Referral, person: ReferredPerson) -> tuple[Card, ...]:
    """Return what police sent, as they sent it."""
    address = ", ".join([*person.address_lines.splitlines(), person.postcode]).strip(", ")
    answers = {a.value: str(a.label) for a in Answer}
    theirs = as_police_have_it(referral)
    known = offence(theirs.offence_code)
    return (
        Card(
            _("About her"),
            _lines(
                (_("Name"), person.full_name),
                (_("Likes to be called"), person.preferred_name),
                (_("Date of birth"), day(person.date_of_birth) if person.date_of_birth else ""),
                (_("Address"), _g("No fixed address") if person.no_fixed_address else address),
                (_("Interpreter"), person.interpreter),
                (_("Reads letters"), str(Reading(person.reading).label)),
            ),
        ),
        Card(
            _("Reaching her safely"),
            _lines(
                (_("Mobile number"), person.phone),
                (_("Number checked"), str(NumberCheck(person.number_check).label)),
                (_("Safe to ring"), answers[person.call]),
                (_("Safe to leave a voicemail"), answers[person.voicemail]),
                (_("Safe to text"), answers[person.text]),
                (_("Safe to write to this address"), answers[person.post]),
                (_("Best times"), ", ".join(str(label) for label in labels(person.safe_times or []))),
            ),
        ),
        Card(
            _("The offence and the caution"),
            _lines(
                (_("Offence"), theirs.offence_text or (known.label if known else "")),
                (_("Date of the offence"), _day(theirs.offence_on)),
                (_("Date she was arrested"), _day(theirs.arrested_on)),
                (_("Crime number"), person.crime_reference),
                (_("Date of the disposal"), _day(theirs.disposal_on)),
                (_("Condition deadline"), _day(referral.deadline_on)),
                (_("Summary-only offence"), str(SummaryOnly(theirs.summary_only).label)),
                (_("Other conditions"), theirs.other_conditions or ""),
                (_("Whom she must not meet"), in_words("must_not_meet", person.must_not_meet, referral)),
            ),
        ),
        Card(
            _("Coming to the workshops"),
            _lines(
                (_("What would help her come"), in_words("help_wanted", person.help_wanted, referral)),
                (_("Anything else that would help"), person.help_words or ""),
                (_("Risk to staff"), person.risk_to_staff or ""),
            ),
        ),
    )


def _day(on: date | None) -> str:
    return day(on) if on else ""


def _lines(*pairs: tuple[Words, str]) -> tuple[Line, ...]:
    return tuple(Line(key, value or "") for key, value in pairs)


def asked(question: Question) -> Asked:
    """Return a question to them; what they answered is theirs to read."""
    return Asked(
        reference=question.referral.reference,
        kind=QuestionKind(question.kind).label,
        sentence=question.sentence or str(QuestionKind(question.kind).label),
        words=question.words or "",
        asked=moment(question.asked_at),
        url="" if question.answered_at else reverse("referrals:answer", args=[question.pk]),
        answer=question.answer or "",
        answered=moment(question.answered_at) if question.answered_at else "",
    )
