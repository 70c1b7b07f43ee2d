"""What the views of a new referral show, and what their forms do: one act, and where to go next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.models import Participant
from programmes.clock import read
from programmes.messages import day, state_sentence
from programmes.rules import age_on
from referrals import actions, amending, history, keeping, matching, shown
from referrals.forms.deciding import AcceptForm, AnswerForm, AskForm, DeclineForm
from referrals.messages import (
    clock_runs_on,
    dates_on_offer,
    held_in_words,
    outside_in_words,
    waiting_on_police,
)
from referrals.models import Amendment, Question, QuestionKind, Referral
from referrals.offers import on_offer
from referrals.police_word import as_police_have_it
from referrals.questions import sentence
from referrals.statuses import STATUS_LABELS, Reason, Status


@dataclass(frozen=True)
class Done:
    """What was done, in words for a banner, and the page to go to."""

    words: str | Promise
    url: str


class Do(Protocol):
    def __call__(self, thing: Any, form: Any, *, by: User, at: datetime) -> Done: ...


def header(referral: Referral, *, at: datetime) -> dict[str, Any]:
    """Return what stands over each page about one new referral."""
    return {
        "referral": referral,
        "person": referral.person,
        "held": _held(referral, at=at),
        "review_url": shown.address("review", referral),
        "status": STATUS_LABELS[Status(referral.status)],
    }


def review(referral: Referral, *, by: User, at: datetime) -> dict[str, Any]:
    """Return everything police sent, what the clock says, and what may be done."""
    today = timezone.localtime(at).date()
    person, definition = referral.person, referral.definition.parsed
    changed = Amendment.objects.visible_to(by).filter(referral=referral).order_by("-amended_at", "-pk")
    reading = read(definition, referral.dates, on_offer(referral.programme, today=today), today=today)
    return {
        **header(referral, at=at),
        "age": age_on(person.date_of_birth, today) if person.date_of_birth else None,
        "cards": shown.cards(shown.draft_of(referral, person), definition, today=today, change=None),
        "verbs": {move.verb for move in actions.may_move(by, referral)},
        "outside": outside_in_words(
            actions.outside_rules(referral, person, at=at), referral.outside_answers, definition
        ),
        "duplicates": list(matching.possible_duplicates(person)[: matching.MOST]),
        "state": state_sentence(reading),
        "notes": dates_on_offer(reading),
        "card": shown.her_card(referral),
        "changes": amending.acts(referral, changed.prefetch_related("changed")),
        "passed_on": shown.passed_on(referral),
        "mail": referral.pasted or "",
        "questions": list(referral.questions.order_by("-asked_at")),
        "waiting": waiting(referral, today),
    }


def waiting(referral: Referral, today: date) -> list[str]:
    """Return what police have not answered, whom we reminded, and that the clock goes on; often nothing."""
    asked = list(referral.questions.waiting_on_police().order_by("asked_at").prefetch_related("chases"))
    said = [
        waiting_on_police(
            question.kind,
            timezone.localdate(question.asked_at),
            [(chase.to, timezone.localdate(chase.chased_at)) for chase in question.chases.all()],
        )
        for question in asked
    ]
    return [*said, clock_runs_on(referral.deadline, today)] if said else []


def accepting(referral: Referral, records: QuerySet[Participant], *, at: datetime) -> dict[str, Any]:
    """Return what the accept form asks about: records that may be hers, rules not kept."""
    found = matching.candidates(referral.person, records)
    return {
        "found": found,
        "before": history.programmes_before(found, but=referral),
        "outside": actions.outside_rules(referral, referral.person, at=at),
    }


def accept(thing: Referral, form: AcceptForm, *, by: User, at: datetime) -> Done:
    accepted = actions.accept(
        thing,
        participant=form.record,
        take_details=form.takes_details,
        outside_reason=form.cleaned_data.get("outside_reason", ""),
        considered=[one.pk for one in form.found],
        seen=form.seen_version,
        by=by,
        at=at,
    )
    return Done(_("The referral is accepted. Ring her next."), _case_page(accepted))


def decline(thing: Referral, form: DeclineForm, *, by: User, at: datetime) -> Done:
    words = form.cleaned_data["words"]
    reason = Reason(form.cleaned_data["reason"])
    actions.decline(thing, reason=reason, words=words, seen=form.seen_version, by=by, at=at)
    return Done(
        _("The referral is declined. Police are asked to acknowledge it."),
        shown.address("review", thing),
    )


def ask(thing: Referral, form: AskForm, *, by: User, at: datetime) -> Done:
    got = form.cleaned_data
    kind = QuestionKind(got["kind"])
    until, which = got["asked_for_on"], got["which"] or ""
    actions.ask(thing, kind=kind, words=got["words"], which=which, asked_for_on=until, by=by, at=at)
    return Done(
        _("Your question is on its way. The officer gets an email with a link to it."),
        _case_page(thing) if thing.status == Status.ACCEPTED else shown.address("review", thing),
    )


@dataclass(frozen=True)
class AskPreview:
    """Exactly what police will read of a question, and who gets the e-mail."""

    sentence: str
    words: str
    to: str


def preview(referral: Referral, form: AskForm) -> AskPreview:
    """Return what police will read of a question that is not sent yet."""
    got = form.cleaned_data
    kind = QuestionKind(got["kind"])
    return AskPreview(
        sentence(referral, kind, which=got["which"] or "", asked_for_on=got["asked_for_on"]),
        got["words"],
        str(referral.referred_by or referral.referring_organisation or ""),
    )


def answer(thing: Question, form: AnswerForm, *, by: User, at: datetime) -> Done:
    got = form.cleaned_data
    new = got.get("new_deadline_on")
    words = got["words"] or (day(new) if new else str(_("No")))
    actions.answer(thing, words=words, new_deadline_on=new, by=by, at=at)
    return Done(_("Thank you. Your answer has been sent."), shown.address("answer", thing))


def confirm(thing: Referral, form: Any, *, by: User, at: datetime) -> Done:
    actions.confirm(thing, by=by, at=at)
    return Done(_("Thank you. The referral is confirmed."), shown.address("confirm", thing))


def to_confirm(referral: Referral, *, today: date) -> dict[str, Any]:
    """Return what was entered for the officer, as frozen values."""
    draft = shown.draft_of(as_police_have_it(referral), referral.person)
    return {
        "cards": shown.cards(draft, referral.definition.parsed, today=today, change=None),
        "reference": referral.reference,
        "mail": referral.pasted or "",
        "confirmed_at": referral.confirmed_at,
    }


def _held(referral: Referral, *, at: datetime) -> str:
    kept = keeping.kept(referral, at=at)
    return held_in_words(kept) if kept else ""


def _case_page(referral: Referral) -> str:
    return reverse("casework:case", args=[referral.pk])
