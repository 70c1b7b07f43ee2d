"""What each tab of a case shows, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import sealing
from casework import rules
from casework.case_page import Opened
from casework.history import moment, name_only
from casework.messages import clock_time, day, days_in_words, said, when
from casework.models import (
    Absence,
    Arrangement,
    ContactAttempt,
    FirstCall,
    Need,
    Note,
    OnwardReferral,
    Telling,
)
from casework.statuses import CallOutcome
from correspondence import registry
from correspondence.models import Message
from participants import safe_times
from participants.messages import WHY_NOT
from participants.models import Answer, AnswerSource, ContactStop, Participant, SafeContact
from participants.safe_contact import Allowed, Situation, Way, decide
from programmes import codes
from programmes.codes import pathways
from referrals.messages import HELP_LABELS
from referrals.models import Referral
from workshops.models import Place

Words = str | Promise


@dataclass(frozen=True)
class Fact:
    """A line of a card: what, and how it is."""

    key: Words
    value: Words


@dataclass(frozen=True)
class Card:
    title: Words
    facts: Sequence[Fact]
    change: str = ""


@dataclass(frozen=True)
class WayOpen:
    """One way to her: open or not, and why."""

    label: Words
    open: bool
    text: Words


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


@dataclass(frozen=True)
class WorkshopRow:
    """One day of hers."""

    title: str
    when: str
    where: str
    mark: Words
    absence_url: str
    url: str


@dataclass(frozen=True)
class ArrangementRow:
    title: Words
    state: Words
    url: str


@dataclass(frozen=True)
class Workshops:
    """The Workshops tab."""

    days: Sequence[WorkshopRow]
    arrangements: Sequence[ArrangementRow]
    told: Sequence[Fact]
    book_url: str
    arrangement_url: str


@dataclass(frozen=True)
class Letter:
    purpose: str
    channel: Words
    status: Words
    when: str
    url: str


@dataclass(frozen=True)
class Correction:
    text: str
    by: str
    when: str


@dataclass(frozen=True)
class NoteRow:
    """A note, with its correction under it."""

    text: str
    by: str
    when: str
    url: str
    url_text: Words
    correction: Correction | None = None


@dataclass(frozen=True)
class Notes:
    """The Notes tab."""

    notes: Sequence[NoteRow]
    needs: Sequence[Fact]
    offers: Sequence[Fact]


def woman(case: Referral) -> Participant:
    """Return her record; before a referral is accepted there is none."""
    her: Participant | None = case.participant
    if her is None:
        raise Http404
    return her


def overview_cards(opened: Opened) -> list[Card]:
    """Return the cards of the first tab: the matter, what helps her come, who works on it."""
    case = opened.case
    definition = case.definition.parsed
    disposal = {d.code: said(d.label) for d in definition.disposals}.get(case.disposal)
    offence = codes.offence(case.offence_code)
    matter = [
        Fact(_("Programme"), said(definition.label)),
        Fact(_("Disposal"), disposal or case.disposal),
        Fact(_("Date of the disposal"), _day(case.disposal_on)),
        Fact(_("Deadline stated by police"), _day(case.deadline_on)),
        Fact(_("Offence"), case.offence_text or (offence.label if offence else "")),
        Fact(_("Sent by"), str(case.referred_by or case.submitted_by.split(" <")[0])),
        Fact(_("Police force"), str(case.referring_organisation or "")),
        Fact(_("Coordinator"), str(case.worker or _("Not assigned"))),
    ]
    return [Card(_("The matter"), matter), _help_card(opened)]


def _help_card(opened: Opened) -> Card:
    first = FirstCall.objects.filter(referral=opened.case).first()
    wanted = first.help_wanted if first and first.help_wanted else opened.case.person.help_wanted
    labels = [str(label) for code, label in HELP_LABELS.items() if str(code) in (wanted or [])]
    facts = [
        Fact(_("What would help her come"), ", ".join(labels)),
        Fact(
            _("What she needs"), (first.needs_words if first else "") or opened.case.person.help_words or ""
        ),
        Fact(_("Arrangements"), _arrangements_in_words(opened.case)),
    ]
    return Card(_("Coming to the workshops"), facts)


def _arrangements_in_words(case: Referral) -> str:
    rows = Arrangement.objects.filter(referral=case).order_by("made_at")
    return ", ".join(
        _g("%(kind)s: %(state)s") % {"kind": r.get_kind_display(), "state": r.get_state_display()}
        for r in rows
    )


WAYS: tuple[tuple[Way, Promise], ...] = (
    (Way.CALL, _("Ring")),
    (Way.VOICEMAIL, _("Voicemail")),
    (Way.TEXT, _("Text")),
    (Way.EMAIL, _("E-mail")),
    (Way.POST, _("Post")),
)

_HOW: dict[str, Promise] = {
    "FULL": _("Plain words"),
    "DISCREET": _("Discreet words only"),
    "PLEASE_RING": _("Only the letter that asks her to ring"),
    "NAME_ONLY": _("First name only: never say where you ring from"),
}


def ways(situation: Situation | None, now: datetime) -> list[WayOpen]:
    """Return each way to her, and what the gate says of it now."""
    if situation is None:
        return []
    found = []
    for way, label in WAYS:
        decision = decide(way, situation, at=now)
        if isinstance(decision, Allowed):
            found.append(WayOpen(label, True, _HOW[str(decision.wording)]))
        else:
            found.append(WayOpen(label, False, WHY_NOT[decision.why]))
    return found


def contact(opened: Opened, *, now: datetime) -> Contact:
    """Return the Contact tab."""
    her = woman(opened.case)
    stop = ContactStop.objects.filter(participant=her, lifted_at__isnull=True).first()
    return Contact(
        ways=ways(opened.situation, now),
        cards=[_details_card(opened, her), *_safe_cards(opened, her)],
        calls=calls(opened.case, now),
        stopped=moment(stop.stopped_at) if stop else "",
        lift_url=reverse("casework:lift_stop", args=[opened.case.pk]) if stop else "",
    )


def _details_card(opened: Opened, her: Participant) -> Card:
    address = ", ".join([*her.address_lines.splitlines(), her.postcode]).strip(", ")
    facts = [
        Fact(_("Name"), her.full_name),
        Fact(_("Likes to be called"), her.preferred_name),
        Fact(_("Date of birth"), _day(her.date_of_birth)),
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
    asked = _g("%(when)s by %(who)s") % {"when": moment(row.confirmed_at), "who": name_only(row.confirmed_by)}
    facts = [
        Fact(_("Asked"), asked),
        Fact(_("Ring"), labels[row.call]),
        Fact(_("Voicemail"), labels[row.voicemail]),
        Fact(_("Text"), labels[row.text]),
        Fact(_("E-mail"), labels[row.email]),
        Fact(_("Post"), labels[row.post]),
        Fact(_("Safe times"), ", ".join(str(label) for label in safe_times.labels(row.safe_times or []))),
        Fact(_("Number checked"), row.get_number_check_display()),
        Fact(_("We call ourselves"), row.safe_name or ""),
        Fact(_("Who must not find out"), row.who_must_not_know or ""),
        Fact(_("Code word"), row.code_word or ""),
        Fact(_("Somebody she trusts"), row.trusted_contact or ""),
    ]
    return Card(title, [fact for fact in facts if fact.value], change)


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


def workshops(opened: Opened) -> Workshops:
    """Return the Workshops tab."""
    case = opened.case
    return Workshops(
        days=_days(case),
        arrangements=[
            ArrangementRow(
                _arrangement_title(row),
                row.get_state_display(),
                reverse("casework:arrangement_state", args=[row.pk]),
            )
            for row in Arrangement.objects.filter(referral=case).order_by("made_at")
        ],
        told=_told(case),
        book_url=reverse("workshops:book", args=[case.pk]) if case.status == "ACCEPTED" else "",
        arrangement_url=reverse("casework:arrangement", args=[case.pk]) if case.status == "ACCEPTED" else "",
    )


def _days(case: Referral) -> list[WorkshopRow]:
    steps = {step.number: said(step.label) for step in case.definition.parsed.steps}
    places = (
        Place.objects.held()
        .filter(referral=case)
        .select_related("plan_step", "workshop__room__venue")
        .order_by("workshop__starts_at")
    )
    absences = set(Absence.objects.filter(referral=case).values_list("place", flat=True))
    return [
        WorkshopRow(
            title=steps.get(place.plan_step.number, ""),
            when=_g("%(day)s, %(from)s to %(to)s")
            % {
                "day": day(timezone.localdate(place.workshop.starts_at)),
                "from": clock_time(timezone.localtime(place.workshop.starts_at)),
                "to": clock_time(timezone.localtime(place.workshop.ends_at)),
            },
            where=place.workshop.room.venue.name,
            mark=place.get_mark_display(),
            absence_url=_absence_url(place, absences),
            url=reverse("workshops:workshop", args=[place.workshop_id]),
        )
        for place in places
    ]


def _absence_url(place: Place, absences: set[UUID]) -> str:
    if place.mark in {"NOT_HERE", "TURNED_AWAY", "LEFT_EARLY"} or place.pk in absences:
        return reverse("casework:absence", args=[place.pk])
    return ""


def _arrangement_title(row: Arrangement) -> str:
    if row.for_on is None:
        return str(row.get_kind_display())
    return _g("%(kind)s, %(day)s") % {"kind": row.get_kind_display(), "day": day(row.for_on)}


def _told(case: Referral) -> list[Fact]:
    return [
        Fact(
            row.get_what_display(),
            _g("%(when)s by %(who)s, %(how)s%(dates)s")
            % {
                "when": moment(row.told_at),
                "who": name_only(row.told_by),
                "how": str(row.get_how_display()).lower(),
                "dates": _dates_told(row),
            },
        )
        for row in Telling.objects.filter(referral=case).order_by("-told_at")
    ]


def _dates_told(row: Telling) -> str:
    days = [date.fromisoformat(on) for on in row.dates]
    return f" ({days_in_words(days, short=True)})" if days else ""


def letters(opened: Opened, user: User) -> list[Letter]:
    """Return everything written to her about this case, newest first."""
    rows = Message.objects.visible_to(user).about(opened.case.pk).filter(participant__isnull=False)
    return [
        Letter(
            purpose=_purpose(row),
            channel=row.get_channel_display(),
            status=row.get_status_display(),
            when=moment(row.ended_at or row.due_at),
            url=reverse("correspondence:message", args=[row.pk]),
        )
        for row in rows.defer("body", "words", "subject", "sent_to")[:100]
    ]


def _purpose(row: Message) -> str:
    try:
        return str(registry.purpose(row.purpose).label)
    except registry.UnknownPurpose:
        return row.purpose


def notes(opened: Opened, user: User, now: datetime) -> Notes:
    """Return the Notes tab."""
    rows = list(
        Note.objects.filter(referral=opened.case, corrects__isnull=True)
        .select_related("correction")
        .order_by("-written_at", "-pk")[:200]
    )
    sealing.preload({row.seal_key_id for row in rows})
    labels = {code.code: code.label for code in pathways()}
    return Notes(
        notes=[_note_row(row, user, now) for row in rows],
        needs=[
            Fact(labels.get(need.pathway, need.pathway), need.words or "")
            for need in Need.objects.filter(referral=opened.case).order_by("noted_at")
        ],
        offers=[
            Fact(offer.service, _taken(offer))
            for offer in OnwardReferral.objects.filter(referral=opened.case).order_by("offered_at")
        ],
    )


def _taken(offer: OnwardReferral) -> Words:
    if offer.accepted is None:
        return _("Offered")
    return _("She wants it") if offer.accepted else _("She does not want it")


def _note_row(row: Note, user: User, now: datetime) -> NoteRow:
    corrected: Note | None = getattr(row, "correction", None)
    fixed = is_fixed(row, user, now)
    correction = None
    if corrected:
        correction = Correction(
            corrected.words or "", name_only(corrected.written_by), moment(corrected.written_at)
        )
    return NoteRow(
        text=row.words or "",
        by=name_only(row.written_by),
        when=moment(row.written_at),
        url="" if corrected else reverse("casework:note", args=[row.pk]),
        url_text=_("Add a correction") if fixed else _("Change this note"),
        correction=correction,
    )


def note(row: Note) -> NoteRow:
    """Return one note, for the page that changes or corrects it."""
    return NoteRow(row.words or "", name_only(row.written_by), moment(row.written_at), "", "")


def is_fixed(row: Note, user: User, now: datetime) -> bool:
    """Tell whether this person may only correct the note."""
    return row.written_by != user.trail_name or rules.is_fixed(row.written_at, now)


def _day(on: Any) -> str:
    return day(on) if on else ""
