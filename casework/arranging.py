"""Arrangements that are not confirmed shortly before the day they are for, and those that fell through."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.messages import day
from casework.models import Arrangement
from casework.queues import READ, Moment, Queue, Row
from casework.rows import name_of
from casework.statuses import ArrangementState
from programmes.working_days import add_working_days
from referrals.statuses import Status

CONFIRMED_BEFORE = 3  # working days before the day an arrangement is for
TITLE = _("Arrangements to confirm")


def to_confirm(moment: Moment) -> QuerySet[Any]:
    """Return them, in no order."""
    until = add_working_days(moment.today, CONFIRMED_BEFORE, moment.office.closed)
    mine = Arrangement.objects.visible_to(moment.user)
    ahead = mine.filter(Q(for_on__gte=moment.today) | Q(for_on=None), referral__status=Status.ACCEPTED)
    # What fell through is to be arranged anew at once, not three days before.
    soon = ahead.filter(Q(for_on__lte=until) | Q(state=ArrangementState.FAILED))
    return soon.exclude(state__in=[ArrangementState.CONFIRMED, ArrangementState.NOT_NEEDED])


def arrangements(moment: Moment) -> Queue:
    """Return the list, the nearest day first."""
    found = list(
        to_confirm(moment)
        .select_related("referral__participant", "referral__person")
        .defer("words")
        .order_by("for_on", "pk")[:READ]
    )
    rows = [
        Row(
            title=name_of(row.referral),
            url=reverse("casework:case_workshops", args=[row.referral_id]),
            facts=[row.referral.reference, row.get_kind_display(), row.get_state_display()],
            urgent=day(row.for_on) if row.for_on else "",
            action_url=reverse("casework:arrangement_state", args=[row.pk]),
            action=_("Arrange it anew") if row.state == ArrangementState.FAILED else _("Confirm it"),
            button_hidden=row.referral.reference,
        )
        for row in found
    ]
    subjects = [row.referral for row in found]
    return Queue("arrangements", TITLE, rows, len(rows), subjects=subjects)
