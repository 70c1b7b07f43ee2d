"""Doors for the worker."""

import logging

from celery import shared_task
from django.utils import timezone

from correspondence import outbox, print_files

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
