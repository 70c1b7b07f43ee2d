"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from participants.models import KeepApart
from workshops.actions import count_names, free_lapsed


@shared_task
def free_lapsed_seats() -> None:
    """Give up the seats that were held for three working days and never booked."""
    free_lapsed(at=timezone.now())


@shared_task
def count_names_to_settle() -> None:
    """Look up which women bear the name of somebody a woman they are to meet must not meet."""
    count_names(KeepApart.objects.all(), at=timezone.now())
