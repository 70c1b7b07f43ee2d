"""Who may open which page: every view says so, and a test fails on one that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import Role
from audit import trail

P = ParamSpec("P")
View = Callable[Concatenate["SignedInRequest", P], HttpResponseBase]


class SignedInRequest(HttpRequest):
    """A request whose person is known: what every view but an open page gets."""

    user: User


def for_roles(*roles: Role) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let only people with one of the roles in; anybody else is refused and the attempt recorded."""

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            person = cast(User, request.user)
            if not person.has_role(*roles):
                facts = {"path": request.resolver_match.route if request.resolver_match else ""}
                trail.record("access.refused", None, by=person, at=timezone.now(), facts=facts)
                raise PermissionDenied
            return view(cast(SignedInRequest, request), *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a page that needs no sign-in."""
    marked = login_not_required(view)
    marked.roles = None  # type: ignore[attr-defined]
    return marked


def memberships(user: Any, *roles: Role) -> list[Membership]:
    """Return the active memberships with one of the roles; none for somebody not signed in."""
    if not isinstance(user, User) or not user.is_active:
        return []
    return [m for m in user.active_memberships() if m.role in roles]
