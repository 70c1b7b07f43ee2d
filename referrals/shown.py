"""What pages show of a referral, as frozen values: police pages get no rows of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _g

from audit import sealing
from programmes.definition import Definition
from programmes.messages import day
from programmes.models import ClosedDay, Programme
from programmes.working_days import add_working_days
from referrals import matching
from referrals.drafts import Draft
from referrals.forms.pages import kept
from referrals.holding import Holding, holding
from referrals.models import CardOffer, Question, Referral, ReferredPerson, Transfer
from referrals.office import office_phone
from referrals.pages import PAGES, Page, parts_done
from ui.choices import Text
from ui.fields import Chosen
from ui.stale import words

ADDRESS = ("address_1", "address_2", "town", "postcode")
NOT_SHOWN = {"as_is", *ADDRESS[1:]}


@dataclass(frozen=True)
class Line:
    label: Text
    value: str


@dataclass(frozen=True)
class Card:
    """One page's answers. `missing`: it is still to be answered."""

    title: Text
    lines: tuple[Line, ...]
    url: str
    missing: bool


@dataclass(frozen=True)
class Elsewhere:
    """Another service, and how to ring it."""

    label: str
    phone: str
    text: str


@dataclass(frozen=True)
class NotSuitable:
    """Why a programme cannot take her."""

    programme: str
    reason: str
    elsewhere: tuple[Elsewhere, ...]
    slug: str


@dataclass(frozen=True)
class Unfinished:
    """A draft of one's own."""

    started_at: datetime
    done: int
    url: str


@dataclass(frozen=True)
class SentPage:
    """What the officer keeps of a referral she or he sent."""

    reference: str
    sent_at: datetime
    ring_by: date
    to_confirm_by: str
    phone: str
    copy_text: str
    card_url: str
    card_answer_url: str
    holding: Holding


@dataclass(frozen=True)
class PassedOn:
    """One passing on, as whoever works on the referral now reads it."""

    id: UUID
    when: datetime
    by: str
    left: str
    came_to: str
    words: str
    attended_on: tuple[date, ...]
    ask_apart: str = ""  # whom to ask from whom she is kept apart; empty: nothing stayed behind


@dataclass(frozen=True)
class HerCard:
    """The card for her: a first name and a number, and what she said to it."""

    reference: str
    name: str
    phone: str
    print_url: str
    back_url: str
    answer: str


@dataclass(frozen=True)
class Asked:
    """A question to police, as they read it."""

    reference: str
    initials: str
    kind: str
    sentence: str
    words: str
    asked_on: date
    asked_for_on: date | None
    answered: bool


def cards(draft: Draft, definition: Definition, *, today: date, change: Referral | None) -> list[Card]:
    """Return the answers of every page, in the order of the pages.

    :param change: the draft whose pages the cards link to; None for a referral that was sent.
    """
    return [_card(page, draft, definition, today, change) for page in PAGES]


def _card(page: Page, draft: Draft, definition: Definition, today: date, change: Referral | None) -> Card:
    answers = kept(page.form, dict(draft.pages.get(page.key, {})))
    form = page.form(initial=answers, today=today, definition=definition, draft=draft)
    url = reverse(f"referrals:{page.key}", args=[change.pk]) + "?change=1" if change else ""
    return Card(page.title, tuple(_lines(form, answers)), url, page.key not in draft.pages)


def _lines(form: Any, answers: dict[str, Any]) -> Iterator[Line]:
    opened = _opened(form, answers)
    for bound in form.visible_fields():
        name = bound.name
        if name in NOT_SHOWN or (name in form.revealable and name not in opened):
            continue
        if name == "disposal" and len(form.fields[name].answers) == 1:
            continue
        if name == "address_1":
            typed = [str(answers.get(part) or "") for part in ADDRESS]
            yield Line(_g("Address"), "\n".join(part for part in typed if part))
        else:
            yield Line(bound.label, _words(bound.field, answers.get(name)))


def _opened(form: Any, answers: dict[str, Any]) -> set[str]:
    chosen = ((name, f) for name, f in form.fields.items() if isinstance(f, Chosen))
    return {shown for name, f in chosen for shown in f.reveals(answers.get(name))}


def _words(field: forms.Field, value: Any) -> str:
    return "" if value in (None, "", []) else words(field, value)


def draft_of(referral: Referral, person: ReferredPerson) -> Draft:
    """Return what was sent in the shape in which it was written, to be shown as it was answered."""
    flat = {
        **{f.attname: getattr(person, f.attname) for f in person._meta.concrete_fields},
        **{f.attname: getattr(referral, f.attname) for f in referral._meta.concrete_fields},
        "address_1": person.address_lines,
        "needs_interpreter": bool(person.interpreter),
        "disposal_given": referral.disposal_on is not None,
        "deadline_known": "DATE" if referral.deadline_on else "NOT_SET",
        "staff_risk": bool(person.risk_to_staff),
        **others_told(person),
    }
    draft = Draft()
    for page in PAGES:
        names_asked = page.form.base_fields
        draft = draft.with_page(page.key, {n: flat[n] for n in names_asked if n in flat})
    return draft


def others_told(person: ReferredPerson) -> dict[str, Any]:
    """Return whom she must not meet, by question of the form."""
    told = json.loads(person.must_not_meet or "{}")
    found: dict[str, Any] = {"must_not_meet": told.get("answer", "")}
    for number, other in enumerate(told.get("others", []), start=1):
        found[f"other_name_{number}"] = other["name"]
        found[f"other_born_on_{number}"] = other["born_on"]
        found["other_reason"] = other["reason"]
    return found


def not_suitable(programme: Programme, question: str) -> NotSuitable:
    """Return the reason in the programme's own words, and where else to turn."""
    definition = programme.current.parsed
    language = get_language() or "en"
    found = [one for one in definition.eligibility if one.code.lower() == question]
    elsewhere = tuple(
        Elsewhere(one.label.label(language), one.phone, one.text.label(language))
        for one in definition.signposts
    )
    reason = found[0].refusal.label(language) if found else ""
    return NotSuitable(str(programme), reason, elsewhere, programme.slug)


def unfinished(drafts: Iterable[Referral]) -> list[Unfinished]:
    """Return one's own drafts, each with the page where it goes on."""
    found = list(drafts)
    sealing.preload(one.seal_key_id for one in found)
    return [_unfinished(one, Draft.read(one.draft)) for one in found]


def _unfinished(referral: Referral, draft: Draft) -> Unfinished:
    page = draft.missing[0] if draft.missing else "check"
    return Unfinished(referral.started_at, parts_done(draft), address(page, referral))


def address(name: str, thing: Referral | Question) -> str:
    """Return the address of a page about a referral, or about a question."""
    return reverse(f"referrals:{name}", args=[thing.pk])


def sent_page(referral: Referral, *, at: datetime) -> SentPage:
    """Return what to say once it was sent."""
    sent_at = timezone.localtime(referral.submitted_at)
    entered = referral.owner_id != referral.referred_by_id and referral.confirmed_at is None
    return SentPage(
        reference=referral.reference,
        sent_at=sent_at,
        ring_by=ring_by(referral),
        to_confirm_by=str(referral.referred_by) if entered else "",
        phone=office_phone(referral),
        copy_text=_g("%(programme)s referral %(reference)s sent %(day)s at %(time)s.")
        % {
            "programme": str(referral.programme),
            "reference": referral.reference,
            "day": day(sent_at.date()),
            "time": date_format(sent_at, "H:i"),
        },
        card_url=reverse("referrals:card", args=[referral.pk]),
        card_answer_url=reverse("referrals:card_answer", args=[referral.pk]),
        holding=holding(referral, at=at),
    )


def her_card(referral: Referral) -> HerCard:
    """Return the card for her, and what she said when it was offered."""
    offer = CardOffer.objects.filter(referral=referral).first()
    return HerCard(
        reference=referral.reference,
        name=settings.JUNO_CARD_NAME,
        phone=office_phone(referral),
        print_url=address("card", referral),
        back_url=address("sent", referral),
        answer=offer.get_answer_display() if offer else "",
    )


def passed_on(referral: Referral) -> list[PassedOn]:
    """Return where a referral was before, newest first."""
    rows = Transfer.objects.filter(referral=referral).select_related(
        "from_programme__provider",
        "to_programme",
        "from_force",
        "to_force",
        "participant",
        "referral__person",
    )
    return [_passed_on(row) for row in rows.order_by("-transferred_at", "-pk")]


def _passed_on(row: Transfer) -> PassedOn:
    same_force = row.from_force_id == row.to_force_id
    return PassedOn(
        id=row.pk,
        when=timezone.localtime(row.transferred_at),
        by=row.transferred_by.split(" <")[0],
        left=str(row.from_programme) if same_force else f"{row.from_programme}, {row.from_force}",
        came_to=str(row.to_programme) if same_force else f"{row.to_programme}, {row.to_force}",
        words=row.words or "",
        attended_on=tuple(date.fromisoformat(day) for day in row.attended_on),
        ask_apart=_ask_apart(row),
    )


def _ask_apart(row: Transfer) -> str:
    """Return the provider that keeps her apart from somebody police did not name: that stayed with it."""
    elsewhere = row.from_programme.provider_id != row.to_programme.provider_id
    if row.participant is None or not elsewhere:
        return ""
    stayed = matching.apart_but_not_sent(row.participant, row.referral.person)
    return str(row.from_programme.provider) if stayed else ""


def ring_by(referral: Referral) -> date:
    """Return the working day by which she will have been rung."""
    sent_on = timezone.localtime(referral.submitted_at).date()
    within = referral.definition.parsed.contact.first_call_working_days
    return add_working_days(sent_on, within, ClosedDay.days())


def asked(question: Question) -> Asked:
    """Return a question as police may read it: initials, no name."""
    return Asked(
        reference=question.referral.reference,
        initials=question.referral.person.initials,
        kind=question.get_kind_display(),
        sentence=question.sentence or question.get_kind_display(),
        words=question.words or "",
        asked_on=timezone.localtime(question.asked_at).date(),
        asked_for_on=question.asked_for_on,
        answered=question.answered_at is not None,
    )
