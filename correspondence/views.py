"""The pages of letters and texts."""

from __future__ import annotations

import uuid
from datetime import datetime

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
from correspondence import choosing, instead, pages, presses, print_runs, registry
from correspondence.forms import CloseForm, MailForm, PressForm, RunForm
from correspondence.messages import advice, why
from correspondence.models import Message, PrintRun, Reply
from correspondence.statuses import NEEDS_A_PERSON, MailTiming, MessageStatus


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
    return _pdf(body, "letter.pdf")


@for_roles(*CASEWORKERS)
def letters(request: SignedInRequest) -> HttpResponse:
    """Show the letters that wait for the printer, and make a print run of them."""
    now = timezone.now()
    waiting = pages.waiting_letters(Message.objects.visible_to(request.user), print_runs.MOST)
    rows = pages.letters(print_runs.check(waiting, at=now, wanted=False))
    good = [row for row in rows if not row.why]
    form = RunForm(request.POST or None, rows=good)
    if form.is_valid():
        answer = once(request, form, lambda: _run_made(request, form, waiting, now))
        if answer:
            return answer
    runs = pages.runs(PrintRun.objects.visible_to(request.user).open().order_by("-made_at")[:20])
    trail.seen("message.list_letters", None, by=request.user, rows=len(rows))
    context = {"form": form, "good": good, "stopped": [row for row in rows if row.why], "runs": runs}
    return render(request, "correspondence/letters.html", context)


@for_roles(*CASEWORKERS)
def run(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a print run: open its file, print it, and say which letters printed."""
    found = get_object_or_404(PrintRun.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    items = print_runs.items_of(found)
    checked = print_runs.check([item.message for item in items], at=now, wanted=False)
    rows = pages.run_letters(items, checked)
    form = CloseForm(request.POST or None, rows=rows)
    if form.is_valid():
        answer = once(request, form, lambda: _run_closed(request, form, found, now))
        if answer:
            return answer
    trail.seen("print_run.view", found, by=request.user, letters=len(rows))
    return render(request, "correspondence/run.html", {"run": found, "rows": rows, "form": form})


@for_roles(*CASEWORKERS)
def run_file(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the one PDF of a print run."""
    found = get_object_or_404(PrintRun.objects.visible_to(request.user), pk=pk)
    body = found.body
    if not body:
        raise Http404
    items = print_runs.items_of(found)
    trail.record_many("message.print", [item.message for item in items], by=request.user, at=timezone.now())
    return _pdf(body, "letters.pdf")


@for_roles(*CASEWORKERS)
def run_labels(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the address labels of a print run."""
    found = get_object_or_404(PrintRun.objects.visible_to(request.user), pk=pk)
    body = found.labels
    if not body:
        raise Http404
    items = print_runs.items_of(found)
    trail.record_many("message.label", [item.message for item in items], by=request.user, at=timezone.now())
    return _pdf(body, "labels.pdf")


def _one(request: SignedInRequest, pk: uuid.UUID) -> Message:
    rows = Message.objects.visible_to(request.user).select_related("participant", "staff")
    found: Message = get_object_or_404(rows, pk=pk)
    return found


def _message_page(request: SignedInRequest, found: Message, refused: PressForm | None = None) -> HttpResponse:
    now = timezone.now()
    ways = instead.suggestions([found], at=now).get(found.pk, [])
    trail.seen("message.view", found, by=request.user, status=found.status)
    context = {
        "message": found,
        "row": pages.row(found),
        "words": pages.words_shown(found, now=now),
        "number": found.sent_to if found.status == MessageStatus.SENDING else "",
        "why": why(found.why) if found.why else "",
        "advice": advice(ways) if found.status in NEEDS_A_PERSON and found.participant_id else "",
        "case_url": registry.case_page(found.about_id),
        "came_back_url": reverse("correspondence:came_back", args=[found.pk])
        if found.status == MessageStatus.POSTED
        else "",
        "presses": presses.offers(found, ways, now),
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
    return reverse("correspondence:outbox")


def _run_made(request: SignedInRequest, form: RunForm, waiting: list[Message], now: datetime) -> str:
    provider = waiting[0].provider
    if provider is None:
        raise print_runs.NothingToPrint
    chosen = [uuid.UUID(pk) for pk in form.cleaned_data["letters"]]
    made = print_runs.make_run(provider, chosen, by=request.user, at=now)
    return reverse("correspondence:run", args=[made.pk])


def _run_closed(request: SignedInRequest, form: CloseForm, found: PrintRun, now: datetime) -> str:
    printed = [uuid.UUID(pk) for pk in form.printed]
    closed = print_runs.close_run(
        found, printed=printed, reason=form.cleaned_data["reason"], by=request.user, at=now
    )
    banners.success(
        request,
        _("%(posted)d marked as posted. %(back)d wait for the next run.")
        % {"posted": closed.posted, "back": closed.put_back},
    )
    if closed.pull_out:
        references = ", ".join(message.reference for message in closed.pull_out)
        banners.warning(
            request,
            _("Take these letters out and shred them, they may not go any more: %(references)s")
            % {"references": references},
        )
    return reverse("correspondence:letters")


def _pdf(body: bytes, name: str) -> HttpResponse:
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
