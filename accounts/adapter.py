"""How people get in: what allauth asks this project."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest

from accounts import posting
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up: a first sign-in from a force's address is made by `accounts.actions`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> str:
        return User.objects.normalise(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code or a link to choose a password; the page that asked for it does not wait."""
        request = allauth_context.request
        about = {"request": request, "email": email, "current_site": get_current_site(request)}
        posting.post(self.render_mail(template_prefix, email, about | context))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing to add: axes counts, and the trail has its own listener."""
