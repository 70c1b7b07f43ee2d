"""The page on which a message is held back."""

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
from correspondence import holding, pages
from correspondence.forms import HoldForm
from correspondence.models import Message
from correspondence.statuses import SPOKEN


@for_roles(*CASEWORKERS)
def hold(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Hold a message back, with a reason."""
    to_her = Message.objects.visible_to(request.user).filter(participant__isnull=False)
    rows = to_her.exclude(channel__in=SPOKEN).select_related("participant", "staff")
    found = get_object_or_404(rows, pk=pk)
    form = HoldForm(request.POST or None)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        holding.hold(found, reason=reason, by=request.user, at=timezone.now())
        banners.success(request, _("It is held back. It stands under “Held back” until you let it go."))
        return reverse("correspondence:message", args=[pk])

    result = once(request, form, act) if form.is_valid() else None
    trail.seen("message.view", found, by=request.user, status=found.status)
    not_after = pages.moment(found.not_after) if found.not_after else ""
    context = {"form": form, "row": pages.row(found), "not_after": not_after, "pk": pk}
    return answer(result, lambda: render(request, "correspondence/hold.html", context))
