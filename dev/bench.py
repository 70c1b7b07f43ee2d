"""`make bench`: how long a letter and a quarterly return take, against what was asked. Fails on nothing."""

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dev import database, demo, manage
from dev.problems import told

if TYPE_CHECKING:
    from correspondence.facts import Facts

LETTER_SECONDS = 0.3
RETURN_SECONDS = 3.0
LETTERS = 20
RETURNS = 3


def measured(act: Callable[[], object], times: int) -> float:
    """Return the median seconds of an act, after one that warms up."""
    act()
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def letter() -> object:
    """Render one full invitation of two days."""
    from django.template.loader import render_to_string

    from correspondence import letters

    context = {"letter": facts(), "address": "12 Quay Street\nExampletown\nEX1 2AB", "language": "en"}
    return letters.letter_pdf(render_to_string("letters/en/invitation/full.html", context))


def facts() -> "Facts":
    """Return what an invitation to somebody invented says."""
    from correspondence.facts import Day, Facts

    first = datetime(2026, 12, 2, 10, tzinfo=UTC)
    days = tuple(
        Day.of(
            start,
            start + timedelta(hours=5),
            venue="Harbour Hall",
            address="12 Quay Street, Exampletown EX1 2AB",
            finding_it="Two minutes from the bus station.",
        )
        for start in (first, first + timedelta(days=28))
    )
    return Facts(name="Siân", signed_by="Jo", phone="01632 960 001", written_on="2 November 2026", days=days)


def quarterly_return() -> object:
    """Count the last quarter that has ended and draw its PDF, as the command does."""
    from django.core.management import call_command

    from reports.quarters import quarter_of

    quarter = quarter_of(datetime.now(UTC)).previous
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "return.pdf"
        call_command(
            "quarterly_return", "juno", quarter.year_label, f"Q{quarter.number}", format="pdf", out=str(out)
        )
        return out.stat().st_size


def line(title: str, seconds: float, asked: float) -> str:
    ratio = seconds / asked
    return f"  {title:<46} {seconds * 1000:7.0f} ms   {ratio:5.2f} of the {asked:.1f} s allowed"


def main() -> int:
    """Measure both on the made-up people and print them."""
    with database.provided() as addresses:
        manage.migrate(addresses)
        if demo.is_wanted(addresses):
            demo.make(addresses)
        environment = manage.for_service(addresses)
        os.environ.clear()
        os.environ.update(environment, DJANGO_SETTINGS_MODULE="juno.settings", JUNO_LOG_LEVEL="ERROR")
        import django  # its settings read the environment above

        django.setup()
        print(f"  {platform.machine()}, {os.cpu_count()} processors, medians, warm", flush=True)
        print(line("A letter as PDF/UA", measured(letter, LETTERS), LETTER_SECONDS), flush=True)
        print(
            line("A quarterly return, counted and drawn", measured(quarterly_return, RETURNS), RETURN_SECONDS)
        )
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
