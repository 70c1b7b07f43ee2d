"""Opening a case for a page: fetched through the doorway, and the looking recorded."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import SignedInRequest
from audit import trail
from casework.case_page import Opened, open_page
from casework.models import Case

ALSO = ("programme", "referred_by", "referring_organisation")


def look(request: SignedInRequest, pk: UUID, *, tab: str, verb: str = "case.view") -> Opened:
    """Return a case with its head, and leave an event that it was looked at."""
    shown = Case.objects.visible_to(request.user).with_facts()
    case = get_object_or_404(shown.select_related(*ALSO), pk=pk)
    trail.seen(verb, case, by=request.user)
    return open_page(case, user=request.user, now=timezone.now(), tab=tab)
