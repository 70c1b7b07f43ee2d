"""The pages the service itself answers with when something is in the way."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and how to go on without losing what was typed."""
    return render(request, "403_csrf.html", status=403)
