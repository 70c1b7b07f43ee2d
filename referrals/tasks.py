"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from referrals.actions.chasing import chase_police
from referrals.actions.tidying import delete_drafts, remind_of_drafts


@shared_task
def chase() -> None:
    """Remind police of questions and notices that have waited for three working days, and for six."""
    chase_police(at=timezone.now())


@shared_task
def delete_old_drafts() -> None:
    """Delete the drafts that nobody has touched for 30 days."""
    delete_drafts(at=timezone.now())


@shared_task
def remind_of_old_drafts() -> None:
    """Remind officers, once, of what they began a day ago and did not send."""
    remind_of_drafts(at=timezone.now())
