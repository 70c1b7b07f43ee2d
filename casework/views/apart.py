"""Whom she is kept apart from: noted by hand, ended with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles
from accounts.models import User
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from audit import trail
from casework import apart_page, perhaps_page, tabs
from casework.actions.keeping_apart import end_apart as end
from casework.actions.keeping_apart import keep_apart
from casework.actions.perhaps import answer_perhaps, undo_perhaps
from casework.forms.apart import ApartForm, EndApartForm, PerhapsForm, UndoPerhapsForm
from casework.models import Case
from casework.views.loading import look
from participants.models import KeepApart, Participant
from referrals.models import Referral
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


@for_roles(*CASEWORKERS)
def perhaps(request: SignedInRequest, pk: UUID, her: UUID) -> HttpResponse:
    """Ask whether a woman who bears a name is the person another must not meet; or take the answer back."""
    rows = KeepApart.objects.visible_to(request.user).standing().select_related("participant", "other")
    row = get_object_or_404(rows, pk=pk)
    woman = get_object_or_404(Participant.objects.visible_to(request.user), pk=her)
    of_both = Case.objects.visible_to(request.user).filter(participant__in=[row.participant_id, woman.pk])
    cases = list(of_both.order_by("pk"))
    case = next((case for case in reversed(cases) if case.participant_id == row.participant_id), None)
    if case is None:
        raise Http404
    opened = look(request, case.pk, tab="case", verb="case.apart")
    theirs = [other for other in cases if other.participant_id == woman.pk]
    trail.record_many("case.apart", theirs, by=request.user, at=timezone.now())
    page = perhaps_page.page(row, woman, theirs)
    if page.answer is None and (row.other_id is not None or not row.may_name(woman)):
        return redirect("casework:apart", pk=case.pk)
    kind = PerhapsForm if page.answer is None else UndoPerhapsForm
    form = kind(request.POST or None)

    def act() -> str:
        return _answer(request, row, woman, page, form, opened.case)

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "page": page, "case": case}
    return answer(result, lambda: render(request, "casework/perhaps.html", found))


def _answer(
    request: SignedInRequest,
    row: KeepApart,
    woman: Participant,
    page: perhaps_page.Perhaps,
    form: PerhapsForm | UndoPerhapsForm,
    case: Referral,
) -> str:
    by, at, why = request.user, timezone.now(), form.cleaned_data["why"]
    if page.answer is not None:
        undo_perhaps(page.answer, case=case, why=why, by=by, at=at)
        messages.success(request, _("The answer was taken back: it may be she again."))
        return request.path
    assert isinstance(form, PerhapsForm)  # noqa: S101 (the other form undoes)
    answer_perhaps(row, woman, case=case, same=form.is_she, why=why, by=by, at=at)
    if form.is_she and page.meet_on:
        messages.warning(request, _("They are kept apart, and are booked to meet: move one of them."))
        return reverse("workshops:group_safety")
    said = _("They are kept apart.") if form.is_she else _("Noted: it is not she.")
    messages.success(request, said)
    return reverse("casework:apart", args=[case.pk])


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
