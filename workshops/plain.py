"""Answers that name nothing and leave nothing behind: for her own page, and whatever else lies there.

A link that never was, one that works no more and any other address there give the same bytes. No
cookie is set, nothing is fetched from elsewhere, no page is kept, and none tells the next site where
she came from.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

ALLOWED_MISSES = 30  # links that open nothing, from one network address
MISSES_FOR = 10 * 60  # seconds
ALLOWED_PRESSES = 30  # of one link
PRESSES_FOR = 60 * 60


def answer(template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page with all its style and script in it, and headers that keep it private."""
    nonce = secrets.token_urlsafe(16)
    body = render_to_string(template, {**context, "nonce": nonce, "exit_url": settings.JUNO_EXIT_URL})
    response = HttpResponse(body, status=status)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store, private"
    # Django would log the address of a page that is not there.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def nothing(*_args: Any, **_kwargs: Any) -> HttpResponse:
    """Say that there is nothing here, whoever asks and for whatever reason."""
    return answer("letters/nothing.html", {}, status=404)


def sorry(*_args: Any, **_kwargs: Any) -> HttpResponse:
    """Say that something of ours is broken, and nothing else."""
    return answer("letters/sorry.html", {}, status=500)


def quietly(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer a fault with a page that names nothing, and log neither the address nor what was in it."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  the usual page of faults says whose service this is
            logger.error("A plain page failed: %s", type(error).__name__)
            return sorry()

    return guarded


def guessed_too_often(request: HttpRequest) -> bool:
    """Tell whether a network address has asked for links that open nothing too often of late."""
    return int(cache.get(_misses(request), 0)) >= ALLOWED_MISSES


def note_a_miss(request: HttpRequest) -> None:
    """Count a link that opened nothing."""
    _count(_misses(request), MISSES_FOR)


def pressed_too_often(token: str) -> bool:
    """Count a press, and tell whether there were too many of them for one link."""
    return _count(f"page-press:{_short(token)}", PRESSES_FOR) > ALLOWED_PRESSES


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out in between
        return 1


def _misses(request: HttpRequest) -> str:
    return f"page-miss:{_short(request.META.get('REMOTE_ADDR', ''))}"


def _short(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:32]
