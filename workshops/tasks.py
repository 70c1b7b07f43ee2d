"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from workshops.actions import free_lapsed


@shared_task
def free_lapsed_seats() -> None:
    """Give up the seats that were held for three working days and never booked."""
    free_lapsed(at=timezone.now())
