"""The pages of letters and texts."""

from __future__ import annotations

import uuid

from django.contrib import messages as banners
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import once
from accounts.roles import CASEWORKERS, POLICE, Role
from audit import trail
from correspondence import choosing, holding, instead, pages, presses, print_rows, registry
from correspondence.forms import MailForm, PressForm
from correspondence.in_hand import is_in_hand, why_shut
from correspondence.messages import advice, why
from correspondence.models import Message, Reply
from correspondence.statuses import NEEDS_A_PERSON, Channel, MailTiming, MessageStatus
from correspondence.telling import is_to_tell


@for_roles(*CASEWORKERS)
def outbox(request: SignedInRequest) -> HttpResponse:
    """Show what waits to go, what did not go, and what is a person's to do."""
    visible = Message.objects.visible_to(request.user)
    sections = pages.outbox(visible, timezone.now())
    replies = Reply.objects.visible_to(request.user).to_read().count()
    letters = visible.letters_to_print().count()
    trail.seen("message.list", None, by=request.user, rows=sum(len(s.rows) for s in sections))
    found = {
        "sections": sections,
        "letters": letters,
        "replies": replies,
        "may_change_words": request.user.has_role(Role.MANAGER),
    }
    return render(request, "correspondence/outbox.html", found)


@for_roles(*CASEWORKERS)
def message(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one message with its frozen words."""
    return _message_page(request, _one(request, pk))


@for_roles(*CASEWORKERS)
def act(request: SignedInRequest, pk: uuid.UUID, verb: str) -> HttpResponse:
    """Do one thing with a message, as its page offers."""
    found = _one(request, pk)
    if verb not in presses.PRESSES:
        raise Http404
    press = presses.PRESSES[verb]
    form = PressForm(request.POST or None, submit=press.words, kind=press.kind)
    if form.is_valid():
        answer = once(request, form, lambda: _pressed(request, found, press))
        if answer:
            return answer
        return _message_page(request, _one(request, pk), form)
    return redirect("correspondence:message", pk=pk)


@for_roles(*CASEWORKERS)
def letter(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the PDF of one letter."""
    found = _one(request, pk)
    body = found.body
    if not body:
        raise Http404
    trail.seen("message.letter", found, by=request.user)
    return pdf_answer(body, "letter.pdf")


def _one(request: SignedInRequest, pk: uuid.UUID) -> Message:
    rows = Message.objects.visible_to(request.user).select_related("participant", "staff")
    found: Message = get_object_or_404(rows, pk=pk)
    return found


def _message_page(request: SignedInRequest, found: Message, refused: PressForm | None = None) -> HttpResponse:
    now = timezone.now()
    shut = why_shut(found, at=now)
    ways = instead.suggestions([found], at=now).get(found.pk, [])
    trail.seen("message.view", found, by=request.user, status=found.status)
    context = {
        "message": found,
        "row": pages.row(found),
        "words": pages.words_shown(found, now=now, shut=shut),
        "number": found.sent_to if is_in_hand(found) and not shut else "",
        "shut": why(shut) if shut else "",
        "why": why(found.why) if found.why else "",
        "advice": advice(ways) if found.status in NEEDS_A_PERSON and found.participant_id else "",
        "held": holding.in_words(found),
        "held_since": pages.moment(found.held_at) if found.held_at else "",
        "hold_url": reverse("correspondence:hold", args=[found.pk]) if holding.may_be_held(found) else "",
        "case_url": registry.case_page(found.about_id),
        "came_back_url": reverse("correspondence:came_back", args=[found.pk])
        if found.status == MessageStatus.POSTED
        else "",
        "tell_url": reverse("correspondence:tell", args=[found.pk]) if is_to_tell(found, at=now) else "",
        "presses": presses.offers(found, ways, now, shut=bool(shut)),
        "printings": print_rows.printings(found) if found.channel == Channel.LETTER else [],
        "form": refused,
    }
    return render(request, "correspondence/message.html", context)


def _pressed(request: SignedInRequest, found: Message, press: presses.Press) -> str:
    after = press.act(found, by=request.user, at=timezone.now())
    if str(press.done):
        banners.success(request, str(press.done))
    if after.status in {
        MessageStatus.SENDING,
        MessageStatus.REFUSED_UNSAFE,
        MessageStatus.TOO_LATE,
        MessageStatus.WITHDRAWN,
    } and not str(press.done):
        return reverse("correspondence:message", args=[found.pk])
    return reverse(presses.BACK.get(request.GET.get("back", ""), "correspondence:outbox"))


def pdf_answer(body: bytes, name: str) -> HttpResponse:
    """Answer with a PDF to look at. Its name says nothing."""
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@for_roles(*POLICE)
def mail_choice(request: SignedInRequest) -> HttpResponse:
    """Let somebody of police choose which e-mails come, and when."""
    wish = choosing.wish_of(request.user)
    offered = [(purpose.code, str(purpose.label)) for purpose in registry.choosable()]
    known = {"timing": wish.timing, "purposes": sorted(wish.purposes)}
    form = MailForm(request.POST or None, initial=known, offered=offered)
    result = once(request, form, lambda: _chosen(request, form)) if form.is_valid() else None
    return result or render(request, "correspondence/mail_choice.html", {"form": form})


def _chosen(request: SignedInRequest, form: MailForm) -> str:
    said = form.cleaned_data
    timing = MailTiming(said["timing"])
    user = request.user
    choosing.choose_mail(user, timing=timing, purposes=said["purposes"], by=user, at=timezone.now())
    banners.success(request, _("Saved. It holds for every e-mail that has not gone yet."))
    return request.path
