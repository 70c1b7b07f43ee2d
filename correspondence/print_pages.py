"""The pages of printing: what waits for the printer, and each print run."""

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
from accounts.roles import CASEWORKERS
from audit import trail
from correspondence import print_rows, print_runs
from correspondence.forms import CloseForm, RunForm
from correspondence.models import Message, PrintRun
from correspondence.views import pdf_answer


@for_roles(*CASEWORKERS)
def letters(request: SignedInRequest) -> HttpResponse:
    """Show the letters that wait for the printer, and make a print run of them."""
    now = timezone.now()
    waiting = print_rows.waiting_letters(Message.objects.visible_to(request.user), print_runs.MOST)
    rows = print_rows.letters(print_runs.check(waiting, at=now, wanted=False))
    good = [row for row in rows if not row.why]
    progress = print_rows.progress(Message.objects.visible_to(request.user), now)
    form = RunForm(request.POST or None, rows=good)
    if form.is_valid():
        answer = once(request, form, lambda: _run_made(request, form, waiting, now))
        if answer:
            return answer
    runs = print_rows.runs(PrintRun.objects.visible_to(request.user).open().order_by("-made_at")[:20])
    trail.seen("message.list_letters", None, by=request.user, rows=len(rows))
    context = {
        "form": form,
        "good": good,
        "stopped": [row for row in rows if row.why],
        "runs": runs,
        "progress": progress,
        "most": print_runs.MOST,
    }
    return render(request, "correspondence/letters.html", context)


@for_roles(*CASEWORKERS)
def run(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a print run: open its file, print it, and say which letters printed."""
    found = get_object_or_404(PrintRun.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    items = print_runs.items_of(found)
    checked = print_runs.check([item.message for item in items], at=now, wanted=False)
    rows = print_rows.run_letters(items, checked)
    form = CloseForm(request.POST or None, rows=rows)
    if form.is_valid():
        answer = once(request, form, lambda: _run_closed(request, form, found, now))
        if answer:
            return answer
    trail.seen("print_run.view", found, by=request.user, letters=len(rows))
    out = print_rows.left_run(print_runs.taken_out(found))
    return render(request, "correspondence/run.html", {"run": found, "rows": rows, "out": out, "form": form})


@for_roles(*CASEWORKERS)
def run_file(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the one PDF of a print run."""
    found = get_object_or_404(PrintRun.objects.visible_to(request.user), pk=pk)
    return _of_run(request, found, found.body, verb="message.print", name="letters.pdf")


@for_roles(*CASEWORKERS)
def run_labels(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the address labels of a print run."""
    found = get_object_or_404(PrintRun.objects.visible_to(request.user), pk=pk)
    return _of_run(request, found, found.labels, verb="message.label", name="labels.pdf")


def _of_run(
    request: SignedInRequest, found: PrintRun, body: bytes | None, *, verb: str, name: str
) -> HttpResponse:
    """Answer with a file of a run, unless it holds a letter that was taken out since it was made."""
    if not body:
        raise Http404
    if print_runs.is_stale(found):
        print_runs.make_anew(found)
        banners.warning(request, _("A letter was taken out. The file is being made again without it."))
        return redirect("correspondence:run", pk=found.pk)
    items = print_runs.items_of(found)
    trail.record_many(verb, [item.message for item in items], by=request.user, at=timezone.now())
    return pdf_answer(body, name)


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
