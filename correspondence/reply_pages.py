"""The pages of texts that came back."""

from __future__ import annotations

import uuid

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import trail
from correspondence import pages, registry
from correspondence.forms import PressForm
from correspondence.models import Reply
from correspondence.replies import settle

MOST = 100
DEALT_WITH = gettext_lazy("I have dealt with it")


@for_roles(*CASEWORKERS)
def replies(request: SignedInRequest) -> HttpResponse:
    """List the texts that came back and wait to be read: who and when, not a word of them."""
    waiting = Reply.objects.visible_to(request.user).to_read().select_related("participant", "message")
    rows = pages.reply_rows(waiting.defer("words", "number").order_by("received_at", "pk")[: MOST + 1])
    trail.seen("reply.list", None, by=request.user, rows=len(rows[:MOST]))
    context = {"rows": rows[:MOST], "more": len(rows) > MOST}
    return render(request, "correspondence/replies.html", context)


@for_roles(*CASEWORKERS)
def reply(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a text that came back, and let somebody say that it is dealt with."""
    rows = Reply.objects.visible_to(request.user).select_related("participant", "message")
    found = get_object_or_404(rows, pk=pk)
    form = PressForm(request.POST or None, submit=DEALT_WITH)

    def act() -> str:
        settle(found, by=request.user, at=timezone.now())
        banners.success(request, _("Taken off the list."))
        return reverse("correspondence:replies")

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    trail.seen("reply.view", found, by=request.user)
    return answer(result, lambda: render(request, "correspondence/reply.html", _shown(found, form)))


def _shown(found: Reply, form: PressForm) -> dict[str, object]:
    return {
        "reply": found,
        "row": pages.reply_rows([found])[0],
        "by": found.settled_by.partition(" <")[0],
        "settled": pages.moment(found.settled_at) if found.settled_at else "",
        "message_url": reverse("correspondence:message", args=[found.message_id]) if found.message_id else "",
        "case_url": registry.case_page(found.message.about_id) if found.message else "",
        "form": None if found.settled_at else form,
    }
