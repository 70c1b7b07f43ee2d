"""How people get in: what allauth asks this project."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up: a first sign-in from a force's address is made by `accounts.actions`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_email(self, email: str) -> str:
        return User.objects.normalise(email)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing to add: axes counts, and the trail has its own listener."""
