"""The page of what is to be told her by word of mouth."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import trail
from correspondence import pages, presses, registry, telling
from correspondence.forms import ToldForm
from correspondence.messages import why
from correspondence.models import Message
from correspondence.statuses import BY_WORD, Channel, MessageStatus


@for_roles(*CASEWORKERS)
def tell(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what may be said to her now, and log what came of it."""
    to_women = Message.objects.visible_to(request.user).filter(channel__in=BY_WORD, participant__isnull=False)
    to_women = to_women.select_related("participant")
    found = get_object_or_404(to_women, pk=pk)
    form = ToldForm(request.POST or None, channel=found.channel)
    act = form.is_bound and form.is_valid()
    result = once(request, form, lambda: _logged(request, found, form)) if act else None
    return answer(result, lambda: _shown(request, to_women.get(pk=pk), form, timezone.now()))


def _logged(request: SignedInRequest, found: Message, form: ToldForm) -> str:
    now, reason = timezone.now(), form.why_not
    if reason is None:
        after = telling.told(found, by=request.user, at=now)
    else:
        after = telling.not_told(found, why=reason, by=request.user, at=now)
    if after.status == MessageStatus.SENT:
        banners.success(request, _("Logged: she has been told."))
        return reverse("correspondence:outbox")
    return reverse("correspondence:message", args=[found.pk])


def _shown(request: SignedInRequest, found: Message, form: ToldForm, now: datetime) -> HttpResponse:
    """Ask the gate at this moment; what she said is read only with its leave, and while it is to be told."""
    if not telling.is_to_tell(found, at=now):
        if form.errors:
            banners.warning(request, str(telling.NotToTell.sentence))
        return redirect("correspondence:message", pk=found.pk)
    said = telling.to_say(found, at=now)
    trail.seen("message.tell", found, by=request.user, shut=said.shut, channel=found.channel)
    context = {
        "row": pages.row(found),
        "said": said,
        "shut": why(said.shut) if said.shut else "",
        "through": found.channel == Channel.TRUSTED_PERSON,
        "called": found.participant.called if found.participant else "",
        "presses": presses.offers(found, [], now, shut=bool(said.shut)),
        "case_url": registry.case_page(found.about_id),
        "form": None if said.shut else form,
    }
    return render(request, "correspondence/tell.html", context)
