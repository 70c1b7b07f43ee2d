"""Doors for the worker."""

import logging

from celery import shared_task
from django.utils import timezone

from correspondence import outbox, periodic, print_files

logger = logging.getLogger(__name__)


@shared_task
def send_due() -> None:
    """Send what is due, and make the print files somebody is waiting for."""
    tally = outbox.send_due(clock=timezone.now)
    tally.add("print files", print_files.make_all(at=timezone.now()))
    if tally.counts:
        logger.info("Outbox: %s", ", ".join(f"{n} {what}" for what, n in tally.counts.items()))


@shared_task
def make_print_file(run_id: str) -> None:
    """Make one print file now."""
    print_files.make(run_id, at=timezone.now())


@shared_task
def on_the_clock(name: str) -> None:
    """Run one entry of the clock, if nobody has begun its slot."""
    periodic.knock(name, clock=timezone.now)


@shared_task
def run_again() -> None:
    """Run again what broke off because its worker was killed."""
    periodic.run_again(clock=timezone.now)


@shared_task
def forget_old_slots() -> None:
    """Delete the rows of slots that are long over."""
    periodic.forget(clock=timezone.now)
