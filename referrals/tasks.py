"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from referrals.actions.chasing import chase_police
from referrals.actions.tidying import delete_drafts


@shared_task
def chase() -> None:
    """Remind police of questions and notices that have waited for three working days, and for six."""
    chase_police(at=timezone.now())


@shared_task
def delete_old_drafts() -> None:
    """Delete the drafts that nobody has touched for 30 days."""
    delete_drafts(at=timezone.now())
