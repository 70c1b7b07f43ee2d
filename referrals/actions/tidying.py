"""Drafts that lie: the owner is reminded once; later they are thrown away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _g

from audit import trail
from correspondence import actions as correspondence
from correspondence.models import Message
from referrals.actions.drafting import AlreadySent, discard_draft
from referrals.models import Referral

KEPT_FOR = timedelta(days=30)
REMINDED_AFTER = timedelta(hours=24)
DRAFT = "DRAFT_REMINDER"


def remind_of_drafts(*, at: datetime) -> int:
    """Remind the owner of every draft not saved for a day, once; return how many.

    The e-mail says when it was begun and where it is: no name, nothing about her.
    """
    lying = Referral.objects.drafts().filter(saved_at__lt=at - REMINDED_AFTER, saved_at__gte=at - KEPT_FOR)
    drafts = {_key(draft): draft for draft in lying.select_related("owner", "provider").order_by("pk")}
    done = set(Message.objects.filter(key__in=list(drafts)).values_list("key", flat=True))
    owed = [(key, draft) for key, draft in drafts.items() if key not in done and _can_be_told(draft)]
    for key, draft in owed:
        begun = date_format(timezone.localtime(draft.started_at), "j M Y, H:i")
        correspondence.write_official(
            purpose=DRAFT,
            to=draft.owner,
            about=correspondence.About(
                id=draft.pk, revision="1", reference=_g("Referral begun %(when)s") % {"when": begun}
            ),
            provider=draft.provider,
            key=key,
            due_at=at,
            by=trail.SERVICE,
            at=at,
        )
    return len(owed)


def _key(draft: Referral) -> str:
    return f"draft_reminder:{draft.pk}"


def _can_be_told(draft: Referral) -> bool:
    return draft.owner is not None and bool(draft.owner.is_active)


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
