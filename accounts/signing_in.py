"""What is noted when somebody signs in, fails to, or signs out."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from accounts.middleware import SIGNED_IN_AT
from accounts.models import User
from audit import trail


def listen() -> None:
    """Connect to Django's and axes's own signals: signing in is theirs, not ours."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="accounts.failed")
    user_locked_out.connect(_locked_out, dispatch_uid="accounts.locked_out")


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    now = timezone.now()
    request.session[SIGNED_IN_AT] = now.isoformat()
    trail.record("account.sign_in", user, by=user, at=now)


def _signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        trail.record("account.sign_out", user, by=user, at=timezone.now())


def _failed(credentials: dict[str, Any], **_: Any) -> None:
    # The address tried is kept only where it is an account's: a mistyped one may be anybody's.
    tried = str(credentials.get("email") or credentials.get("username") or "")
    user = User.objects.filter(email=User.objects.normalise(tried)).first()
    trail.record("account.sign_in_failed", user, by=trail.SERVICE, at=timezone.now())


def _locked_out(username: str, **_: Any) -> None:
    user = User.objects.filter(email=User.objects.normalise(username or "")).first()
    trail.record("account.locked_out", user, by=trail.SERVICE, at=timezone.now())
