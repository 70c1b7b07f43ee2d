"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from participants.models import KeepApart
from programmes.models import Programme
from workshops.actions import count_names, free_lapsed, look_at


@shared_task
def free_lapsed_seats() -> None:
    """Give up the seats that were held for three working days and never booked."""
    free_lapsed(at=timezone.now())


@shared_task
def look_at_group_safety() -> None:
    """Look up, over everything ahead, who is to meet somebody she must not, or perhaps must not."""
    at = timezone.now()
    count_names(KeepApart.objects.all(), at=at)
    for programme in Programme.objects.order_by("pk"):
        look_at(programme, at=at)
