"""How long a session may last, however busy it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

SIGNED_IN_AT = "signed_in_at"


class SessionLifetimeMiddleware:
    """End a session JUNO_SESSION_HOURS after sign-in: Django itself ends only an idle one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_over(request):
            logout(request)
            messages.info(request, _("You have been signed in all day. Sign in again to go on."))
            return redirect(f"{settings.LOGIN_REDIRECT_URL}")
        return self.get_response(request)

    def _is_over(self, request: HttpRequest) -> bool:
        began = request.session.get(SIGNED_IN_AT)
        if began is None:
            return False
        limit = timedelta(hours=settings.JUNO_SESSION_HOURS)
        return timezone.now() - datetime.fromisoformat(began) > limit
