"""Correcting a mark after the sign-off, with what follows from it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as banners
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import Role
from audit import trail
from casework import correcting_page
from casework.actions import correcting
from ui.refusals import Refused
from workshops.forms.register import CorrectForm
from workshops.models import Place


@for_roles(Role.MANAGER)
def correct(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose what happened, see what follows and what police will read, then correct it."""
    held = Place.objects.visible_to(request.user).held()
    related = ("participant", "workshop", "referral__definition", "referral__provider")
    place = get_object_or_404(held.select_related(*related), pk=pk)
    form = CorrectForm(request.POST or None, initial={"mark": place.mark}, version=place.version)
    trail.seen("register.look_to_correct", place.referral, by=request.user)

    def act() -> str:
        why, seen, now = form.cleaned_data["why"], form.seen_version, timezone.now()
        correcting.correct_mark(place, form.entry(), why=why, by=request.user, at=now, seen=seen)
        banners.success(request, _("The register is corrected."))
        return reverse("workshops:register", args=[place.workshop_id])

    if form.is_valid() and request.POST.get("do") != "send":
        return _check(request, form, place)
    result = once(request, form, act) if form.is_valid() else None
    found = {"form": form, "page": correcting_page.head(place)}
    return answer(result, lambda: render(request, "casework/correct.html", found))


def _check(request: SignedInRequest, form: CorrectForm, place: Place) -> HttpResponse:
    """Show what the correction leads to; nothing is kept of it."""
    found = {"form": form, "page": correcting_page.head(place)}
    why, now = form.cleaned_data["why"], timezone.now()
    try:
        corrected = correcting.preview(place, form.entry(), why=why, by=request.user, at=now)
    except Refused as refused:
        form.refuse(refused)
        return render(request, "casework/correct.html", found)
    form.renew(version=form.seen_version)
    follows = correcting_page.follows(corrected, form.entry())
    return render(request, "casework/correct_check.html", {**found, "resend": form, "follows": follows})
