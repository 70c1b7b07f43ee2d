"""What became of the outcomes on the police side, and what police tell one of us about them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework import notice_view, outcome_pages, police_view
from casework.forms.closing import LeaveClosedForm
from casework.forms.police import DeadlineForm, ReportedDecisionForm
from casework.models import Case
from casework.views.loading import look
from referrals import actions
from referrals.models import DeadlineChange, DecisionKind, Evidence, OutcomeNotice


@for_roles(*CASEWORKERS)
def outcomes(request: SignedInRequest) -> HttpResponse:
    """Show every ended case in one of four lists, the oldest first."""
    seen, base = Case.objects.visible_to(request.user), reverse("casework:outcomes")
    page = outcome_pages.listed(seen, request.GET, base=base, ours=True)
    trail.record_many("case.list", page.subjects, by=request.user, at=timezone.now())
    return render(request, "casework/outcomes.html", {"page": page.shown})


@for_roles(*CASEWORKERS)
def decision(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Record what police decided, on an officer's word."""
    opened = look(request, pk, tab="case")
    notices = OutcomeNotice.objects.visible_to(request.user).filter(referral=pk)
    notice = notices.select_related("referral__definition").order_by("-number").first()
    if notice is None:
        raise Http404
    form = ReportedDecisionForm(request.POST or None, today=timezone.localdate())

    def act() -> str:
        got = form.cleaned_data
        kind, until, how = DecisionKind(got["kind"]), got["new_deadline_on"], Evidence(got["evidence"])
        said = {"words": got["words"], "stated_by": got["stated_by"], "new_deadline_on": until}
        actions.record_decision(notice, kind=kind, evidence=how, by=request.user, at=timezone.now(), **said)
        return reverse("casework:case", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "notice": notice_view.notice(notice)}
    return answer(result, lambda: render(request, "casework/decision.html", found))


@for_roles(*CASEWORKERS)
def leave_closed(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Leave a case closed although police decided what could reopen it."""
    opened = look(request, pk, tab="case")
    form = LeaveClosedForm(request.POST or None)

    def act() -> str:
        actions.leave_closed(opened.case, by=request.user, at=timezone.now())
        return reverse("casework:case", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form}
    return answer(result, lambda: render(request, "casework/leave_closed.html", found))


@for_roles(*CASEWORKERS)
def deadline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down a deadline as an officer stated it, with how it came to be what it is."""
    opened = look(request, pk, tab="case")
    form = DeadlineForm(request.POST or None, today=timezone.localdate(), version=opened.case.version)
    changes = DeadlineChange.objects.visible_to(request.user).filter(referral=pk).order_by("-changed_at")

    def act() -> str:
        until, basis = form.cleaned_data["until"], form.basis()
        seen, now = form.seen_version, timezone.now()
        actions.state_deadline(opened.case, on=until, basis=basis, by=request.user, at=now, seen=seen)
        return reverse("casework:case", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "page": police_view.deadline(opened.case, changes)}
    return answer(result, lambda: render(request, "casework/deadline.html", found))
