"""Where each person begins."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.access import SignedInRequest, for_roles
from accounts.roles import CASEWORKERS, EVERYBODY, POLICE, Role

# The first of these that a person's roles open is where she begins.
HOMES: tuple[tuple[tuple[Role, ...], str], ...] = (
    (CASEWORKERS, "casework:today"),
    (POLICE, "casework:police_home"),
    ((Role.PRACTITIONER,), "workshops:registers"),
    ((Role.COMMISSIONER,), "reports:returns"),
    ((Role.DATA_PROTECTION,), "casework:trail"),
    ((Role.ADMIN,), "accounts:people"),
)


@for_roles(*EVERYBODY)
def home(request: SignedInRequest) -> HttpResponse:
    """Send each person to the page her work begins on."""
    return redirect(next(view for roles, view in HOMES if request.user.has_role(*roles)))
