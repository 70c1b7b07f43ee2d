"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from referrals.actions.tidying import delete_drafts


@shared_task
def delete_old_drafts() -> None:
    """Delete the drafts that nobody has touched for 30 days."""
    delete_drafts(at=timezone.now())
