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

from audit import trail
from correspondence import pdf
from correspondence.facts import LONDON, day_in_words
from correspondence.models import PrintRun, PrintRunItem

logger = logging.getLogger(__name__)
STYLESHEETS = Path(__file__).parent / "print"
ON_A_SHEET = 21  # labels of L7160: three across, seven down, 63.5 x 38.1 mm each
ACROSS = 3


class Damaged(Exception):
    """A letter's bytes are not those that were made."""


def make(run_id: UUID | str, *, at: datetime) -> bool:
    """Make the file of a run, once; tell whether there was anything to make."""
    with transaction.atomic():
        run = PrintRun.objects.to_make().filter(pk=run_id).select_for_update(skip_locked=True).first()
        if run is None:
            return False
        items = list(PrintRunItem.objects.filter(run=run).select_related("message").order_by("position"))
        letters = [_bytes(item) for item in items]
        sheets = [pdf.page_count(letter) for letter in letters]
        run.body = pdf.join_pdfs([_cover(run, items, sheets), *letters])
        run.labels = labels([item.message.sent_to.splitlines() for item in items])
        run.rendered_at = at
        run.save(update_fields=["body", "labels", "rendered_at"])
        trail.record("print_run.make", run, by=trail.SERVICE, at=at, facts={"letters": len(items)})
        return True


def make_all(*, at: datetime) -> int:
    """Make the files that a lost wake left behind; return how many."""
    waiting = PrintRun.objects.to_make().order_by("made_at").values_list("pk", flat=True)[:20]
    return sum(make(run_id, at=at) for run_id in waiting)


def _bytes(item: PrintRunItem) -> bytes:
    body = item.message.body
    if body is None or sha256(body).hexdigest() != item.message.body_sha256:
        raise Damaged(f"Letter {item.position} of run {item.run_id} is not as it was made")
    whole: bytes = body
    return whole


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
