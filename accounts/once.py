"""A form is acted on once: a double click, the back button and a retry land on the first result."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.access import SignedInRequest
from accounts.models import Submission
from ui.forms import Form
from ui.refusals import Refused, Stale
from ui.stale import answer as both_versions


def once(request: SignedInRequest, form: Form, act: Callable[[], str]) -> HttpResponse | None:
    """Act on a valid form exactly once, and answer with a redirect to the result.

    :param act: does the one thing and returns the address to go to; runs in one transaction with the
        mark that the form was sent. A `Refused` it raises undoes everything and is put on the form.
    :return: the redirect; the page with both values when somebody changed it meanwhile; None when the act
        was refused (show the form again with its errors).
    """
    first = Submission.objects.filter(pk=form.submission, by=request.user).first()
    if first:
        return redirect(first.result_url)
    try:
        with transaction.atomic():
            sent = _mark(request, form)
            if sent is None:
                return _landed_or_refused(request, form)
            sent.result_url = act()
            sent.save(update_fields=["result_url"])
            return redirect(sent.result_url)
    except Stale as stale:
        return both_versions(request, form, stale, leave_url=request.path)
    except Refused as refused:
        form.refuse(refused)
        return None


def landed(request: SignedInRequest) -> HttpResponse | None:
    """Return the way to the first result of a page that was sent before; None when it was not.

    For a page whose questions depend on what its own action changes: asked before the form is made.
    """
    sent = request.POST.get("submission", "")
    try:
        first = Submission.objects.filter(pk=UUID(sent), by=request.user).first()
    except ValueError:
        return None
    return redirect(first.result_url) if first else None


def _landed_or_refused(request: SignedInRequest, form: Form) -> HttpResponse:
    """Where the first press led; somebody else's page, sent by hand, leads nowhere."""
    first = Submission.objects.filter(pk=form.submission, by=request.user).first()
    if first is None:
        raise Refused
    return redirect(first.result_url)


def _mark(request: SignedInRequest, form: Form) -> Submission | None:
    # The second of two simultaneous presses waits here until the first has committed.
    try:
        with transaction.atomic():
            return Submission.objects.create(
                id=form.submission, by=request.user, at=timezone.now(), path=request.path[:300]
            )
    except IntegrityError:
        return None


def answer(result: HttpResponse | None, otherwise: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the redirect, or what shows the form again."""
    return result if result is not None else otherwise()
