"""Texts by Twilio's Messages resource.

Twilio takes no reference, so a text that may have gone is looked for by its number, words and hour.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

import phonenumbers
from django.conf import settings
from django.urls import reverse

from correspondence.adapters import http
from correspondence.adapters.base import Content, Doubt, Fate, Rejected, State, Trace, Trouble
from correspondence.gate import Destination
from participants.safe_contact import Way

CLOCKS_DIFFER = timedelta(minutes=2)

STATES: dict[str, State] = {
    "accepted": State.UNDER_WAY,
    "scheduled": State.UNDER_WAY,
    "queued": State.UNDER_WAY,
    "sending": State.UNDER_WAY,
    "sent": State.UNDER_WAY,
    "delivered": State.ARRIVED,
    "read": State.ARRIVED,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
_WHY = {
    21211: "PROVIDER_ADDRESS",
    21614: "PROVIDER_ADDRESS",
    21217: "PROVIDER_ADDRESS",
    21610: "PROVIDER_STOPPED",
    21608: "PROVIDER_TRIAL",
    21408: "PROVIDER_ABROAD",
    30003: "PROVIDER_PHONE_OFF",
    30005: "PROVIDER_ADDRESS",
    30006: "PROVIDER_ADDRESS",
}


class TwilioTexts:
    """Texts."""

    carrier = "TWILIO"
    tells = True

    def send(self, to: Destination, content: Content) -> str:
        """Send once; see `Adapter.send`."""
        if to.way is not Way.TEXT:
            raise TypeError("A text needs leave to text")
        asked = {
            "To": international(to.to[0]),
            "From": settings.JUNO_TWILIO_FROM,
            "Body": content.words,
            "StatusCallback": settings.JUNO_PUBLIC_URL
            + reverse("correspondence:twilio_receipt", args=[content.key]),
        }
        answer = _call("POST", _messages(), urlencode(asked).encode())
        if answer.status == 201 and isinstance(answer.data.get("sid"), str):
            return str(answer.data["sid"])
        raise _refusal(answer)

    def fate(self, trace: Trace) -> Fate | None:
        """Look a text up by its own number, or by what we know of it."""
        try:
            return _found(trace)
        except Doubt as error:
            raise Trouble(str(error)) from error


def international(number: str) -> str:
    """Return a number as +447700900123. :raises Rejected: when it is none."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        raise Rejected("PROVIDER_ADDRESS") from None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def failure(code: object) -> str:
    """Return our code for one of Twilio's error numbers."""
    number = int(code) if isinstance(code, int | str) and str(code).isdigit() else 0
    return _WHY.get(number, "PROVIDER_REFUSED")


def _found(trace: Trace) -> Fate | None:
    if trace.ref:
        answer = _call("GET", _messages(f"/{quote(trace.ref)}"))
        return _fate(answer.data) if answer.status == 200 else _unknown(answer)
    answer = _call("GET", f"{_messages()}?{urlencode({'To': international(trace.to), 'PageSize': 50})}")
    if answer.status != 200:
        return _unknown(answer)
    rows = answer.data.get("messages")
    known = [_fate(row) for row in rows if _is_it(row, trace)] if isinstance(rows, list) else []
    return next((fate for fate in known if fate is not None and fate.ref not in trace.old), None)


def _is_it(row: Any, trace: Trace) -> bool:
    """Tell whether a text in Twilio's list is the one: ours, these words, not from before."""
    if not isinstance(row, dict) or not str(row.get("body", "")).startswith(trace.words):
        return False  # a link to her own page may follow the words
    made = _moment(str(row.get("date_created", "")))
    return made is not None and made >= trace.since - CLOCKS_DIFFER


def _moment(words: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(words)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _fate(data: dict[str, Any]) -> Fate | None:
    state = STATES.get(str(data.get("status", "")))
    if state is None:
        return None
    code = failure(data.get("error_code")) if state is State.FAILED else ""
    return Fate(state, code, str(data.get("sid", "")))


def _unknown(answer: http.Answer) -> Fate | None:
    if answer.status != 404:
        raise Trouble(f"HTTP_{answer.status}")
    return None


def _refusal(answer: http.Answer) -> Exception:
    """Return how a text that Twilio did not take ended. Of its 5xx nobody says that nothing was taken."""
    if answer.status in {429, 503}:
        return Trouble("BUSY")
    if answer.status in {401, 403}:
        return Trouble("PROVIDER_KEY")
    if 400 <= answer.status < 500 and answer.status != 408:
        return Rejected(failure(answer.data.get("code")))
    return Doubt("NONSENSE" if answer.status < 400 else f"HTTP_{answer.status}")


def _messages(one: str = "") -> str:
    return f"/2010-04-01/Accounts/{settings.JUNO_TWILIO_ACCOUNT}/Messages{one}.json"


def _call(method: str, path: str, body: bytes | None = None) -> http.Answer:
    secret = base64.b64encode(f"{settings.JUNO_TWILIO_ACCOUNT}:{settings.JUNO_TWILIO_TOKEN}".encode())
    headers = {
        "Authorization": f"Basic {secret.decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    return http.call(
        settings.JUNO_TWILIO_URL,
        method,
        path,
        headers=headers,
        body=body,
        timeout=settings.JUNO_PROVIDER_TIMEOUT,
    )
