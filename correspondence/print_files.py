"""The two PDFs of a print run: a cover sheet of references with the letters in print order, and their labels."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from audit import keys, trail
from correspondence import pdf
from correspondence.facts import LONDON, day_in_words
from correspondence.models import Message, PrintRun, PrintRunItem
from correspondence.moves import move
from correspondence.statuses import MessageStatus

logger = logging.getLogger(__name__)
STYLESHEETS = Path(__file__).parent / "print"
ON_A_SHEET = 21  # labels of L7160: three across, seven down, 63.5 x 38.1 mm each
ACROSS = 3


def make(run_id: UUID | str, *, at: datetime) -> bool:
    """Make the file of a run, once; tell whether there was anything to make.

    A letter that is not as it was made, or was taken out, is left out and holds up none of the others.
    """
    with transaction.atomic():
        run = PrintRun.objects.to_make().filter(pk=run_id).select_for_update(skip_locked=True).first()
        if run is None:
            return False
        whole = _whole(run, at)
        items = list(whole)
        if items:
            sheets = [pdf.page_count(letter) for letter in whole.values()]
            run.body = pdf.join_pdfs([_cover(run, items, sheets), *whole.values()])
            run.labels = labels([item.message.sent_to.splitlines() for item in items])
        else:
            run.closed_at, run.closed_by = at, trail.SERVICE.trail_name
            keys.destroy(run.seal_key_id, by=trail.SERVICE.trail_name, at=at)
        run.rendered_at = at
        run.save(update_fields=["body", "labels", "rendered_at", "closed_at", "closed_by"])
        trail.record("print_run.make", run, by=trail.SERVICE, at=at, facts={"letters": len(items)})
        return True


def make_all(*, at: datetime) -> int:
    """Make the files that a lost wake left behind; return how many. One that fails holds up no other."""
    waiting = list(PrintRun.objects.to_make().order_by("made_at").values_list("pk", flat=True)[:20])
    made = 0
    for run_id in waiting:
        try:
            made += make(run_id, at=at)
        except Exception:
            logger.exception("Print run %s could not be made", run_id)
    return made


def _whole(run: PrintRun, at: datetime) -> dict[PrintRunItem, bytes]:
    """Return the letters that are still in the run and as they were made, in print order."""
    found = {}
    for item in PrintRunItem.objects.filter(run=run).select_related("message").order_by("position"):
        body = item.message.body
        if item.message.status != MessageStatus.BATCHED:
            item.printed = False
        elif body is None or sha256(body).hexdigest() != item.message.body_sha256:
            logger.error("Letter %s of print run %s is not as it was made", item.position, run.pk)
            _report(item, at)
            item.printed = False
        else:
            found[item] = bytes(body)
            continue
        item.save(update_fields=["printed"])
    return found


def _report(item: PrintRunItem, at: datetime) -> None:
    """Make a damaged letter somebody's work, unless it left the run meanwhile."""
    locked = Message.objects.select_for_update().get(pk=item.message.pk)
    if locked.status == MessageStatus.BATCHED:
        move(locked, "fail", by=trail.SERVICE, at=at, why="DAMAGED")


def _cover(run: PrintRun, items: list[PrintRunItem], pages: list[int]) -> bytes:
    """Return the cover sheet: positions, references and page counts; no name, no address."""
    made = timezone.localtime(run.made_at, LONDON)
    rows = [
        {"position": item.position, "reference": item.message.reference, "pages": count}
        for item, count in zip(items, pages, strict=True)
    ]
    html = render_to_string(
        "letters/cover.html", {"rows": rows, "made_on": day_in_words(made.date()), "count": len(rows)}
    )
    return pdf.render("cover", html=html, stylesheet=STYLESHEETS / "cover.css")


def labels(addresses: Sequence[Sequence[str]]) -> bytes:
    """Return sheets of address labels in print order, row by row: the address, and nothing else."""
    places = [
        {"lines": lines, "row": number % ON_A_SHEET // ACROSS, "column": number % ACROSS}
        for number, lines in enumerate(addresses)
    ]
    sheets = [places[start : start + ON_A_SHEET] for start in range(0, len(places), ON_A_SHEET)]
    html = render_to_string("letters/labels.html", {"sheets": sheets})
    return pdf.render("labels", html=html, stylesheet=STYLESHEETS / "labels.css")
