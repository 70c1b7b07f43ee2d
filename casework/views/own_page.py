"""The link to a woman's own page, and what she pressed there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework import own_page as pages
from casework.actions import own_page as acts
from casework.forms.own_page import AnswerForm, LinkForm
from casework.views.loading import look
from workshops.models import HerAnswer


@for_roles(*CASEWORKERS)
def own_page(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show whether she may have a link to her own page; stop it, or make a new one."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    page = pages.link_page(opened, now=timezone.now())
    form = LinkForm(request.POST or None, may_make=page.allowed, may_stop=page.works)

    def act() -> str:
        now = timezone.now()
        if request.POST.get("do") == "stop":
            acts.stop_page(opened.case, by=request.user, at=now)
            messages.success(request, _("The link is stopped. It shows nothing to anybody."))
        else:
            sent = acts.new_page(opened.case, by=request.user, at=now)
            messages.success(request, _("A new link is made.") + " " + pages.how_it_goes(sent))
        return request.path

    done = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "page": page, "form": form}
    return answer(done, lambda: render(request, "casework/own_page.html", found))


@for_roles(*CASEWORKERS)
def her_answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show one thing she pressed and what to do next; say what was done about it."""
    rows = HerAnswer.objects.visible_to(request.user).select_related("referral", "place__workshop")
    row = get_object_or_404(rows, pk=pk)
    trail.seen("case.contact", row.referral, by=request.user)
    form = AnswerForm(request.POST or None)

    def act() -> str:
        acts.take_up_answer(row, done=form.cleaned_data["done"], by=request.user, at=timezone.now())
        return reverse("casework:case", args=[row.referral_id])

    done = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"page": pages.answer_page(row), "form": form, "case": row.referral}
    return answer(done, lambda: render(request, "casework/her_answer.html", found))
