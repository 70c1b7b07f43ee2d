"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from reports import actions
from reports.models import PreparedReturn


@shared_task
def draw(prepared_id: str) -> None:
    """Draw the PDF of one prepared return now."""
    for prepared in PreparedReturn.objects.filter(pk=prepared_id):
        actions.draw(prepared, at=timezone.now())


@shared_task
def draw_waiting() -> None:
    """Draw the prepared returns that nobody drew yet."""
    actions.draw_waiting(at=timezone.now())
