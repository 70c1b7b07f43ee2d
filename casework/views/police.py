"""What police see: their referrals, one of them, and what they were told."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import POLICE
from audit import trail
from casework import case_list, disclosure, outcome_pages, police_pages, police_passing, police_view
from casework import police_search as searching
from casework.forms.police import AcknowledgeForm, DecisionForm, PoliceDeadlineForm, PoliceSearchForm
from casework.models import Disclosure
from referrals import actions
from referrals.models import DeadlineChange, DecisionKind, OutcomeNotice, Question, Referral, Transfer


@for_roles(*POLICE)
def police_home(request: SignedInRequest) -> HttpResponse:
    """Show their referrals: drafts, questions that wait for them, and where each one is."""
    seen = Referral.objects.visible_to(request.user)
    asked = Question.objects.visible_to(request.user).waiting_on_police()
    term = case_list.term_of(request.session, request.GET.get("q", ""))
    page = police_pages.home(request.user, seen, asked, request.GET, term=term)
    trail.record_many("police.list", page.subjects, by=request.user, at=timezone.now())
    search = PoliceSearchForm(initial={"q": term})
    return render(request, "casework/police_home.html", {"page": page.shown, "search": search})


@for_roles(*POLICE)
@require_POST
def police_search(request: SignedInRequest) -> HttpResponse:
    """Keep what is searched for on the server: a name must not stand in an address or a log."""
    form = PoliceSearchForm(request.POST)
    if not form.is_valid():
        return redirect("casework:police_home")
    typed = form.cleaned_data["q"]
    trail.seen("police.search", None, by=request.user, kinds=searching.read(typed).kinds)
    return redirect(police_pages.found_url(case_list.keep(request.session, typed)))


@for_roles(*POLICE)
def police_referral(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show what they sent, where it is now, what they were told and asked."""
    sent = police_view.with_phrase(Referral.objects.visible_to(request.user).sent())
    referral = get_object_or_404(sent, pk=pk)
    trail.seen("police.view", referral, by=request.user)
    page = police_view.page(
        referral,
        notices=OutcomeNotice.objects.visible_to(request.user).filter(referral=pk).order_by("-number"),
        questions=Question.objects.visible_to(request.user).filter(referral=pk).order_by("-asked_at"),
        decisions=police_pages.decisions(referral),
        disclosures=disclosure.links(Disclosure.objects.visible_to(request.user).filter(referral=pk)),
        deadlines=DeadlineChange.objects.visible_to(request.user).filter(referral=pk).order_by("-changed_at"),
        today=timezone.localdate(),
    )
    found = {"page": page, "may_withdraw": police_pages.may_withdraw(request.user, referral)}
    return render(request, "casework/police_referral.html", found)


@for_roles(*POLICE)
def police_deadline(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """State or extend the deadline of the condition, with why and on what."""
    referral = get_object_or_404(Referral.objects.visible_to(request.user).sent(), pk=pk)
    form = PoliceDeadlineForm(request.POST or None, today=timezone.localdate(), version=referral.version)
    changes = DeadlineChange.objects.visible_to(request.user).filter(referral=pk).order_by("-changed_at")
    trail.seen("police.view", referral, by=request.user)

    def act() -> str:
        until, basis = form.cleaned_data["until"], form.basis()
        seen, now = form.seen_version, timezone.now()
        actions.state_deadline(referral, on=until, basis=basis, by=request.user, at=now, seen=seen)
        return reverse("casework:police_referral", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    page = police_view.deadline(referral, changes)
    return answer(
        result, lambda: render(request, "casework/police_deadline.html", {"form": form, "page": page})
    )


@for_roles(*POLICE)
def police_transfer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show that a referral went to another programme or force, to those it left and those it came to."""
    rows = Transfer.objects.visible_to(request.user).select_related("referral")
    row = get_object_or_404(rows, pk=pk)
    trail.seen("police.transfer", row.referral, by=request.user)
    mine = Referral.objects.visible_to(request.user).filter(pk=row.referral_id).exists()
    return render(
        request, "casework/police_transfer.html", {"page": police_passing.passed_on(row, mine=mine)}
    )


@for_roles(*POLICE)
def police_notices(request: SignedInRequest) -> HttpResponse:
    """Show the outcomes of what they may see, in four lists, the oldest first."""
    seen, base = Referral.objects.visible_to(request.user), reverse("casework:police_notices")
    page = outcome_pages.listed(seen, request.GET, base=base, ours=False)
    trail.record_many("police.list", page.subjects, by=request.user, at=timezone.now())
    return render(request, "casework/police_notices.html", {"page": page.shown})


@for_roles(*POLICE)
def police_notice(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show one outcome; opening it says that it was seen."""
    now = timezone.now()
    row = get_object_or_404(OutcomeNotice.objects.visible_to(request.user), pk=pk)
    seen = actions.see_notice(row, by=request.user, at=now)
    trail.seen("police.notice", seen.referral, by=request.user)
    acknowledging = AcknowledgeForm(request.POST if request.POST.get("do") == "acknowledge" else None)
    deciding = DecisionForm(
        request.POST if request.POST.get("do") == "decide" else None, today=timezone.localdate(now)
    )

    def acknowledge() -> str:
        actions.acknowledge(row, by=request.user, at=now)
        return request.path

    def decide() -> str:
        said = deciding.cleaned_data
        kind, until, words = DecisionKind(said["kind"]), said["new_deadline_on"], said["words"]
        actions.record_decision(row, kind=kind, new_deadline_on=until, words=words, by=request.user, at=now)
        return request.path

    result = None
    for form, act in ((acknowledging, acknowledge), (deciding, decide)):
        if form.is_bound and form.is_valid():
            result = once(request, form, act)
    page = police_pages.notice(seen)
    found = {"page": page, "acknowledge": acknowledging, "decide": deciding}
    return answer(result, lambda: render(request, "casework/police_notice.html", found))
