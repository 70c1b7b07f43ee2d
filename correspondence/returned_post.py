"""The pages of letters that came back."""

from __future__ import annotations

import uuid

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import trail
from correspondence import pages, registry
from correspondence.forms import CameBackForm, FoundRightForm
from correspondence.models import Message, ReturnedLetter
from correspondence.returned import come_back, find_right
from correspondence.statuses import CameBack, Channel


@for_roles(*CASEWORKERS)
def came_back(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Log a posted letter that came back."""
    letters = Message.objects.visible_to(request.user).filter(
        channel=Channel.LETTER, participant__isnull=False
    )
    letter = get_object_or_404(letters.select_related("participant", "staff"), pk=pk)
    form = CameBackForm(request.POST or None)

    def act() -> str:
        says = CameBack(form.cleaned_data["says"])
        row = come_back(letter, says=says, by=request.user, at=timezone.now())
        banners.success(request, _("Logged. No letter goes to this address until somebody has put it right."))
        return reverse("correspondence:returned", args=[row.pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    trail.seen("message.view", letter, by=request.user, status=letter.status)
    found = {"form": form, "row": pages.row(letter)}
    return answer(result, lambda: render(request, "correspondence/came_back.html", found))


@for_roles(*CASEWORKERS)
def returned(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a letter that came back, and put the address right."""
    rows = ReturnedLetter.objects.visible_to(request.user).select_related(
        "participant", "message__participant"
    )
    row = get_object_or_404(rows, pk=pk)
    form = FoundRightForm(request.POST or None)

    def act() -> str:
        find_right(row, by=request.user, at=timezone.now())
        banners.success(request, _("Letters may go to this address again."))
        return registry.case_page(row.message.about_id) or reverse("correspondence:outbox")

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    trail.seen("message.view", row.message, by=request.user, status=row.message.status)
    return answer(result, lambda: render(request, "correspondence/returned.html", _shown(row, form)))


def _shown(row: ReturnedLetter, form: FoundRightForm) -> dict[str, object]:
    standing = ReturnedLetter.objects.from_where_she_lives().filter(pk=row.pk).exists()
    return {
        "returned": row,
        "row": pages.row(row.message),
        "says": CameBack(row.says).label,
        "opened": row.says == CameBack.OPENED,
        "address": [*row.address_lines.splitlines(), row.postcode],
        "logged": pages.moment(row.came_back_at),
        "by": row.came_back_by.partition(" <")[0],
        "standing": standing,
        "case_url": registry.case_page(row.message.about_id),
        "form": form if standing else None,
    }
