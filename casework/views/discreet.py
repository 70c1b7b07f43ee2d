"""The letter that only asks her to ring."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework import kind_letters, please_ring, tabs
from casework.actions import discreet
from casework.forms.discreet import AgreeForm, AskForLetterForm, WriteLetterForm
from casework.models import Review
from casework.views.loading import look

SHOWN = 100
WRITTEN = _("The letter is written. It waits for the next print run.")
ASKED = _("A colleague can agree to it now. It is on Today for all of you.")
ENDED = _("No letter goes. Find another way to reach her.")


@for_roles(*CASEWORKERS)
def discreet_letters(request: SignedInRequest) -> HttpResponse:
    """List the letters that wait for a second person."""
    waiting = Review.objects.visible_to(request.user).waiting(discreet.TO_RELEASE)
    rows = list(waiting.select_related("referral__participant").order_by("raised_at", "pk")[:SHOWN])
    subjects = [row.referral for row in rows]
    trail.record_many("case.list", subjects, by=request.user, at=timezone.now(), facts={"list": "letters"})
    return render(request, "casework/discreet_letters.html", {"rows": rows})


@for_roles(*CASEWORKERS)
def discreet_letter(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what the letter says and what stands before it; write it, ask for it, agree to it."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    tabs.woman(opened.case)
    page = please_ring.page(opened, user_id=request.user.pk, now=timezone.now())
    kind = AgreeForm if page.asked else WriteLetterForm if page.open else AskForLetterForm
    form = kind(request.POST or None, by_me=bool(page.asked and page.asked.by_me))

    def act() -> str:
        now, asked = timezone.now(), page.asked
        if asked and request.POST.get("do") == "agree":
            discreet.agree_to_letter(opened.case, UUID(asked.id), by=request.user, at=now)
            messages.success(request, WRITTEN)
        elif asked:
            discreet.end_request(opened.case, UUID(asked.id), by=request.user, at=now)
            messages.success(request, ENDED)
        elif page.open:
            discreet.write_letter(opened.case, by=request.user, at=now)
            messages.success(request, WRITTEN)
        else:
            reason = form.cleaned_data["reason"]
            discreet.ask_for_letter(opened.case, reason=reason, by=request.user, at=now)
            messages.success(request, ASKED)
        return reverse("casework:case_contact", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "page": page}
    return answer(result, lambda: render(request, "casework/discreet_letter.html", found))


@for_roles(*CASEWORKERS)
def tried_letter(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show the letter that says we tried to ring, and write it."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    her = tabs.woman(opened.case)
    form = WriteLetterForm(request.POST or None)

    def act() -> str:
        discreet.write_tried(opened.case, by=request.user, at=timezone.now())
        messages.success(request, WRITTEN)
        return reverse("casework:case_contact", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    page = kind_letters.tried_page(opened.case, her, at=timezone.now())
    found = {"head": opened.head, "form": form, "page": page}
    return answer(result, lambda: render(request, "casework/tried_letter.html", found))
