"""The directory of services, and what became of an offer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles, memberships
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from casework import directory_page
from casework.actions import directory, support
from casework.forms.directory import EndServiceForm, OfferForm, ServiceForm
from casework.models import ListedService, OnwardReferral
from casework.views.loading import look
from programmes.codes import pathways

A_PAGE = 25


@for_roles(*CASEWORKERS)
def services(request: SignedInRequest) -> HttpResponse:
    """List the services, all of them or those for one kind of need."""
    labels = {code.code: code.label for code in pathways()}
    wanted = request.GET.get("about", "")
    rows = ListedService.objects.visible_to(request.user).standing().order_by("name", "pk")
    if wanted in labels:
        rows = rows.filter(pathways__contains=[wanted])
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    found: dict[str, Any] = {
        "lines": directory_page.lines(list(page), today=timezone.localdate()),
        "page": page,
        "about": labels.get(wanted, ""),
        "code": wanted if wanted in labels else "",
        "kinds": list(labels.items()),
    }
    return render(request, "casework/services.html", found)


@for_roles(*CASEWORKERS)
def service_add(request: SignedInRequest) -> HttpResponse:
    """Put a service into the directory."""
    form = ServiceForm(request.POST or None)
    provider = memberships(request.user, *CASEWORKERS)[0].organisation

    def act() -> str:
        directory.list_service(provider, form.details, by=request.user, at=timezone.now())
        messages.success(request, _("The service is in the directory."))
        return reverse("casework:services")

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(result, lambda: render(request, "casework/service_add.html", {"form": form}))


@for_roles(*CASEWORKERS)
def service_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change what is known of a service, or say that all of it still holds."""
    row = _standing(request, pk)
    form = ServiceForm(request.POST or None, version=row.version, initial=ServiceForm.first(row))

    def act() -> str:
        at, seen = timezone.now(), form.seen_version
        directory.amend_service(row, form.details, by=request.user, at=at, seen=seen)
        messages.success(request, _("The service is saved."))
        return reverse("casework:services")

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(result, lambda: render(request, "casework/service_edit.html", {"form": form, "row": row}))


@for_roles(*CASEWORKERS)
def service_end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take a service out of the directory."""
    row, back = _standing(request, pk), reverse("casework:services")
    form = EndServiceForm(request.POST or None, back_url=back)

    def act() -> str:
        directory.end_service(row, by=request.user, at=timezone.now())
        messages.success(request, _("The service is taken out."))
        return back

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    return answer(result, lambda: render(request, "casework/service_end.html", {"form": form, "row": row}))


@for_roles(*CASEWORKERS)
def offer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say whether she wants a service she was offered, and whether she has begun."""
    row = get_object_or_404(OnwardReferral.objects.visible_to(request.user).select_related("referral"), pk=pk)
    opened = look(request, row.referral_id, tab="case_notes", verb="case.notes")
    form = OfferForm(request.POST or None, initial=OfferForm.first(row))

    def act() -> str:
        begun: bool = form.cleaned_data["taken_up"]
        support.answer_offer(row, accepted=form.wants_it, taken_up=begun, by=request.user, at=timezone.now())
        return reverse("casework:case_notes", args=[row.referral_id])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "service": row.service, "listed": _listed(request, row)}
    return answer(result, lambda: render(request, "casework/offer.html", found))


def _listed(request: SignedInRequest, row: OnwardReferral) -> ListedService | None:
    found: ListedService | None = (
        ListedService.objects.visible_to(request.user).filter(pk=row.listed_id).first()
    )
    return found


def _standing(request: SignedInRequest, pk: UUID) -> ListedService:
    row: ListedService = get_object_or_404(ListedService.objects.visible_to(request.user).standing(), pk=pk)
    return row
