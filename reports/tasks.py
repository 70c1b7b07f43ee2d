"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from programmes.kinds import IndexEvent
from programmes.models import Programme
from reports import actions
from reports.followup import curve, telling
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


@shared_task
def draw_follow_up_curves(programme_id: str = "") -> None:
    """Draw the curves of one programme, or of all, where an answer changed since."""
    programmes = Programme.objects.filter(pk=programme_id) if programme_id else Programme.objects.all()
    for programme in programmes:
        for event in IndexEvent:
            curve.draw(programme, event, at=timezone.now())


@shared_task
def tell_police_of_follow_up() -> None:
    """Tell police teams that cases wait for their answer, once a month."""
    telling.tell_police(at=timezone.now())
