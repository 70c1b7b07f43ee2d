"""Signing in first, how long a session may last, and what is kept over its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import kept

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


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Every page needs sign-in unless marked; a page sent too late is kept, not lost."""

    def handle_no_permission(  # type: ignore[override]  # Django answers only by a redirect
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponse(_("You are signed out. Sign in again in another tab."), status=401)
        if request.method == "POST" and kept.keep(request):
            return redirect_to_login(reverse("accounts:kept"), settings.LOGIN_URL)
        answer: HttpResponseBase = super().handle_no_permission(request, view_func)
        return answer


class WhoseBrowserMiddleware:
    """Remember, signed, who signed in with this browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and kept.person_of(request) != str(user.pk):
            kept.remember_person(response, str(user.pk))
        return response
