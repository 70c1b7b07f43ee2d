"""What the pages of printing show, as plain values: templates decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence import messages, pages, registry
from correspondence.models import Message, PrintRun, PrintRunItem
from correspondence.print_runs import Checked
from correspondence.querysets import MessageQuerySet


@dataclass(frozen=True)
class LetterRow:
    """A letter that waits for the printer, or of a run.

    `why` says why it may not be printed or must be taken out; `outcome` what became of it in a finished run.
    """

    id: str
    url: str
    who: str
    reference: str
    what: str
    wording: str
    made: str
    why: str
    outcome: str = ""


@dataclass(frozen=True)
class Progress:
    """How many letters are made and wait for the printer, and how many are due and still to be made."""

    made: int
    to_make: int


@dataclass(frozen=True)
class Printing:
    """One time a letter was in a print run, and what became of it there."""

    url: str
    made: str
    outcome: str


@dataclass(frozen=True)
class RunRow:
    """A print run in a list."""

    url: str
    made: str
    by: str
    ready: bool


def letters(checked: Iterable[Checked]) -> list[LetterRow]:
    """Return the letters that wait, those that may be printed first."""
    rows = [
        LetterRow(
            id=str(one.message.pk),
            url=reverse("correspondence:message", args=[one.message.pk]),
            who=pages.who(one.message),
            reference=one.message.reference,
            what=registry.label(one.message.purpose),
            wording=str(one.message.get_wording_display()),
            made=pages.moment(one.message.due_at),
            why=messages.why(one.why) if one.why else "",
        )
        for one in checked
    ]
    return sorted(rows, key=lambda letter: bool(letter.why))


def waiting_letters(visible: MessageQuerySet, limit: int) -> list[Message]:
    """Return letters ready to print, with what checking them needs."""
    rows = visible.letters_to_print().select_related("participant", "staff")
    return list(rows.defer("subject", "words", "body").order_by("due_at", "pk")[:limit])


def runs(visible: Iterable[PrintRun]) -> list[RunRow]:
    """Return print runs for a list."""
    return [
        RunRow(
            url=reverse("correspondence:run", args=[run.pk]),
            made=pages.moment(run.made_at),
            by=run.made_by.partition(" <")[0],
            ready=run.rendered_at is not None,
        )
        for run in visible
    ]


def progress(visible: MessageQuerySet, at: datetime) -> Progress:
    """Count the letters that are made, and those that are due and are not."""
    return Progress(visible.letters_to_print().count(), visible.letters_to_make(at).count())


def run_letters(items: Iterable[PrintRunItem], checked: Iterable[Checked]) -> list[LetterRow]:
    """Return the letters of a run in print order, with what has changed since."""
    why = {one.message.pk: one.why for one in checked}
    return [
        _of_run(item, messages.why(why[item.message.pk]) if why.get(item.message.pk) else "")
        for item in items
    ]


def left_run(items: Iterable[PrintRunItem]) -> list[LetterRow]:
    """Return the letters that were taken out of an open run, with the reason."""
    return [_of_run(item, _why_out(item.message)) for item in items]


def printings(message: Message) -> list[Printing]:
    """Return each time a letter was in a print run, the latest first."""
    items = PrintRunItem.objects.filter(message=message).select_related("run").order_by("-run__made_at")
    return [
        Printing(
            url=reverse("correspondence:run", args=[item.run_id]),
            made=_("%(when)s, letter %(position)d")
            % {"when": pages.moment(item.run.made_at), "position": item.position},
            outcome=_outcome(item, finished=item.run.closed_at is not None),
        )
        for item in items
    ]


def _of_run(item: PrintRunItem, why: str) -> LetterRow:
    return LetterRow(
        id=str(item.pk),
        url=reverse("correspondence:message", args=[item.message.pk]),
        who=pages.who(item.message),
        reference=item.message.reference,
        what=registry.label(item.message.purpose),
        wording=str(item.message.get_wording_display()),
        made=_("Letter %(position)d") % {"position": item.position},
        why=why,
        outcome=_outcome(item, finished=True),
    )


def _why_out(message: Message) -> str:
    return messages.why(message.why) if message.why else str(message.get_status_display())


def _outcome(item: PrintRunItem, *, finished: bool) -> str:
    if item.printed:
        return _("Printed")
    if item.reprint_reason:
        return _("Did not print: %(why)s") % {"why": item.reprint_reason}
    return _("Taken out") if finished or item.printed is False else _("In the run")
