"""What practitioners wrote down for a coordinator."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.history import name_only
from casework.messages import day
from casework.models import Note
from casework.queues import READ, Moment, Queue, Row
from casework.rows import name_of

TITLE = _("Concerns from workshops")


def concerns(moment: Moment) -> Queue:
    """Return the list, the oldest first."""
    found = list(
        Note.objects.visible_to(moment.user)
        .concerns()
        .select_related("referral__participant", "referral__person")
        .defer("words")
        .order_by("written_at", "pk")[:READ]
    )
    rows = [
        Row(
            title=name_of(row.referral),
            url=reverse("casework:case_notes", args=[row.referral_id]),
            facts=[row.referral.reference, name_only(row.written_by)],
            urgent=day(timezone.localdate(row.written_at)),
            action_url=reverse("casework:concern", args=[row.pk]),
            action=_("Read it"),
            button_hidden=row.referral.reference,
        )
        for row in found
    ]
    subjects = [row.referral for row in found]
    return Queue("concerns", TITLE, rows, len(rows), subjects=subjects)
