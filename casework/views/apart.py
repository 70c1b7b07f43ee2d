"""Whom she is kept apart from: noted by hand, ended with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.models import User
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from casework import apart_page, tabs
from casework.actions.keeping_apart import end_apart as end
from casework.actions.keeping_apart import keep_apart
from casework.forms.apart import ApartForm, EndApartForm
from casework.models import Case
from casework.views.loading import look
from participants.models import KeepApart
from workshops.group_safety import meetings


@for_roles(*CASEWORKERS)
def apart(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show whom she must not meet, and note somebody else."""
    case = get_object_or_404(Case.objects.visible_to(request.user).filter(participant__isnull=False), pk=pk)
    opened = look(request, case.pk, tab="case", verb="case.apart")
    form = ApartForm(request.POST or None)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        keep_apart(opened.case, form.other, reason=reason, by=request.user, at=timezone.now())
        if _meets(request.user, tabs.woman(opened.case).pk):
            messages.warning(request, _("They are kept apart, and are booked to meet: move one of them."))
            return reverse("workshops:group_safety")
        messages.success(request, _("They are kept apart."))
        return request.path

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(
        result,
        lambda: render(
            request,
            "casework/apart.html",
            {"head": opened.head, "form": form, "page": apart_page.page(tabs.woman(opened.case), pk)},
        ),
    )


@for_roles(*CASEWORKERS)
def end_apart(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say that two people need not be kept apart any more."""
    rows = KeepApart.objects.visible_to(request.user).select_related("participant", "other")
    row = get_object_or_404(rows, pk=pk)
    cases = Case.objects.visible_to(request.user).filter(participant__in=[row.participant_id, row.other_id])
    case = cases.filter(pk=_key(request.GET.get("case", ""))).first() or get_object_or_404(cases[:1])
    opened = look(request, case.pk, tab="case", verb="case.apart")
    form = EndApartForm(request.POST or None)
    back = reverse("casework:apart", args=[case.pk])

    def act() -> str:
        end(row, case=opened.case, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        messages.success(request, _("They need not be kept apart any more."))
        return back

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    line = apart_page.line(row, tabs.woman(opened.case).pk, case.pk)
    found = {"head": opened.head, "form": form, "line": line, "back": back, "ended": row.ended_at}
    return answer(result, lambda: render(request, "casework/end_apart.html", found))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _meets(user: User, participant_id: UUID) -> bool:
    found = meetings(user, at=timezone.now())
    return any(
        participant_id in (m.one.participant_id, m.other.participant_id) and not m.agreed for m in found
    )
