"""Pages that show, in plain words, what each programme is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from accounts.access import SignedInRequest, for_roles
from accounts.roles import PROVIDER, Role
from programmes.models import ProgrammeVersion
from programmes.portrait import card_of, portrait_of


@for_roles(*PROVIDER, Role.ADMIN)
def programmes(request: SignedInRequest) -> HttpResponse:
    """List the programmes as they are now."""
    versions = ProgrammeVersion.objects.visible_to(request.user).current()
    cards = [card_of(version, language()) for version in versions.with_programme()]
    return render(request, "programmes/programmes.html", {"cards": cards})


@for_roles(*PROVIDER, Role.ADMIN)
def programme(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a programme is now."""
    versions = ProgrammeVersion.objects.visible_to(request.user).of(slug).with_programme()
    found = get_object_or_404(versions.current())
    return _shown(request, found, "programmes/programme.html")


@for_roles(*PROVIDER, Role.ADMIN)
def version(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show what a programme was: cases keep the version they began under."""
    versions = ProgrammeVersion.objects.visible_to(request.user).of(slug).with_programme()
    return _shown(request, get_object_or_404(versions, number=number), "programmes/version.html")


def _shown(request: SignedInRequest, found: ProgrammeVersion, template: str) -> HttpResponse:
    others = ProgrammeVersion.objects.visible_to(request.user).of(found.programme.slug)
    context = {
        "portrait": portrait_of(found, language()),
        "version": found,
        "others": others.exclude(pk=found.pk)[:20],
    }
    return render(request, template, context)


def language() -> str:
    """Give the language of the page."""
    return get_language() or "en"
