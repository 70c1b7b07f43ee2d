"""What is thrown away when it has lain too long."""

from __future__ import annotations

from datetime import datetime, timedelta

from audit import trail
from referrals.actions.drafting import AlreadySent, discard_draft
from referrals.models import Referral

KEPT_FOR = timedelta(days=30)


def delete_drafts(*, at: datetime) -> int:
    """Delete every draft not saved for 30 days, each with its audit line; return how many."""
    deleted = 0
    for draft in Referral.objects.drafts().filter(saved_at__lt=at - KEPT_FOR).order_by("pk"):
        try:
            discard_draft(draft, by=trail.SERVICE, at=at)
        except (AlreadySent, Referral.DoesNotExist):
            continue  # sent, or deleted by its owner, since the list was read
        deleted += 1
    return deleted
