"""The pages the service answers with when something is in the way, and the page of its pieces."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ui import design


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and how to go on without losing what was typed."""
    sent = ((name, str(value)) for name, value in request.POST.items())
    typed = [value for name, value in sent if _worth_keeping(name, value)]
    return render(request, "403_csrf.html", {"typed": typed}, status=403)


def _worth_keeping(name: str, value: str) -> bool:
    """Tell whether a person would have to think of these words again: never a password."""
    return " " in value.strip() and len(value) > 20 and "password" not in name


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Show every piece once, for screenshots, axe and whoever writes a page."""
    form = design.ExampleForm(request.POST or None, initial=design.INITIAL)
    return render(request, "ui/components.html", {"form": form, **design.pieces()})


components.roles = None  # type: ignore[attr-defined]
