"""Letters and texts to her, and notes and needs about her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import sealing
from casework import rules
from casework.case_page import Opened
from casework.history import moment, name_only
from casework.models import (
    Need,
    Note,
    OnwardReferral,
)
from casework.statuses import NeedLevel, NoteKind
from casework.tabs.cards import Fact, Words
from correspondence import registry
from correspondence.models import Message, Reply
from correspondence.pages import where_it_is
from programmes.codes import pathways


@dataclass(frozen=True)
class Letter:
    purpose: Words
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
    flag: Words = ""


@dataclass(frozen=True)
class Offer:
    """A service she was offered, and what came of it."""

    service: str
    stands: Words
    url: str


@dataclass(frozen=True)
class Notes:
    """The Notes tab."""

    notes: Sequence[NoteRow]
    needs: Sequence[Fact]
    offers: Sequence[Offer]


def letters(opened: Opened, user: User) -> list[Letter]:
    """Return everything written to her about this case and what came back, newest first."""
    rows = Message.objects.visible_to(user).about(opened.case.pk).filter(participant__isnull=False)
    found = [
        (
            row.ended_at or row.due_at,
            Letter(
                purpose=_purpose(row),
                channel=row.get_channel_display(),
                status=where_it_is(row),
                when=moment(row.ended_at or row.due_at),
                url=reverse("correspondence:message", args=[row.pk]),
            ),
        )
        for row in rows.defer("body", "words", "facts", "subject", "sent_to", "hold_reason")[:100]
    ]
    came = Reply.objects.visible_to(user).filter(message__about_id=opened.case.pk).order_by("-received_at")
    found += [(row.received_at, _came_back(row)) for row in came.defer("words", "number")[:100]]
    return [letter for _at, letter in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _came_back(row: Reply) -> Letter:
    return Letter(
        purpose=_("A text that came back"),
        channel=_("Text"),
        status=_("Dealt with") if row.settled_at else _("To be read"),
        when=moment(row.received_at),
        url=reverse("correspondence:reply", args=[row.pk]),
    )


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
            Fact(labels.get(need.pathway, need.pathway), need_in_words(need))
            for need in Need.objects.filter(referral=opened.case).order_by("noted_at")
        ],
        offers=[
            Offer(offer.service, taken(offer), reverse("casework:offer", args=[offer.pk]))
            for offer in OnwardReferral.objects.filter(referral=opened.case).order_by("offered_at")
        ],
    )


def need_in_words(need: Need) -> str:
    """Return how much help she needs, then and afterwards, and what was noted."""
    levels = [str(NeedLevel(level).label) for level in (need.level, need.level_after) if level is not None]
    return "\n".join(part for part in (" → ".join(levels), need.words or "") if part)


def taken(offer: OnwardReferral) -> Words:
    """Return whether she wants a service she was offered, and has begun with it."""
    if offer.accepted is None:
        return _("Offered")
    if offer.taken_up_at is not None:
        return _("She has begun with them")
    return _("She wants it") if offer.accepted else _("She does not want it")


def _note_row(row: Note, user: User, now: datetime) -> NoteRow:
    corrected: Note | None = getattr(row, "correction", None)
    fixed = is_fixed(row, user, now)
    correction = None
    if corrected:
        correction = Correction(
            corrected.words or "", name_only(corrected.written_by), moment(corrected.written_at)
        )
    if row.kind == NoteKind.CONCERN and row.taken_up_at is None:
        url, url_text = reverse("casework:concern", args=[row.pk]), _("Say what was done")
        shown = note(row)
        return replace(shown, url=url, url_text=url_text)
    return NoteRow(
        text=row.words or "",
        by=name_only(row.written_by),
        when=moment(row.written_at),
        flag=_flag(row),
        url="" if corrected else reverse("casework:note", args=[row.pk]),
        url_text=_("Add a correction") if fixed else _("Change this note"),
        correction=correction,
    )


def note(row: Note) -> NoteRow:
    """Return one note, for the page that changes or corrects it."""
    who, when = name_only(row.written_by), moment(row.written_at)
    return NoteRow(row.words or "", who, when, "", "", flag=_flag(row))


def _flag(row: Note) -> Words:
    if row.kind != NoteKind.CONCERN:
        return ""
    return _("Concern, taken up") if row.taken_up_at else _("Concern: nobody has taken it up yet")


def is_fixed(row: Note, user: User, now: datetime) -> bool:
    """Tell whether this person may only correct the note."""
    return row.written_by != user.trail_name or rules.is_fixed(row.written_at, now)
