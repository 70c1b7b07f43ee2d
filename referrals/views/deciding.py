"""What a coordinator does with a new referral; questions to police and their answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.once import once
from accounts.roles import CASEWORKERS, POLICE
from audit import trail
from participants.models import Participant
from referrals import deciding, shown
from referrals.forms.deciding import AcceptForm, AnswerForm, AskForm, ConfirmForm, DeclineForm
from referrals.models import Question, Referral
from ui.forms import Form


@for_roles(*CASEWORKERS)
def review(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Read everything police sent, and decide."""
    referral = _sent(request, pk)
    trail.seen("referral.review", referral, by=request.user)
    context = deciding.review(referral, by=request.user, at=timezone.now())
    return render(request, "referrals/review.html", context)


@for_roles(*CASEWORKERS)
def accept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Match or make her record, and take her on."""
    referral = _sent(request, pk)
    records = Participant.objects.visible_to(request.user).filter(provider=referral.provider)
    asked = deciding.accepting(referral, records, at=timezone.now())
    form = AcceptForm(request.POST or None, version=referral.version, **asked)
    trail.seen("referral.match", referral, by=request.user, found=len(asked["found"]))
    return _act(request, "accept", referral, form, deciding.accept)


@for_roles(*CASEWORKERS)
def decline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Send it back with a reason."""
    referral = _sent(request, pk)
    form = DeclineForm(request.POST or None, version=referral.version)
    return _act(request, "decline", referral, form, deciding.decline)


@for_roles(*CASEWORKERS)
def ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose what to ask police, read what they will read, then send it."""
    referral = _sent(request, pk)
    chosen = {"kind": request.GET.get("kind", "")}
    form = AskForm(request.POST or None, today=timezone.localdate(), version=referral.version, initial=chosen)
    if form.is_valid() and request.POST.get("do") != "send":
        preview = deciding.preview(referral, form)
        form.renew(version=form.seen_version)
        context = {"resend": form, "preview": preview, **deciding.header(referral, at=timezone.now())}
        return render(request, "referrals/ask_check.html", context)
    return _act(request, "ask", referral, form, deciding.ask)


@for_roles(*POLICE)
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Police answer a question."""
    found = Question.objects.visible_to(request.user).select_related("referral__person")
    question = get_object_or_404(found, pk=pk)
    form = AnswerForm(
        request.POST or None, kind=question.kind, which=question.which, today=timezone.localdate()
    )
    asked = shown.asked(question)
    trail.seen("referral.read_question", question.referral, by=request.user)
    act = _acting(request, question, form, deciding.answer)
    return _answered(request, "answer", form, act, {"form": form, "asked": asked})


@for_roles(*POLICE)
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The officer confirms what a coordinator entered."""
    referral = _sent(request, pk)
    form = ConfirmForm(request.POST or None)
    trail.seen("referral.read_to_confirm", referral, by=request.user)
    act = _acting(request, referral, form, deciding.confirm)
    context = {"form": form, **deciding.to_confirm(referral, today=timezone.localdate())}
    return _answered(request, "confirm", form, act, context)


def _act(
    request: SignedInRequest, name: str, referral: Referral, form: Form, do: deciding.Do
) -> HttpResponse:
    context = {"form": form, **deciding.header(referral, at=timezone.now())}
    return _answered(request, name, form, _acting(request, referral, form, do), context)


def _acting(request: SignedInRequest, thing: Any, form: Form, do: deciding.Do) -> Any:
    def act() -> str:
        done = do(thing, form, by=request.user, at=timezone.now())
        messages.success(request, str(done.words))
        return done.url

    return act


def _answered(
    request: SignedInRequest, name: str, form: Form, act: Any, context: dict[str, Any]
) -> HttpResponse:
    result = once(request, form, act) if form.is_valid() else None
    return result or render(request, f"referrals/{name}.html", context)


def _sent(request: SignedInRequest, pk: UUID) -> Referral:
    related = ("programme", "definition", "provider", "person", "referred_by", "referring_organisation")
    return get_object_or_404(Referral.objects.visible_to(request.user).sent().select_related(*related), pk=pk)
