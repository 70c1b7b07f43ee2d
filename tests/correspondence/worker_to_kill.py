"""A worker of its own process that sends what is due and stops dead at one point, to be killed there.

python -m tests.correspondence.worker_to_kill POINT

MINUTES_LATER says by how much its clock is ahead of the tests' own moment.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from correspondence import asking, outbox, pdf, print_files, registry  # noqa: E402
from correspondence.adapters.smtp import Mail  # noqa: E402
from correspondence.models import PrintRun  # noqa: E402
from tests.factories.correspondence import NOW  # noqa: E402


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def stop_here(*_args: Any, **_kwargs: Any) -> Any:
    say("READY")
    time.sleep(60)


def stop_after(act: Callable[..., Any]) -> Callable[..., Any]:
    def acted(*args: Any, **kwargs: Any) -> Any:
        act(*args, **kwargs)
        return stop_here()

    return acted


def set_up(point: str) -> None:
    if point == "claimed":
        asking.begin = stop_here
    elif point == "asked, not committed":
        asking.ask_again = stop_after(asking.ask_again)
    elif point == "effect begun":
        Mail.send = stop_here  # type: ignore[method-assign]
    elif point == "words handed over":
        Mail.send = stop_after(Mail.send)  # type: ignore[method-assign]
    elif point == "letter made":
        outbox._keep_pdf = stop_after(outbox._keep_pdf)
    elif point == "letters joined":
        pdf.join_pdfs = stop_after(pdf.join_pdfs)
    elif point == "file kept, not committed":
        PrintRun.save = stop_after(PrintRun.save)  # type: ignore[method-assign]


def clock() -> datetime:
    return NOW + timedelta(minutes=int(os.environ.get("MINUTES_LATER", "0")))


if __name__ == "__main__":
    for code in ("REMINDER_DAY", "INVITATION"):
        registry.register(code, label=code, still_wanted=lambda message: True)
    set_up(sys.argv[1])
    say("STARTED")
    outbox.send_due(clock=clock)
    print_files.make_all(at=clock())
    say("DONE")
