"""How she may be reached, and every call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from audit import sealing
from casework import rules
from casework.case_page import Opened
from casework.history import moment, name_only
from casework.messages import WAY_WORDS, day, when
from casework.models import ContactAttempt
from casework.statuses import CallOutcome
from casework.tabs.cards import Card, Fact, Words, day_or_nothing, woman
from participants import safe_times
from participants.messages import WHY_NOT
from participants.models import (
    Answer,
    AnswerSource,
    ContactStop,
    EqualityAnswers,
    NumberCheck,
    Participant,
    SafeContact,
)
from participants.models.contact import ENDS_WITH
from participants.safe_contact import Allowed, Situation, Way, decide
from referrals.models import Referral
from referrals.shown import her_card
from referrals.statuses import Status


@dataclass(frozen=True)
class WayOpen:
    """One way to her: open or not, and why."""

    label: Words
    open: bool
    text: Words
    url: str = ""


@dataclass(frozen=True)
class Call:
    """A call as the log shows it."""

    outcome: Words
    when: str
    by: str
    next: str
    undone: bool
    undo_url: str = ""
    words: str = ""


@dataclass(frozen=True)
class Contact:
    """The Contact tab."""

    ways: Sequence[WayOpen]
    cards: Sequence[Card]
    calls: Sequence[Call]
    stopped: str
    lift_url: str


BY_MOUTH = (Way.TRUSTED_PERSON, Way.IN_PERSON)
_HOW: dict[str, Promise] = {
    "FULL": _("Plain words"),
    "DISCREET": _("Discreet words only"),
    "PLEASE_RING": _("Only the letter that asks her to ring"),
    "NAME_ONLY": _("First name only: never say where you ring from"),
}


def ways(situation: Situation | None, now: datetime, *, tell_url: str = "") -> list[WayOpen]:
    """Return each way to her, and what the gate says of it now.

    :param tell_url: the page that has her told by word of mouth.
    """
    if situation is None:
        return []
    found = []
    for way, label in WAY_WORDS.items():
        decision = decide(way, situation, at=now)
        if isinstance(decision, Allowed) and way is Way.PAGE:
            found.append(WayOpen(label, True, _("It goes along with what we write to her")))
        elif isinstance(decision, Allowed) and way in BY_MOUTH:
            found.append(WayOpen(label, True, _("Only that she should ring us"), tell_url))
        elif isinstance(decision, Allowed):
            found.append(WayOpen(label, True, _HOW[str(decision.wording)]))
        else:
            found.append(WayOpen(label, False, WHY_NOT[decision.why]))
    return found


def contact(opened: Opened, *, now: datetime) -> Contact:
    """Return the Contact tab."""
    her = woman(opened.case)
    stopped = opened.situation is not None and opened.situation.stopped
    stop = ContactStop.objects.filter(participant=her, lifted_at__isnull=True).first() if stopped else None
    return Contact(
        ways=ways(opened.situation, now, tell_url=_tell_url(opened)),
        cards=[
            _details_card(opened, her),
            *_safe_cards(opened, her),
            *_herself_card(opened, her),
            *_her_card(opened.case),
        ],
        calls=calls(opened.case, now),
        stopped=moment(stop.stopped_at) if stop else "",
        lift_url=reverse("casework:lift_stop", args=[opened.case.pk]) if stop else "",
    )


def _tell_url(opened: Opened) -> str:
    open_case = opened.case.status == Status.ACCEPTED
    return reverse("casework:have_told", args=[opened.case.pk]) if open_case else ""


def _herself_card(opened: Opened, her: Participant) -> list[Card]:
    """Whether she was asked about herself; never what she said, which is no part of the case."""
    if not opened.head.is_open:
        return []
    asked = EqualityAnswers.objects.filter(participant=her).values_list("answered_at", flat=True).first()
    words = day(timezone.localdate(asked)) if asked else _g("Not asked yet")
    change = reverse("casework:equality", args=[opened.case.pk])
    return [Card(_("Questions about herself"), [Fact(_("Answered"), words)], change=change)]


def _her_card(case: Referral) -> list[Card]:
    """The card that police offered her: whoever asks for the name on it has one."""
    card = her_card(case)
    if not card.answer:
        return []
    return [Card(_("The card from police"), [Fact(card.answer, _g("It says: %s") % card.name)])]


def _details_card(opened: Opened, her: Participant) -> Card:
    address = ", ".join([*her.address_lines.splitlines(), her.postcode]).strip(", ")
    facts = [
        Fact(_("Name"), her.full_name),
        Fact(_("Likes to be called"), her.preferred_name),
        Fact(_("Date of birth"), day_or_nothing(her.date_of_birth)),
        Fact(_("Phone"), her.phone),
        Fact(_("E-mail"), her.email),
        Fact(_("Address"), _("No fixed address") if her.no_fixed_address else address),
        Fact(_("Languages"), her.languages),
        Fact(_("Reads letters"), her.get_reading_display()),
        Fact(_("What she needs to take part"), her.access_needs or ""),
    ]
    return Card(_("Her details"), facts, change=reverse("casework:details", args=[opened.case.pk]))


def _safe_cards(opened: Opened, her: Participant) -> list[Card]:
    rows = SafeContact.objects.filter(participant=her).order_by("source", "-confirmed_at")
    newest = {row.source: row for row in reversed(rows)}
    change = reverse("casework:safe_contact", args=[opened.case.pk])
    found = []
    if AnswerSource.HERSELF in newest:
        found.append(_safe_card(_("What she told us"), newest[AnswerSource.HERSELF], change))
    if AnswerSource.POLICE in newest:
        title = _("What police heard from her")
        found.append(_safe_card(title, newest[AnswerSource.POLICE], "" if found else change))
    return found or [Card(_("What she told us"), [Fact(_("Asked"), _("Nobody has asked her yet"))], change)]


def _safe_card(title: Words, row: SafeContact, change: str) -> Card:
    labels = {a.value: a.label for a in Answer}
    by = {"when": moment(row.confirmed_at), "who": name_only(row.confirmed_by)}
    asked = _g("%(when)s by %(who)s") % by
    if row.yes_since is not None:
        by["asked"] = moment(row.yes_since)
        asked = _g("%(asked)s. Turned off %(when)s: %(who)s") % by
    facts = [
        Fact(_("Asked"), asked),
        Fact(_("Ring"), _counts(row, "call")),
        Fact(_("Voicemail"), _counts(row, "voicemail")),
        Fact(_("Text"), _counts(row, "text")),
        Fact(_("E-mail"), _counts(row, "email")),
        Fact(_("Post"), _counts(row, "post")),
        *_by_word(row),
        Fact(_("Link to her own page"), labels[row.page]),
        Fact(_("Safe times"), ", ".join(str(label) for label in safe_times.labels(row.safe_times or []))),
        Fact(_("Number checked"), _number_checked(row)),
        Fact(_("We call ourselves"), row.safe_name or ""),
        Fact(_("Who must not find out"), row.who_must_not_know or ""),
        Fact(_("Code word"), row.code_word or ""),
        Fact(_("Somebody she trusts"), row.trusted_contact or ""),
        Fact(_("In an emergency"), row.emergency_contact or ""),
    ]
    return Card(title, [fact for fact in facts if fact.value], change)


def _by_word(row: SafeContact) -> list[Fact]:
    """What she told a worker: police are never asked these."""
    if row.source != AnswerSource.HERSELF:
        return []
    return [Fact(WAY_WORDS[way], Answer(getattr(row, way.value.lower())).label) for way in BY_MOUTH]


_FOR_THE_ONE_BEFORE = {
    "number_changed_at": _("Yes, for the number before. Ask her again"),
    "mailbox_changed_at": _("Yes, for the e-mail address before. Ask her again"),
    "home_changed_at": _("Yes, for the address before. Ask her again"),
}


def _counts(row: SafeContact, way: str) -> Words:
    said = Answer(getattr(row, way))
    return said.label if row.answer_now(way) == said else _FOR_THE_ONE_BEFORE[ENDS_WITH[way]]


def _number_checked(row: SafeContact) -> str:
    if row.number_changed_at is None or row.number_check == NumberCheck.NOT_CHECKED:
        return row.get_number_check_display()
    said = {"check": row.get_number_check_display(), "when": moment(row.number_changed_at)}
    return _g("Not checked. Before the number was changed (%(when)s): %(check)s") % said


def calls(case: Referral, now: datetime) -> list[Call]:
    """Return the log of calls, newest first; the last may be undone for ten minutes."""
    rows = list(ContactAttempt.objects.filter(referral=case).order_by("-number"))
    sealing.preload({row.seal_key_id for row in rows})
    found = [call(row, now) for row in rows]
    if rows and rows[0].undone_at is None and rules.may_undo(rows[0].made_at, now):
        undo = reverse("casework:undo_call", args=[rows[0].pk])
        found[0] = Call(**{**vars(found[0]), "undo_url": undo})
    return found


def call(row: ContactAttempt, now: datetime) -> Call:
    """Return one call."""
    return Call(
        outcome=CallOutcome(row.outcome).label,
        when=moment(row.made_at),
        by=name_only(row.made_by),
        next=when(row.next_due_at, now) if row.next_due_at and row.next_due_at > now else "",
        undone=row.undone_at is not None,
        words=row.words or "",
    )
