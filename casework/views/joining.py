"""Two records that are one woman: joined after a look at what would move, and parted again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, landed, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework import duplicates_page, merging, searching, tabs
from casework.forms.joining import JoinForm, PartForm, SameWomanForm
from casework.models import Case
from participants.models import Merge, Participant


@for_roles(*CASEWORKERS)
def same_woman(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Find by hand another record that may be hers; the next page compares the two."""
    case = get_object_or_404(Case.objects.visible_to(request.user).select_related("participant"), pk=pk)
    her, form = tabs.woman(case), SameWomanForm(request.POST or None)
    found = None
    if form.is_valid():
        wanted = searching.read(form.cleaned_data["q"])
        found = duplicates_page.others_like(her, wanted, user=request.user)
        facts = {"kinds": wanted.kinds, "found": [other.reference for other in found]}
        trail.record("case.search_same", case, by=request.user, at=timezone.now(), facts=facts)
    page = {"case": case, "her": her, "form": form, "found": found}
    return render(request, "casework/same_woman.html", page)


@for_roles(*CASEWORKERS)
def join(request: SignedInRequest, kept: UUID, gone: UUID) -> HttpResponse:
    """Show both records and what would move, then join them."""
    if again := landed(request):
        return again
    records = Participant.objects.visible_to(request.user)
    one, other = get_object_or_404(records, pk=kept), get_object_or_404(records, pk=gone)
    form = JoinForm(request.POST or None)
    trail.record_many("case.compare", [one, other], by=request.user, at=timezone.now())

    def act() -> str:
        merging.join(one, other, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        messages.success(request, _("The two records are one. You can part them again from this page."))
        return reverse("casework:duplicates")

    result = once(request, form, act) if form.is_valid() else None
    found = {
        "form": form,
        "page": duplicates_page.two_records(one, other),
        "preview": merging.preview(one, other, by=request.user, at=timezone.now()),
        "turned_url": reverse("casework:join", args=[gone, kept]),
    }
    return answer(result, lambda: render(request, "casework/join.html", found))


@for_roles(*CASEWORKERS)
def part(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Part two records that were joined by mistake."""
    if again := landed(request):
        return again
    merge = get_object_or_404(Merge.objects.visible_to(request.user).lately(), pk=pk)
    sides = {"kept": merge.kept.full_name, "gone": merge.gone.full_name}
    form = PartForm(request.POST or None, said_since=merging.said_since(merge), **sides)
    trail.record_many("case.compare", [merge.kept, merge.gone], by=request.user, at=timezone.now())

    def act() -> str:
        why, hers = form.cleaned_data["why"], form.since_is_hers
        merging.undo(merge, since_is_hers=hers, why=why, by=request.user, at=timezone.now())
        messages.success(request, _("The two records stand apart again."))
        return reverse("casework:duplicates")

    result = once(request, form, act) if form.is_valid() else None
    found = {"form": form, "merge": merge, "page": duplicates_page.two_records(merge.kept, merge.gone)}
    return answer(result, lambda: render(request, "casework/part.html", found))
