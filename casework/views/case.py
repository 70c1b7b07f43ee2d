"""The pages of one case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from casework import directory_page, history, own_page, said_page, tabs
from casework.actions import calls, notes, support, telling
from casework.case_page import progress
from casework.forms.calls import LiftStopForm, TellForm, UndoForm
from casework.forms.case import ArrangementForm, ArrangementStateForm, DetailsForm, NeedForm, NoteForm
from casework.forms.directory import choices_of
from casework.models import Arrangement, Case, ContactAttempt, Note
from casework.rules import pounds
from casework.statuses import ArrangementKind, ArrangementState, ToldBy
from casework.views.loading import look
from referrals.shown import passed_on


@for_roles(*CASEWORKERS)
def case(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show where a case stands and what to do next."""
    opened = look(request, pk, tab="case")
    found = {
        "head": opened.head,
        "progress": progress(opened.facts, opened.case.definition.parsed),
        "cards": tabs.overview_cards(opened),
        "pressed": own_page.to_take_up(opened.case, now=timezone.now()),
        "timeline": history.items(opened.case, limit=5),
        "looked": history.last_looked(opened.case, but=request.user.pk),
    }
    return render(request, "casework/case.html", found)


@for_roles(*CASEWORKERS)
def case_contact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show how she may be reached, and every call."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    found = {"head": opened.head, "contact": tabs.contact(opened, now=timezone.now()), "undo": UndoForm()}
    found["own_page"] = own_page.card(opened, now=timezone.now())
    return render(request, "casework/case_contact.html", found)


@for_roles(*CASEWORKERS)
def case_workshops(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show her workshops, what she was told of them, and what must be in place."""
    opened = look(request, pk, tab="case_workshops")
    form = TellForm(request.POST or None)

    def act() -> str:
        for what in form.cleaned_data["what"]:
            how = ToldBy(form.cleaned_data["how"])
            telling.tell(opened.case, what=what, how=how, by=request.user, at=timezone.now())
        return request.path

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "workshops": tabs.workshops(opened, at=timezone.now()), "tell": form}
    return answer(result, lambda: render(request, "casework/case_workshops.html", found))


@for_roles(*CASEWORKERS)
def case_letters(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show every letter, text and e-mail to her."""
    opened = look(request, pk, tab="case_letters", verb="case.letters")
    found = {"head": opened.head, "letters": tabs.letters(opened, request.user)}
    return render(request, "casework/case_letters.html", found)


@for_roles(*CASEWORKERS)
def case_notes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show the notes and needs; write a note."""
    opened = look(request, pk, tab="case_notes", verb="case.notes")
    form = NoteForm(request.POST or None)

    def act() -> str:
        words = form.cleaned_data["words"]
        notes.write_note(opened.case, words=words, by=request.user, at=timezone.now())
        return request.path

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {
        "head": opened.head,
        "notes": tabs.notes(opened, request.user, timezone.now()),
        "said": said_page.said_of(opened.case),
        "may_ask": opened.case.participant_id is not None,
        "form": form,
    }
    return answer(result, lambda: render(request, "casework/case_notes.html", found))


@for_roles(*CASEWORKERS)
def case_history(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show every change, with who, when, from and to; and who has looked."""
    opened = look(request, pk, tab="case_history", verb="case.history")
    found = {
        "head": opened.head,
        "items": history.items(opened.case, limit=200, values=True),
        "looked": history.last_looked(opened.case, but=request.user.pk),
        "passed_on": passed_on(opened.case),
    }
    return render(request, "casework/case_history.html", found)


@for_roles(*CASEWORKERS)
def note(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change a note of today, or correct an older one."""
    row = get_object_or_404(Note.objects.visible_to(request.user).select_related("referral"), pk=pk)
    fixed = tabs.is_fixed(row, request.user, timezone.now())
    form = NoteForm(request.POST or None, initial={} if fixed else {"words": row.words})
    verb = notes.correct_note if fixed else notes.change_note

    def act() -> str:
        verb(row, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        return reverse("casework:case_notes", args=[row.referral_id])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"form": form, "note": tabs.note(row), "fixed": fixed, "case_id": row.referral_id}
    return answer(result, lambda: render(request, "casework/note.html", found))


@for_roles(*CASEWORKERS)
def details(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change who she is or where she lives."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    woman = tabs.woman(opened.case)
    form = DetailsForm(request.POST or None, version=woman.version, initial=DetailsForm.first(woman))

    def act() -> str:
        changed, seen = form.details(woman), form.seen_version
        telling.amend_details(opened.case, changed, by=request.user, at=timezone.now(), seen=seen)
        return reverse("casework:case_contact", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form}
    return answer(result, lambda: render(request, "casework/details.html", found))


@for_roles(*CASEWORKERS)
def need(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Note a need, and a service she was offered for it."""
    opened = look(request, pk, tab="case_notes", verb="case.notes")
    near = directory_page.for_her(opened.case)
    form = NeedForm(request.POST or None, services=choices_of(near))

    def act() -> str:
        support.note_need_and_offer(opened.case, form.cleaned_data, by=request.user, at=timezone.now())
        return reverse("casework:case_notes", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form}
    return answer(result, lambda: render(request, "casework/need.html", found))


@for_roles(*CASEWORKERS)
def arrangement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Add something that must be in place for her to come."""
    opened = look(request, pk, tab="case_workshops")
    form = ArrangementForm(request.POST or None)

    def act() -> str:
        said = form.cleaned_data
        kind, on, words = ArrangementKind(said["kind"]), said["for_on"], said["words"]
        support.add_arrangement(
            opened.case,
            kind=kind,
            for_on=on,
            words=words,
            arranged_by=said["arranged_by"],
            cost_pence=form.cost_pence,
            by=request.user,
            at=timezone.now(),
        )
        return reverse("casework:case_workshops", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form}
    return answer(result, lambda: render(request, "casework/arrangement.html", found))


@for_roles(*CASEWORKERS)
def arrangement_state(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say how far an arrangement has come."""
    row = get_object_or_404(Arrangement.objects.visible_to(request.user).select_related("referral"), pk=pk)
    known = {"state": row.state, "arranged_by": row.arranged_by, "cost": pounds(row.cost_pence)}
    form = ArrangementStateForm(request.POST or None, version=row.version, initial=known)

    def act() -> str:
        state, seen = ArrangementState(form.cleaned_data["state"]), form.seen_version
        support.set_arrangement(
            row,
            state=state,
            arranged_by=form.cleaned_data["arranged_by"],
            cost_pence=form.cost_pence,
            by=request.user,
            at=timezone.now(),
            seen=seen,
        )
        return reverse("casework:case_workshops", args=[row.referral_id])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    opened = look(request, row.referral_id, tab="case_workshops")
    found = {"head": opened.head, "form": form, "kind": row.get_kind_display()}
    return answer(result, lambda: render(request, "casework/arrangement_state.html", found))


@for_roles(*CASEWORKERS)
def undo_call(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take back a call within ten minutes."""
    row = get_object_or_404(ContactAttempt.objects.visible_to(request.user).select_related("referral"), pk=pk)
    form = UndoForm(request.POST or None)

    def act() -> str:
        calls.undo_call(row, by=request.user, at=timezone.now())
        return reverse("casework:case_contact", args=[row.referral_id])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"form": form, "call": tabs.call(row, timezone.now()), "case_id": row.referral_id}
    return answer(result, lambda: render(request, "casework/undo_call.html", found))


@for_roles(*CASEWORKERS)
def lift_stop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say that a safe way to ring her is known again."""
    row = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    form = LiftStopForm(request.POST or None)

    def act() -> str:
        words = form.cleaned_data["words"]
        calls.lift_stop(row, words=words, by=request.user, at=timezone.now())
        return reverse("casework:case_contact", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": look(request, pk, tab="case_contact").head, "form": form}
    return answer(result, lambda: render(request, "casework/lift_stop.html", found))
