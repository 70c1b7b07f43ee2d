"""The pages the service answers with when something is in the way, and the page of its pieces."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ui import design


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and how to go on without losing what was typed."""
    return render(request, "403_csrf.html", status=403)


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Show every piece once, for screenshots, axe and whoever writes a page."""
    form = design.ExampleForm(request.POST or None, initial=design.INITIAL)
    return render(request, "ui/components.html", {"form": form, **design.pieces()})


components.roles = None  # type: ignore[attr-defined]
