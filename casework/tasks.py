"""Doors for the worker."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from casework.actions.suggesting import work_out


@shared_task
def work_out_suggestion(suggestion_id: str) -> None:
    """Work out who could go where, for a coordinator who asked."""
    work_out(UUID(suggestion_id), at=timezone.now())
