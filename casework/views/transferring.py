"""Passing a referral on."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, landed, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework import transfer_page
from casework.actions import passing_on
from casework.forms.passing_on import TransferForm
from casework.models import Case


@for_roles(*CASEWORKERS)
def transfer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose where it goes, see what goes and what stays, then pass it on."""
    if again := landed(request):
        return again
    mine = Case.objects.visible_to(request.user).still_open_cases()
    case = cast(Case, get_object_or_404(mine, pk=pk))
    trail.seen("case.view", case, by=request.user)
    form = transfer_page.form_for(case, request.POST or None)
    found = {"form": form, "reference": case.reference, "back": transfer_page.back_of(case)}
    if not (form.is_bound and form.is_valid()):
        return render(request, "casework/transfer.html", found)
    if request.POST.get("do") != "send":
        return _preview(request, case, form)
    done = once(request, form, lambda: _pass_on(request, case, form))
    return answer(done, lambda: render(request, "casework/transfer.html", found))


def _preview(request: SignedInRequest, case: Case, form: TransferForm) -> HttpResponse:
    page = transfer_page.passing(case, transfer_page.chosen(form))
    form.renew(version=form.seen_version)
    found = {"page": page, "resend": form, "reference": case.reference}
    return render(request, "casework/transfer_check.html", found)


def _pass_on(request: SignedInRequest, case: Case, form: TransferForm) -> str:
    to, words = transfer_page.chosen(form), form.cleaned_data["words"]
    passing_on.transfer(
        case,
        programme=to.programme,
        force=to.force,
        words=words,
        by=request.user,
        at=timezone.now(),
        seen=form.seen_version,
    )
    messages.success(
        request, _("%(reference)s was passed on. Police are told.") % {"reference": case.reference}
    )
    seen = Case.objects.visible_to(request.user).filter(pk=case.pk).exists()
    return reverse("referrals:review", args=[case.pk]) if seen else reverse("casework:today")
