"""Ringing her: the call page, the first call, what is safe."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import SignedInRequest, for_roles
from accounts.once import answer, once
from accounts.roles import CASEWORKERS
from casework import call_page, first_call_page
from casework.actions import calls, telling
from casework.forms.calls import CallForm, FirstCallForm, SafeContactForm
from casework.statuses import CallOutcome
from casework.views.loading import look


@for_roles(*CASEWORKERS)
def call(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show her number with the rules above it, and log what came of the call."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    page = call_page.page(opened, user=request.user, now=timezone.now())
    form = CallForm(request.POST or None, voicemail=page.voicemail)

    def act() -> str:
        outcome, words = CallOutcome(form.cleaned_data["outcome"]), form.cleaned_data["words"]
        made = calls.log_call(opened.case, outcome=outcome, words=words, by=request.user, at=timezone.now())
        messages.success(request, call_page.after(made))
        return call_page.next_url(opened, outcome)

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "page": page, "form": form}
    return answer(result, lambda: render(request, "casework/call.html", found))


@for_roles(*CASEWORKERS)
def first_call(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Go through the first conversation; saved as it goes."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    form = first_call_page.first_call_form(opened, request.POST or None, FirstCallForm)

    def act() -> str:
        said, told = first_call_page.said(form), form.newly_told
        now, seen = timezone.now(), form.seen_version
        telling.save_first_call(opened.case, said, told=told, by=request.user, at=now, seen=seen)
        if request.POST.get("do") != "finish":
            messages.success(request, first_call_page.SAVED)
            return request.path
        telling.finish_first_call(opened.case, by=request.user, at=now)
        return reverse("casework:case", args=[pk])

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form, "page": first_call_page.first_call(opened)}
    return answer(result, lambda: render(request, "casework/first_call.html", found))


@for_roles(*CASEWORKERS)
def safe_contact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask her again what is safe, and keep her own answers."""
    opened = look(request, pk, tab="case_contact", verb="case.contact")
    form = SafeContactForm(request.POST or None, initial=first_call_page.answers_before(opened))

    def act() -> str:
        telling.ask_what_is_safe(opened.case, answers=form.answers, by=request.user, at=timezone.now())
        return first_call_page.after_safe_contact(opened)

    result = once(request, form, act) if form.is_bound and form.is_valid() else None
    found = {"head": opened.head, "form": form}
    return answer(result, lambda: render(request, "casework/safe_contact.html", found))
