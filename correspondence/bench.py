"""One invented letter, timed."""

import time
from datetime import UTC, datetime, timedelta

from correspondence import letters
from correspondence.facts import Day, Facts
from correspondence.statuses import Wording
from correspondence.words.slots import of_letter
from correspondence.words.spoken import words_of

_START = datetime(2026, 11, 11, 10, tzinfo=UTC)
FACTS = Facts(
    name="Siân",
    signed_by="Jo",
    phone="01632 960 001",
    written_on="2 November 2026",
    days=tuple(
        Day.of(start, start + timedelta(hours=5), venue="Harbour Hall", address="12 Quay Street")
        for start in (_START, _START + timedelta(days=28))
    ),
    consequences="Coming to both is part of your caution. If something stops you, tell me early.",
)
ADDRESS = ("Siân Penhaligon", "12 Example Street", "Exampletown", "EX1 2AB")


def one_letter() -> bytes:
    """Return the PDF of an invitation; no woman and no gate are involved."""
    words = words_of(of_letter("INVITATION", Wording.FULL))
    return letters.letter_pdf(letters.page_of(words, FACTS, ADDRESS))


def timed() -> float:
    """Return the seconds that one letter took."""
    started = time.perf_counter()
    one_letter()
    return time.perf_counter() - started
