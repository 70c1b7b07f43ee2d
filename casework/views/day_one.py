"""The women on a group that had begun before this service was used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import Role
from audit import trail
from casework import day_one_page
from casework.actions.day_one import NoSuchCase, close_past, put_on_group
from casework.forms.day_one import SignOffForm, WomanForm
from referrals.models import Referral
from workshops.models import Cohort, Place, Workshop
from workshops.views.together import decided_by_two


@for_roles(Role.MANAGER)
def group_women(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show who is on a group that had begun, and put another woman on it, with her marks."""
    cohort, days = _found(request, pk)
    at = timezone.now()
    form = WomanForm(request.POST or None, past=[day for day in days if day.ends_at <= at], may_decide=True)

    def act() -> str:
        row = _case(request, cohort, form.cleaned_data["reference"])
        put_on_group(row, days, form.marks, by=request.user, at=at, override=decided_by_two(request, form))
        messages.success(request, _("She is on the group. Her case waits until somebody releases it."))
        return request.path

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(
        result, lambda: render(request, "casework/group_women.html", _page(request, cohort, days, form))
    )


@for_roles(Role.MANAGER)
def sign_off_past(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Sign off the registers of the days that were over when the group was entered."""
    cohort, days = _found(request, pk)
    form = SignOffForm(request.POST or None)

    def act() -> str:
        over = [day for day in days if day.entered_afterwards and day.finished_at is None]
        done = close_past(over, by=request.user, at=timezone.now())
        if done < len(over):
            messages.warning(request, _("Somebody is not marked yet. Mark her on the register first."))
        else:
            messages.success(request, _("The registers are signed off. Nothing was sent to anybody."))
        return reverse("casework:group_women", args=[cohort.pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"form": form, "cohort": cohort}
    return answer(result, lambda: render(request, "casework/sign_off_past.html", found))


def _found(request: SignedInRequest, pk: UUID) -> tuple[Cohort, list[Workshop]]:
    mine = Workshop.objects.visible_to(request.user)
    begun = mine.entered_afterwards().values("cohort")
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).filter(pk__in=begun), pk=pk)
    days = mine.running().filter(cohort=cohort).select_related("room__venue", "cohort", "programme")
    return cohort, list(days.order_by("starts_at"))


def _case(request: SignedInRequest, cohort: Cohort, reference: str) -> Referral:
    mine = Referral.objects.visible_to(request.user).filter(programme=cohort.programme_id)
    found = mine.filter(reference__iexact=reference.strip(), participant__isnull=False).first()
    if found is None:
        raise NoSuchCase
    return found


def _page(
    request: SignedInRequest, cohort: Cohort, days: Sequence[Workshop], form: WomanForm
) -> dict[str, Any]:
    held = Place.objects.visible_to(request.user).held().filter(workshop__in=days)
    places = list(held.select_related("participant", "referral", "workshop").order_by("seat", "pk"))
    trail.record_many("group.view", places, by=request.user, at=timezone.now())
    return {"cohort": cohort, "form": form, "page": day_one_page.page(days, places)}
