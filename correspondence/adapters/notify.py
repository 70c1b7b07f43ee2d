"""GOV.UK Notify: texts, e-mails and letters by its REST API.

Texts and e-mails go through one template each whose whole body is a gap, since the words are frozen
here; letters go as the PDF that was frozen here. Our key for the message is Notify's `reference`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from correspondence.adapters import http
from correspondence.adapters.base import Content, Doubt, Fate, Rejected, State, Trace, Trouble
from correspondence.gate import Destination
from participants.safe_contact import Way

_UUID = 36  # characters: a key of the API ends in "-<service>-<secret>"

STATES: dict[str, State] = {
    "created": State.UNDER_WAY,
    "sending": State.UNDER_WAY,
    "pending": State.UNDER_WAY,
    "pending-virus-check": State.UNDER_WAY,
    "accepted": State.UNDER_WAY,
    "sent": State.ARRIVED,  # abroad: no network says more than this
    "delivered": State.ARRIVED,
    "received": State.ARRIVED,  # a letter: printed and posted
    "permanent-failure": State.FAILED,
    "temporary-failure": State.FAILED,
    "technical-failure": State.FAILED,
    "virus-scan-failed": State.FAILED,
    "validation-failed": State.FAILED,
    "cancelled": State.FAILED,
}


class Notify:
    """One kind of message by Notify."""

    carrier = "NOTIFY"
    tells = True
    way: Way
    kind: str

    def send(self, to: Destination, content: Content) -> str:
        """Send once; see `Adapter.send`."""
        if to.way is not self.way:
            raise TypeError(f"This needs leave for {self.way}")
        body = json.dumps(self._asked(to, content)).encode()
        answer = _call("POST", f"/v2/notifications/{self.kind}", body)
        if answer.status == 201 and isinstance(answer.data.get("id"), str):
            return str(answer.data["id"])
        raise _refusal(answer)

    def fate(self, trace: Trace) -> Fate | None:
        """Look a message up by its own number, or by our reference."""
        try:
            return _found(trace)
        except Doubt as error:
            raise Trouble(str(error)) from error

    def _asked(self, to: Destination, content: Content) -> dict[str, Any]:
        raise NotImplementedError


class NotifyTexts(Notify):
    """Texts."""

    way = Way.TEXT
    kind = "sms"

    def _asked(self, to: Destination, content: Content) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "phone_number": to.to[0],
            "template_id": settings.JUNO_NOTIFY_TEXT_TEMPLATE,
            "personalisation": {"words": content.words},
            "reference": content.key,
        }
        if settings.JUNO_NOTIFY_TEXT_SENDER:
            asked["sms_sender_id"] = settings.JUNO_NOTIFY_TEXT_SENDER
        return asked


class NotifyMail(Notify):
    """E-mails."""

    way = Way.EMAIL
    kind = "email"

    def _asked(self, to: Destination, content: Content) -> dict[str, Any]:
        return {
            "email_address": to.to[0],
            "template_id": settings.JUNO_NOTIFY_EMAIL_TEMPLATE,
            "personalisation": {"subject": content.subject, "words": content.words},
            "reference": content.key,
        }


class NotifyLetters(Notify):
    """Letters, printed and posted from our PDF."""

    way = Way.POST
    kind = "letter"

    def _asked(self, to: Destination, content: Content) -> dict[str, Any]:
        return {
            "reference": content.key,
            "content": base64.b64encode(content.body).decode(),
            "postage": "second",
        }


def _found(trace: Trace) -> Fate | None:
    if trace.ref:
        answer = _call("GET", f"/v2/notifications/{trace.ref}")
        return _fate(answer.data) if answer.status == 200 else _unknown(answer)
    answer = _call("GET", f"/v2/notifications?{urlencode({'reference': trace.key})}")
    if answer.status != 200:
        return _unknown(answer)
    rows = answer.data.get("notifications")
    fates = [_fate(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    # Sent again after a failure, our reference stands there twice.
    return next((fate for fate in fates if fate is not None and fate.ref not in trace.old), None)


def _fate(data: dict[str, Any]) -> Fate | None:
    state = STATES.get(str(data.get("status", "")))
    if state is None:
        return None
    code = failure(str(data["status"])) if state is State.FAILED else ""
    return Fate(state, code, str(data.get("id", "")))


def failure(status: str) -> str:
    """Return our code for one of Notify's ways to fail."""
    return f"NOTIFY_{status.replace('-', '_').upper()}"


def _unknown(answer: http.Answer) -> Fate | None:
    if answer.status != 404:
        raise Trouble(f"HTTP_{answer.status}")
    return None


def _refusal(answer: http.Answer) -> Exception:
    """Return how a message that Notify did not take ended.

    Of 429 and 500 Notify says that nothing was taken; of a 502 or 504 nobody says it.
    """
    if answer.status in {429, 500, 503}:
        return Trouble("BUSY" if answer.status == 429 else f"HTTP_{answer.status}")
    if answer.status in {401, 403}:
        return Trouble("PROVIDER_KEY")
    if 400 <= answer.status < 500 and answer.status != 408:
        return Rejected(_why(answer.data))
    return Doubt("NONSENSE" if answer.status < 400 else f"HTTP_{answer.status}")


def _why(data: dict[str, Any]) -> str:
    errors = data.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    said = str(first.get("message", "")).lower()
    if "phone_number" in said or "email_address" in said:
        return "PROVIDER_ADDRESS"
    if "trial mode" in said or "team" in said:
        return "PROVIDER_TRIAL"
    return "PROVIDER_REFUSED"


def _call(method: str, path: str, body: bytes | None = None) -> http.Answer:
    headers = {
        "Authorization": f"Bearer {token(settings.JUNO_NOTIFY_KEY, at=time.time())}",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    return http.call(
        settings.JUNO_NOTIFY_URL,
        method,
        path,
        headers=headers,
        body=body,
        timeout=settings.JUNO_PROVIDER_TIMEOUT,
    )


def token(key: str, *, at: float) -> str:
    """Return the JSON Web Token (HS256) that Notify wants with each request.

    :param key: as Notify gives it, "name-service-secret", both of the last two UUIDs.
    :param at: seconds since 1970; Notify accepts it for 30 seconds.
    """
    secret, service = key[-_UUID:], key[-2 * _UUID - 1 : -_UUID - 1]
    head = _part({"typ": "JWT", "alg": "HS256"})
    claims = _part({"iss": service, "iat": int(at)})
    signed = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    return f"{head}.{claims}.{_base64(signed)}"


def _part(data: dict[str, Any]) -> str:
    return _base64(json.dumps(data, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
