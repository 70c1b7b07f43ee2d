"""Police change what they sent, and see what was changed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, landed, once
from accounts.roles import POLICE
from audit import trail
from referrals import amending
from referrals.models import Amendment, Referral


@for_roles(*POLICE)
def changes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what was changed since it was sent: who, when, why, old and new."""
    referral = _sent(request, pk)
    rows = Amendment.objects.visible_to(request.user).filter(referral=pk).order_by("-amended_at", "-pk")
    trail.seen("police.changes", referral, by=request.user)
    page = amending.changes_page(referral, list(rows.prefetch_related("changed")), user=request.user)
    return render(request, "referrals/changes.html", {"page": page, "referral_id": referral.pk})


@for_roles(*POLICE)
def amend(request: SignedInRequest, pk: UUID, key: str) -> HttpResponse:
    """Change one page of what was sent."""
    if again := landed(request):
        return again
    referral, part = _sent(request, pk), amending.BY_KEY.get(key)
    if part is None:
        raise Http404
    form = amending.form_for(referral, part, request.POST, today=timezone.localdate())

    def act() -> str:
        url = amending.save(referral, part, form, by=request.user, at=timezone.now())
        messages.success(request, _("The change is saved."))
        return url

    result = once(request, form, act) if form.is_valid() else None
    trail.seen("police.amend", referral, by=request.user, page=key)
    found = {"form": form, "title": part.title, "reference": referral.reference, "referral_id": referral.pk}
    return answer(result, lambda: render(request, "referrals/amend.html", found))


def _sent(request: SignedInRequest, pk: UUID) -> Referral:
    related = ("programme", "definition", "person", "referring_organisation")
    return get_object_or_404(Referral.objects.visible_to(request.user).sent().select_related(*related), pk=pk)
