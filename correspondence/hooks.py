"""Where providers call us: receipts and replies. Signed, small, and answered with nothing.

A call that is not signed leaves an event and gets no word of why. Nothing of what came is logged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.access import open_page
from audit import trail
from audit.where import here
from correspondence import receipts, replies, signatures
from correspondence.adapters import notify, twilio
from correspondence.adapters.base import Fate, State

LONGEST = 20_000  # bytes
A_MINUTE = 600  # calls that are signed, from one address
REFUSED_A_MINUTE = 20  # beyond this a call is not even looked at, and leaves no event

Said = Mapping[str, Any]
Reader = Callable[[HttpRequest], Said | None]
Act = Callable[..., None]


class NotSigned(Exception):
    """Whoever calls is not whom we gave our token to."""


def hook(read: Reader) -> Callable[[Act], Callable[..., HttpResponseBase]]:
    """Let a provider in.

    :param read: returns what was said, None when it makes no sense; raises `NotSigned`.
    """

    def decorate(act: Act) -> Callable[..., HttpResponseBase]:
        @wraps(act)
        def answered(request: HttpRequest, **where: Any) -> HttpResponseBase:
            if request.method != "POST":
                return HttpResponse(status=405, headers={"Allow": "POST"})
            if int(request.headers.get("Content-Length") or 0) > LONGEST:
                return HttpResponse(status=413)
            if _many("refused") >= REFUSED_A_MINUTE or _count("called") > A_MINUTE:
                return HttpResponse(status=429, headers={"Retry-After": "60"})
            return _answer(request, read, act, where)

        return csrf_exempt(open_page(answered))

    return decorate


def _answer(request: HttpRequest, read: Reader, act: Act, where: Mapping[str, Any]) -> HttpResponse:
    try:
        said = read(request)
    except NotSigned:
        _count("refused")
        path = request.resolver_match.route if request.resolver_match else ""
        trail.record("hook.refused", None, by=trail.SERVICE, at=timezone.now(), facts={"path": path})
        return HttpResponse(status=403)
    if said is None:
        return HttpResponse(status=400)
    act(said, at=timezone.now(), **where)
    return HttpResponse(status=204)


def _key(what: str) -> str:
    return f"hook:{what}:{here().address}:{timezone.now():%Y%m%d%H%M}"


def _many(what: str) -> int:
    return int(cache.get(_key(what), 0))


def _count(what: str) -> int:
    number = _many(what) + 1
    cache.set(_key(what), number, timeout=120)
    return number


def _from_notify(request: HttpRequest) -> Said | None:
    if not signatures.is_bearer(
        request.headers.get("Authorization", ""), settings.JUNO_NOTIFY_CALLBACK_TOKEN
    ):
        raise NotSigned
    try:
        said = json.loads(request.body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _from_twilio(request: HttpRequest) -> Said | None:
    fields = {name: request.POST.getlist(name) for name in request.POST}
    signed = signatures.is_twilios(
        request.headers.get("X-Twilio-Signature", ""),
        address=settings.JUNO_PUBLIC_URL + request.get_full_path(),
        fields=fields,
        token=settings.JUNO_TWILIO_TOKEN,
    )
    if not signed:
        raise NotSigned
    return {name: values[-1] for name, values in fields.items()}


@hook(_from_notify)
def notify_receipt(said: Said, *, at: datetime) -> None:
    """Hear what became of a text or an e-mail."""
    status = str(said.get("status", ""))
    state = notify.STATES.get(status)
    if state is None:
        return
    code = notify.failure(status) if state is State.FAILED else ""
    fate = Fate(state, code, str(said.get("id") or ""))
    receipts.hear(str(said.get("reference") or ""), fate, carrier=notify.Notify.carrier, at=at)


@hook(_from_notify)
def notify_reply(said: Said, *, at: datetime) -> None:
    """Take a text that came back."""
    came = replies.Came(*(str(said.get(name) or "") for name in ("id", "source_number", "message")))
    if came.ref:
        replies.take(came, carrier=notify.Notify.carrier, at=at)


@hook(_from_twilio)
def twilio_receipt(said: Said, *, at: datetime, pk: UUID) -> None:
    """Hear what became of a text."""
    state = twilio.STATES.get(str(said.get("MessageStatus", "")))
    if state is None:
        return
    code = twilio.failure(said.get("ErrorCode")) if state is State.FAILED else ""
    fate = Fate(state, code, str(said.get("MessageSid", "")))
    receipts.hear(str(pk), fate, carrier=twilio.TwilioTexts.carrier, at=at)


@hook(_from_twilio)
def twilio_reply(said: Said, *, at: datetime) -> None:
    """Take a text that came back."""
    came = replies.Came(*(str(said.get(name, "")) for name in ("MessageSid", "From", "Body")))
    if came.ref:
        replies.take(came, carrier=twilio.TwilioTexts.carrier, at=at)
