"""What police are told stands on registers that are signed off."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.models import Referral
from ui.refusals import Refused
from workshops.models import Place
from workshops.statuses import Mark


class RegisterOpen(Refused):
    """A mark may still change."""

    sentence = _(
        "A register she is on is not signed off yet, so what it says may change. Finish that register first."
    )


def check_registers(referral: Referral, *, at: datetime) -> None:
    """Refuse while a register she is on has begun and is not signed off: a mark changed later would say otherwise."""
    running = Place.objects.held().filter(referral=referral, workshop__cancelled_at__isnull=True)
    begun = Q(workshop__starts_at__lte=at) | ~Q(mark=Mark.NOT_MARKED)
    if running.filter(begun, workshop__finished_at__isnull=True).exists():
        raise RegisterOpen
