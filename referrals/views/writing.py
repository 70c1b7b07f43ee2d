"""Writing a referral: eligible or not, four pages, check, send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.once import landed, once
from accounts.roles import POLICE, Role
from audit import trail
from programmes.models import Programme
from referrals import actions, from_mail, pages, shown, writing
from referrals.drafts import Draft
from referrals.forms.deciding import DiscardForm
from referrals.forms.pages import PageForm
from referrals.forms.sending import CardForm, CheckForm, EqualityForm
from referrals.forms.start import ProgrammeForm
from referrals.holding import holding
from referrals.models import CardAnswer, Referral
from referrals.statuses import Status

WRITERS = (*POLICE, Role.COORDINATOR)
MOST_DRAFTS = 10


@for_roles(*WRITERS)
def start(request: SignedInRequest) -> HttpResponse:
    """Choose the programme; where there is one only, go straight on."""
    programmes = list(Programme.objects.visible_to(request.user).open())
    if len(programmes) == 1:
        return redirect("referrals:eligible", programmes[0].slug)
    form = ProgrammeForm(request.GET or None, programmes=programmes)
    if programmes and form.is_valid():
        return redirect("referrals:eligible", form.cleaned_data["programme"])
    return render(request, "referrals/start.html", {"form": form, "any": bool(programmes)})


@for_roles(*WRITERS)
def eligible(request: SignedInRequest, slug: str) -> HttpResponse:
    """Page 1: can we take this referral? A no is counted and nothing else is kept."""
    programme = _programme(request, slug)
    entering = writing.is_entering(request.user)
    definition = programme.current.parsed
    form = from_mail.start_form(definition, request.POST or None, entering=entering, today=_today())
    drafts = Referral.objects.visible_to(request.user).drafts().order_by("-saved_at")[:MOST_DRAFTS]
    context = {"form": form, "count": pages.COUNT, "entering": entering, "programme": str(programme)}
    context["drafts"] = shown.unfinished(drafts)
    if form.is_valid():
        begun = once(request, form, lambda: writing.begin(form, programme, by=request.user, at=_now()))
        return _or_again(begun, request, "eligible", context)
    return render(request, "referrals/eligible.html", context)


@for_roles(*WRITERS)
def not_suitable(request: SignedInRequest, slug: str, question: str) -> HttpResponse:
    """Say kindly why not, and where else she or the officer may turn."""
    programme = _programme(request, slug)
    facts = shown.not_suitable(programme, question)
    return render(request, "referrals/not_suitable.html", {"facts": facts})


@for_roles(*WRITERS)
def page(request: SignedInRequest, pk: UUID, key: str) -> HttpResponse:
    """Pages 2 to 5, saved at every Continue."""
    referral, this = _visible(request, pk), pages.BY_KEY[key]
    if referral.status != Status.DRAFT:
        return redirect("referrals:sent", pk)
    if request.POST.get("do") == pages.KEEP:
        return HttpResponse(status=writing.keep(referral, this, request.POST, by=request.user, at=_now()))
    form = pages.form_for(referral, this, request.POST or None, today=_today())
    if form.is_valid():
        saved = once(request, form, lambda: _save(request, referral, this, form))
        return saved or _page(request, referral, this, form)
    if request.headers.get("HX-Request"):  # the dates were filled in: only what they mean
        return render(
            request, "referrals/_fits_said.html", {"fits": pages.what_fits(referral, form, at=_now())}
        )
    trail.seen("referral.read_draft", referral, by=request.user, page=key)
    return _page(request, referral, this, form)


@for_roles(*WRITERS)
def check(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Check the answers, then send."""
    if again := landed(request):
        return again
    referral = _visible(request, pk)
    if referral.status != Status.DRAFT:
        return redirect("referrals:sent", pk)
    form = writing.check(request.POST, referral, by=request.user, at=_now())
    sent = once(request, form, lambda: _send(request, referral, form)) if form.is_valid() else None
    if sent is None and form.is_bound:
        form = _asked_anew(request, referral, form)
    elif sent is None:
        trail.seen("referral.read_draft", referral, by=request.user, page="check")
    return _or_again(sent, request, "check", {**_cards(referral), "form": form})


@for_roles(*WRITERS)
def earlier(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say whose the earlier referral is that the officer may not open; the draft stays."""
    return render(request, "referrals/earlier.html", {"reference": reference})


@for_roles(*WRITERS)
def equality(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Her own answers about herself, if she is there and wants to."""
    referral = _visible(request, pk)
    form = EqualityForm(request.POST or None)
    context = {"form": form, "sent_url": shown.address("sent", referral)}
    if form.is_valid():
        act = lambda: _keep_equality(request, referral, form)  # noqa: E731
        return _or_again(once(request, form, act), request, "equality", context)
    return render(request, "referrals/equality.html", context)


@for_roles(*WRITERS)
def sent(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """It was sent: the reference, what happens next and when."""
    referral = _visible(request, pk)
    if referral.status == Status.DRAFT:
        return redirect("referrals:check", pk)
    return render(request, "referrals/sent.html", {"sent": shown.sent_page(referral, at=_now())})


@for_roles(*WRITERS)
def card(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """A card to offer her: a first name and a number, and nothing that says why."""
    referral = get_object_or_404(Referral.objects.visible_to(request.user).sent(), pk=pk)
    trail.seen("referral.print_card", referral, by=request.user)
    return render(request, "referrals/card.html", {"card": shown.her_card(referral)})


@for_roles(*WRITERS)
def card_answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Keep what she said to the card."""
    referral = get_object_or_404(Referral.objects.visible_to(request.user).sent(), pk=pk)
    form = CardForm(request.POST or None)
    if form.is_valid():
        kept = once(request, form, lambda: _keep_card(request, referral, form))
        return _or_again(kept, request, "card_answer", {"form": form, "card": shown.her_card(referral)})
    return render(request, "referrals/card_answer.html", {"form": form, "card": shown.her_card(referral)})


@for_roles(*WRITERS)
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    referral = get_object_or_404(Referral.objects.visible_to(request.user).drafts(), pk=pk)
    form = DiscardForm(request.POST or None)
    if form.is_valid():
        act = lambda: _discard(request, referral)  # noqa: E731
        return _or_again(once(request, form, act), request, "discard", {"form": form})
    return render(request, "referrals/discard.html", {"form": form})


def _save(request: SignedInRequest, referral: Referral, this: pages.Page, form: PageForm) -> str:
    changing = "change" in request.GET
    return writing.save(referral, this, form, changing=changing, by=request.user, at=_now())


def _send(request: SignedInRequest, referral: Referral, form: CheckForm) -> str:
    return writing.send(referral, form, by=request.user, at=_now())


def _asked_anew(request: SignedInRequest, referral: Referral, form: CheckForm) -> CheckForm:
    """The form as it was sent; with a new question, where another was sent at the same moment."""
    anew = writing.check(None, referral, by=request.user, at=_now())
    if set(anew.sent_before) == set(form.sent_before):
        return form
    messages.warning(request, actions.SentBefore.sentence)
    return anew


def _discard(request: SignedInRequest, referral: Referral) -> str:
    actions.discard_draft(referral, by=request.user, at=_now())
    return "/"


def _keep_equality(request: SignedInRequest, referral: Referral, form: EqualityForm) -> str:
    actions.answer_equality(referral, form.answers, by=request.user, at=_now())
    return shown.address("sent", referral)


def _keep_card(request: SignedInRequest, referral: Referral, form: CardForm) -> str:
    said = CardAnswer(form.cleaned_data["answer"])
    actions.answer_card(referral, answer=said, by=request.user, at=_now())
    return shown.address("sent", referral)


def _page(request: SignedInRequest, referral: Referral, this: pages.Page, form: PageForm) -> HttpResponse:
    changing = "change" in request.GET
    context = {
        "form": form,
        "title": this.title,
        "number": this.number,
        "count": pages.COUNT,
        "back_url": pages.before(referral, this, changing=changing),
        "fits": pages.what_fits(referral, form, at=_now()),
        "resumed": not form.is_bound and this.key in Draft.read(referral.draft).typed,
        "discard_url": shown.address("discard", referral),
        "rest": from_mail.rest_of(from_mail.mail_of(referral, today=_today())),
    }
    return render(request, "referrals/page.html", context)


def _cards(referral: Referral) -> dict[str, Any]:
    draft = Draft.read(referral.draft)
    return {
        "cards": shown.cards(draft, referral.definition.parsed, today=_today(), change=referral),
        "complete": not draft.missing,
        "discard_url": shown.address("discard", referral),
        "rest": from_mail.rest_of(from_mail.mail_of(referral, today=_today())),
        "holding": holding(referral, at=_now()),
    }


def _programme(request: SignedInRequest, slug: str) -> Programme:
    code = slug.upper().replace("-", "_")
    return get_object_or_404(Programme.objects.visible_to(request.user).open(), code=code)


def _visible(request: SignedInRequest, pk: UUID) -> Referral:
    related = ("programme", "definition", "provider", "referring_organisation", "referred_by")
    return get_object_or_404(Referral.objects.visible_to(request.user).select_related(*related), pk=pk)


def _or_again(result: Any, request: SignedInRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return result or render(request, f"referrals/{name}.html", context)


def _now() -> datetime:
    return timezone.now()


def _today() -> date:
    return timezone.localdate()
