"""Cases that were brought in from another record: looked at, then released into work."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.access import SignedInRequest, for_roles
from accounts.forms import ConfirmForm
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework.actions.releasing import IMPORTED, release_import
from casework.models import Case, Review
from casework.views.loading import look

SHOWN = 100


@for_roles(*CASEWORKERS)
def imported(request: SignedInRequest) -> HttpResponse:
    """List what was brought in and is not in work yet, the nearest deadline first."""
    waiting = Review.objects.visible_to(request.user).waiting(IMPORTED)
    rows = list(
        waiting.select_related("referral__participant", "referral__definition").order_by(
            "referral__deadline_on", "pk"
        )[:SHOWN]
    )
    subjects = [row.referral for row in rows]
    trail.record_many("case.list", subjects, by=request.user, at=timezone.now(), facts={"list": "imported"})
    return render(request, "casework/imported.html", {"rows": rows, "most": SHOWN})


@for_roles(*CASEWORKERS)
def release(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Release one case: only now are letters and reminders planned, for what lies ahead."""
    row = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    form = ConfirmForm(request.POST or None)

    def act() -> str:
        written = release_import(row, by=request.user, at=timezone.now())
        words = ngettext(
            "The case is in work. %(n)s message was planned.",
            "The case is in work. %(n)s messages were planned.",
            written,
        )
        messages.success(request, words % {"n": written})
        return reverse("casework:case", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": look(request, pk, tab="case").head, "form": form}
    return answer(result, lambda: render(request, "casework/release.html", found))
