"""People, oneself, and the mailbox of development. Signing in itself is allauth's."""

from __future__ import annotations

import uuid
from pathlib import Path

from allauth.account.forms import ResetPasswordForm
from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions, kept
from accounts.access import SignedInRequest, for_roles, open_page
from accounts.forms import ConfirmForm, GrantForm, PersonForm, YouForm
from accounts.mailbox import newest
from accounts.models import Membership, Organisation, User
from accounts.once import once
from accounts.roles import EVERYBODY, POLICE, Role


@for_roles(Role.ADMIN)
def people(request: SignedInRequest) -> HttpResponse:
    """List everybody who can sign in, with what they may do."""
    held = Membership.objects.filter(ended_at__isnull=True).select_related("user", "organisation")
    rows = held.order_by("user__name", "user__email")[:500]
    bare = User.objects.filter(memberships__isnull=True).order_by("email")[:100]
    return render(request, "accounts/people.html", {"rows": rows, "bare": bare})


@for_roles(Role.ADMIN)
def add_person(request: SignedInRequest) -> HttpResponse:
    """Make an account and send the link that sets its password."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        answer = once(request, form, lambda: _added(request, form))
        if answer:
            return answer
    return render(request, "accounts/add_person.html", {"form": form})


def _added(request: SignedInRequest, form: PersonForm) -> str:
    given = form.cleaned_data
    user = actions.add_person(given["email"], name=given["name"], by=request.user, at=timezone.now())
    link = ResetPasswordForm({"email": user.email})
    if link.is_valid():
        link.save(request)
    messages.success(request, _("The account is made and a link to set a password is on its way."))
    return reverse("accounts:person", args=[user.pk])


@for_roles(Role.ADMIN)
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one person's roles."""
    user = get_object_or_404(User, pk=pk)
    context = {"person": user, "held": user.active_memberships(), "confirm": ConfirmForm()}
    return render(request, "accounts/person.html", context)


@for_roles(Role.ADMIN)
def grant(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a role."""
    user = get_object_or_404(User, pk=pk)
    offered = [(str(pk), name) for pk, name in Organisation.objects.values_list("pk", "name")]
    form = GrantForm(request.POST or None, organisations=offered)
    if form.is_valid():
        answer = once(request, form, lambda: _granted(request, form, user))
        if answer:
            return answer
    return render(request, "accounts/grant.html", {"form": form, "person": user})


def _granted(request: SignedInRequest, form: GrantForm, user: User) -> str:
    given = form.cleaned_data
    actions.grant(
        user,
        organisation=Organisation.objects.get(pk=given["organisation"]),
        role=Role(given["role"]),
        programme_code=given["programme_code"],
        by=request.user,
        at=timezone.now(),
    )
    return reverse("accounts:person", args=[user.pk])


@for_roles(Role.ADMIN)
def end_role(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a role back."""
    membership = get_object_or_404(Membership, pk=pk)
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        answer = once(request, form, lambda: _ended(request, membership))
        if answer:
            return answer
    return render(request, "accounts/end_role.html", {"form": form, "membership": membership})


def _ended(request: SignedInRequest, membership: Membership) -> str:
    actions.end_membership(membership, by=request.user, at=timezone.now())
    return reverse("accounts:person", args=[membership.user_id])


@for_roles(*EVERYBODY)
def you(request: SignedInRequest) -> HttpResponse:
    """Let somebody say her or his name, rank and number."""
    user = request.user
    known = {name: getattr(user, name) for name in ("name", "rank", "collar_number", "phone")}
    form = YouForm(request.POST or None, initial=known)
    if form.is_valid():
        answer = once(request, form, lambda: _described(request, form))
        if answer:
            return answer
    return render(request, "accounts/you.html", {"form": form, "of_police": user.has_role(*POLICE)})


def _described(request: SignedInRequest, form: YouForm) -> str:
    given = {name: form.cleaned_data[name] for name in ("name", "rank", "collar_number", "phone")}
    actions.describe(request.user, **given, by=request.user, at=timezone.now())
    messages.success(request, _("Saved."))
    return reverse("accounts:you")


@for_roles(*EVERYBODY)
def kept_page(request: SignedInRequest) -> HttpResponse:
    """Offer to send the page that came after the session had ended, or to throw it away."""
    page = kept.kept_page(request)
    if request.method == "POST" or page is None:
        kept.drop(request)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/kept.html", {"kept": page})


@open_page
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the mail that development wrote to files (there is no such page in production)."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", ""))
    return render(request, "accounts/mailbox.html", {"mails": newest(folder)})


@open_page
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@open_page
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers and is migrated."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return JsonResponse({"ready": not missing}, status=503 if missing else 200)
