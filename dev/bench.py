"""`make bench`: how long a letter, a return and a suggestion take, against what was asked. Fails on nothing.

Words after the command choose: letters, suggestions, returns. The returns fill databases first, for many minutes.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dev import bench_letters, bench_returns, database, manage
from dev.problems import told

if TYPE_CHECKING:
    from correspondence.facts import Facts
    from workshops.placing import Question

LETTER_SECONDS = 0.3
SUGGESTION_SECONDS = 10.0  # for 200 women and 30 groups
SUGGESTED_WOMEN = (50, 100, 200, 400)
GROUPS = 30
LETTERS = 20


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
    from correspondence import letters

    return letters.letter_pdf(letter_page())


def letter_page() -> str:
    """Return the page of that letter."""
    from correspondence import letters
    from correspondence.statuses import Wording
    from correspondence.words.slots import of_letter
    from correspondence.words.spoken import words_of

    words = words_of(of_letter("INVITATION", Wording.FULL))
    return letters.page_of(words, facts(), ["12 Quay Street", "Exampletown", "EX1 2AB"])


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


def suggestion(women: int) -> "Question":
    """Return a made-up waiting list before 30 weekly groups, each woman with a deadline of her own."""
    from random import Random

    from workshops.placing import Choice, Day, Question

    chance = Random(women)  # noqa: S311 (made-up people)
    pairs = [(f"{group}-1", f"{group}-2") for group in range(GROUPS)]
    days = {key: Day(left=12, building=key) for pair in pairs for key in pair}
    choices = {}
    for number in range(women):
        first = chance.randrange(GROUPS - 6)
        last = min(GROUPS, first + chance.randrange(6, 18))
        choices[str(number)] = [
            Choice(
                (pairs[one][0], pairs[two][1]), slack=(last - two) * 7, crossings=int(chance.random() < 0.2)
            )
            for one in range(first, last)
            for two in (one, one + 1)
            if two < last
        ]
    apart = [(str(n), str(n + 1)) for n in range(0, women - 1, 10)]
    return Question(choices, days, apart)


def suggestions() -> None:
    """Print how long a suggestion takes and how that grows with the women who wait."""
    from workshops.placing import propose

    for women in SUGGESTED_WOMEN:
        question = suggestion(women)
        started = time.process_time()
        proposal = propose(question)
        taken = time.process_time() - started
        sure = "proved" if proposal.proved else "best found"
        print(line(f"A suggestion for {women} women ({sure})", taken, SUGGESTION_SECONDS), flush=True)


def line(title: str, seconds: float, asked: float) -> str:
    ratio = seconds / asked
    return f"  {title:<46} {seconds * 1000:7.0f} ms   {ratio:5.2f} of the {asked:.1f} s allowed"


def letters() -> None:
    """Print how long a letter takes, and many."""
    print(line("A letter as PDF/UA", measured(letter, LETTERS), LETTER_SECONDS), flush=True)
    bench_letters.run(letter, letter_page)


def ready() -> None:
    """Make Django ready, of the settings that the environment names."""
    import django

    django.setup()


def main() -> int:
    """Measure what is asked for (everything, if nothing is named) and print it."""
    parser = argparse.ArgumentParser(prog="python -m dev.bench")
    parser.add_argument("what", nargs="*", choices=["letters", "suggestions", "returns", []])
    asked = parser.parse_args().what or ["letters", "suggestions", "returns"]
    with database.provided() as addresses:
        print(f"  {platform.machine()}, {os.cpu_count()} processors, medians, warm", flush=True)
        if "returns" in asked:
            bench_returns.run(addresses)
        environment = manage.for_service(addresses)
        os.environ.clear()
        os.environ.update(environment, DJANGO_SETTINGS_MODULE="juno.settings", JUNO_LOG_LEVEL="ERROR")
        ready()
        for name, measure in (("letters", letters), ("suggestions", suggestions)):
            if name in asked:
                measure()
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
