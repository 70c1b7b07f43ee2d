"""The pages of the follow-up. Police see their own cases only, as their list of referrals has them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import POLICE, Role
from audit import trail
from casework.importing.cells import Fault
from programmes.models import Programme
from referrals.models import Referral
from reports import reading
from reports.followup import actions, case_pages, data_lab, pages, police_pages
from reports.followup.forms import AnswerForm, DataLabForm, FileForm
from reports.followup.querysets import to_follow_up
from reports.models import FollowUpCurve, FollowUpResult


@for_roles(*POLICE)
@require_safe
def police_follow_up(request: SignedInRequest) -> HttpResponse:
    """List the cases whose follow-up has ended: those to check, or those answered."""
    at = timezone.now()
    seen = Referral.objects.visible_to(request.user)
    page = police_pages.listed(seen, request.GET, today=timezone.localdate(at))
    trail.record_many("police.follow_up", page.subjects, by=request.user, at=at)
    return render(request, "reports/police_follow_up.html", {"page": page.shown})


@for_roles(*POLICE)
def police_follow_up_case(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Record what police found about one woman, or correct it."""
    today = timezone.localdate()
    case = get_object_or_404(to_follow_up(Referral.objects.visible_to(request.user), today=today), pk=pk)
    answers = FollowUpResult.objects.visible_to(request.user).filter(referral=pk).order_by("-number")
    opened = police_pages.opened(case, answers)
    given = {"version": opened.number, "initial": opened.initial}
    form = AnswerForm(request.POST or None, today=today, index_on=opened.subject.index_on, **given)
    trail.seen("police.follow_up", case, by=request.user)

    def act() -> str:
        at, seen = timezone.now(), form.seen_version
        actions.record(case, form.said(), by=request.user, at=at, seen=seen)
        messages.success(request, _("The answer is recorded."))
        return reverse("reports:police_follow_up")

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    shown = {"page": opened.page, "form": form}
    return answer(result, lambda: render(request, "reports/police_follow_up_case.html", shown))


@for_roles(*POLICE)
def police_follow_up_file(request: SignedInRequest) -> HttpResponse:
    """Record a whole file of answers, or none of them and say what is wrong with each row."""
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []

    def act() -> str:
        try:
            data = form.cleaned_data["file"].read()
            done = actions.record_file(data, by=request.user, at=timezone.now())
        except actions.RowsRefused as refused:
            faults.extend(refused.faults)
            raise
        messages.success(request, actions.in_words(done))
        return reverse("reports:police_follow_up")

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    shown = {"form": form, "faults": faults[: actions.MOST_SHOWN], "more": len(faults) - actions.MOST_SHOWN}
    return answer(result, lambda: render(request, "reports/police_follow_up_file.html", shown))


@for_roles(*POLICE)
@require_safe
def police_follow_up_list(request: SignedInRequest) -> HttpResponse:
    """Give the cases to check as a file: references and dates, no name."""
    at = timezone.now()
    cases = police_pages.to_check(Referral.objects.visible_to(request.user), today=timezone.localdate(at))
    trail.record_many("follow_up.download", cases, by=request.user, at=at)
    return _file(police_pages.as_csv(cases), "follow-up-to-check.csv")


@for_roles(Role.MANAGER)
@require_safe
def follow_up(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show the share of a programme's women with no recorded offence a year on, and the curve."""
    found = _managed(request, programme)
    trail.seen("follow_up.view", None, by=request.user, programme=programme)
    page = pages.page(found, request.GET.dict(), today=timezone.localdate())
    return render(request, "reports/follow_up.html", {"page": page})


@for_roles(Role.MANAGER)
@require_safe
def follow_up_chart(request: SignedInRequest, programme: str, event: str) -> HttpResponse:
    """Give the curve as it was drawn last."""
    found = _managed(request, programme)
    row = FollowUpCurve.objects.visible_to(request.user).filter(programme=found, index=event.upper()).first()
    if row is None:
        raise Http404(_("There is no such chart"))
    return HttpResponse(row.chart["svg"], content_type="image/svg+xml; charset=utf-8")


@for_roles(Role.MANAGER)
@require_safe
def business_case(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show what a completion cost, and a woman with no recorded offence; nothing entered is kept."""
    found = _managed(request, programme)
    trail.seen("business_case.view", None, by=request.user, programme=programme)
    page = case_pages.page(found, request.GET.dict(), today=timezone.localdate())
    return render(request, "reports/business_case.html", {"page": page, "form": page.form})


@for_roles(Role.MANAGER)
def justice_data_lab(request: SignedInRequest, programme: str) -> HttpResponse:
    """Give the women of a year as the Justice Data Lab asks for them, and record whose details went."""
    found = _managed(request, programme)
    seen = Referral.objects.visible_to(request.user)
    form = DataLabForm(request.POST or None, years=data_lab.years(seen, found))
    if not (form.is_bound and form.is_valid()):
        about = data_lab.about(seen, found)
        return render(request, "reports/justice_data_lab.html", {"about": about, "form": form})
    year = int(form.cleaned_data["year"])
    rows, facts = data_lab.rows(seen, found, year), {"programme": programme, "year": year}
    subjects = [row.subject for row in rows]
    trail.record_many("follow_up.data_lab", subjects, by=request.user, at=timezone.now(), facts=facts)
    trail.seen("follow_up.data_lab_file", None, by=request.user, rows=len(rows), **facts)
    return _file(data_lab.as_csv(rows), f"justice-data-lab-{programme}-{year}.csv")


def _managed(request: SignedInRequest, programme: str) -> Programme:
    code = programme.replace("-", "_").upper()
    found = reading.managed_programmes(request).filter(code=code).select_related("provider").first()
    return found or reading.missing(request)


def _file(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)
