"""A page sent after the session ended: its answers are kept, sealed, until its sender is back.

Whose they are is known from a signed cookie set at sign-in, so that on a shared police computer the
next person never meets the answers of the one before.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from audit import sealing

COOKIE = "person"
_SALT = "accounts.kept"
_PURPOSE = "a page kept over sign-out"
_SESSION = "kept_page"
_MOST = 300_000  # characters; a page of ours is far below


@dataclass(frozen=True)
class KeptPage:
    """Where a page was to be sent, and its answers as (name, value) pairs."""

    path: str
    answers: list[tuple[str, str]]


def remember_person(response: HttpResponse, person: str) -> None:
    """Set the cookie that says whose pages this browser sends."""
    response.set_signed_cookie(
        COOKIE,
        person,
        salt=_SALT,
        max_age=settings.JUNO_SESSION_HOURS * 3600,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def person_of(request: HttpRequest) -> str:
    """Return whose browser this was at the last sign-in; empty when nobody knows."""
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT)
    return str(value or "")


def keep(request: HttpRequest) -> bool:
    """Keep the answers of a page that came without a session; tell whether they were kept."""
    person = person_of(request)
    answers = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    text = json.dumps({"person": person, "path": request.get_full_path(), "answers": answers})
    if not person or len(text) > _MOST:
        return False
    sealed = sealing.seal_briefly(text.encode(), purpose=_PURPOSE)
    request.session[_SESSION] = base64.b64encode(sealed).decode()
    return True


def kept_page(request: HttpRequest) -> KeptPage | None:
    """Return what the person signed in now had sent, and None for anybody else's or nothing."""
    encoded = request.session.get(_SESSION)
    if not encoded:
        return None
    text = sealing.open_briefly(base64.b64decode(encoded), purpose=_PURPOSE)
    kept = json.loads(text) if text else {}
    if kept.get("person") != str(request.user.pk):
        drop(request)
        return None
    return KeptPage(kept["path"], [(name, value) for name, value in kept["answers"]])


def drop(request: HttpRequest) -> None:
    """Forget the kept page."""
    request.session.pop(_SESSION, None)
