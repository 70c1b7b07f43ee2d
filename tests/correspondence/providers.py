"""GOV.UK Notify and Twilio as local HTTP servers: they keep what they take, and misbehave when told to.

They speak the published APIs, check who asks by code of their own, and share nothing with the adapters.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.utils import timezone

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
NOTIFY_KEY = f"juno-{SERVICE}-{SECRET}"
TEXT_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
EMAIL_TEMPLATE = "0b1f6a5e-6c9c-4c43-8d8b-5b3f4bb5a0c1"
ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "0123456789abcdef0123456789abcdef"
FROM = "+447700900999"


@dataclass
class Kept:
    """One message that a provider took."""

    id: str
    to: str
    words: str
    reference: str = ""
    status: str = "sending"
    body: bytes = b""
    error_code: int | None = None
    made: str = ""


@dataclass
class Provider:
    """What came, and how to answer. `fault` is one of the ways below, until it is taken away."""

    port: int = 0
    kept: list[Kept] = field(default_factory=list)
    fault: str = ""
    asked: list[str] = field(default_factory=list)
    callbacks: list[str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Reply = tuple[int, Any]


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    @property
    def provider(self) -> Provider:
        found: Provider = self.server.provider  # type: ignore[attr-defined]
        return found

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests speak."""

    def do_GET(self) -> None:
        self.provider.asked.append(self.path)
        if self.provider.fault == "lost":  # it has no memory of anything
            self._answer(200, {"notifications": [], "messages": []})
        elif self.provider.fault == "down":
            self._answer(503, {})
        else:
            self._answer(*(self.look() if self.allowed() else (403, {})))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = self.provider.fault
        if fault == "mute":  # it took the words and never answers
            self.take(body)
            self.provider.let_go.wait(20)
            self.close_connection = True
        elif fault == "cut":  # the line breaks after the words were taken
            self.take(body)
            self.close_connection = True
        elif fault == "nonsense":
            self.take(body)
            self._raw(200, b"<html>Welcome to our captive portal</html>")
        elif fault in {"429", "500", "503", "504"}:
            self._answer(int(fault), self.refusal(int(fault)))
        elif fault in {"address", "trial", "stopped"}:
            self._answer(400, self.no(fault))
        elif not self.allowed():
            self._answer(401 if isinstance(self, TwilioDesk) else 403, {})
        else:
            self._answer(*self.take(body))

    def _answer(self, status: int, data: Any) -> None:
        self._raw(status, json.dumps(data).encode())

    def _raw(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def allowed(self) -> bool:
        raise NotImplementedError

    def take(self, body: bytes) -> Reply:
        raise NotImplementedError

    def look(self) -> Reply:
        raise NotImplementedError

    def refusal(self, status: int) -> Any:
        return {}

    def no(self, why: str) -> Any:
        raise NotImplementedError


class NotifyDesk(_Desk):
    """https://docs.notifications.service.gov.uk/rest-api.html"""

    def allowed(self) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        head, claims, signature = token.split(".")
        good = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        said = json.loads(_opened(claims))
        fresh = abs(time.time() - said["iat"]) <= 30
        known = json.loads(_opened(head)) == {"typ": "JWT", "alg": "HS256"} and said["iss"] == SERVICE
        return fresh and known and hmac.compare_digest(good, _opened(signature))

    def take(self, body: bytes) -> Reply:
        kind = self.path.rpartition("/")[2]
        data = json.loads(body)
        said = data.get("personalisation", {})
        wanted = {"sms": TEXT_TEMPLATE, "email": EMAIL_TEMPLATE}.get(kind)
        if data.get("template_id") != wanted:
            return 400, {"errors": [{"error": "BadRequestError", "message": "Template not found"}]}
        one = Kept(
            str(uuid4()),
            data.get("phone_number") or data.get("email_address") or "",
            said.get("words", ""),
            data["reference"],
            "pending-virus-check" if kind == "letter" else "created",
            base64.b64decode(data.get("content", "")),
        )
        self.provider.kept.append(one)
        return 201, {"id": one.id, "reference": one.reference, "uri": f"/v2/notifications/{one.id}"}

    def look(self) -> Reply:
        parts = urlsplit(self.path)
        wanted = parse_qs(parts.query).get("reference", [""])[0]
        if wanted:
            rows = [self._row(one) for one in reversed(self.provider.kept) if one.reference == wanted]
            return 200, {"notifications": rows, "links": {}}
        for one in self.provider.kept:
            if one.id == parts.path.rpartition("/")[2]:
                return 200, self._row(one)
        return 404, {"errors": [{"error": "NoResultFound", "message": "No result found"}]}

    def _row(self, one: Kept) -> dict[str, Any]:
        return {"id": one.id, "reference": one.reference, "status": one.status, "body": one.words}

    def refusal(self, status: int) -> Any:
        names = {429: "RateLimitError", 500: "Exception"}
        return {"status_code": status, "errors": [{"error": names.get(status, ""), "message": "later"}]}

    def no(self, why: str) -> Any:
        said = {
            "address": "phone_number Not a UK mobile number",
            "trial": "Can't send to this recipient when service is in trial mode",
            "stopped": "Something else",
        }[why]
        return {"status_code": 400, "errors": [{"error": "ValidationError", "message": said}]}


class TwilioDesk(_Desk):
    """https://www.twilio.com/docs/messaging/api/message-resource"""

    def allowed(self) -> bool:
        good = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {good}" and f"/Accounts/{ACCOUNT}/" in self.path

    def take(self, body: bytes) -> Reply:
        data = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if data["From"] != FROM or not data["To"].startswith("+"):
            return 400, {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}
        made = format_datetime(timezone.now())
        one = Kept(f"SM{uuid4().hex}", data["To"], data["Body"], status="queued", made=made)
        self.provider.kept.append(one)
        self.provider.callbacks.append(data["StatusCallback"])
        return 201, self._row(one)

    def look(self) -> Reply:
        parts = urlsplit(self.path)
        to = parse_qs(parts.query).get("To", [""])[0]
        if to:
            rows = [self._row(one) for one in reversed(self.provider.kept) if one.to == to]
            return 200, {"messages": rows}
        wanted = parts.path.rpartition("/")[2].removesuffix(".json")
        for one in self.provider.kept:
            if one.id == wanted:
                return 200, self._row(one)
        return 404, {"code": 20404, "message": "not found", "status": 404}

    def _row(self, one: Kept) -> dict[str, Any]:
        return {
            "sid": one.id,
            "to": one.to,
            "body": one.words,
            "status": one.status,
            "error_code": one.error_code,
            "date_created": one.made,
        }

    def no(self, why: str) -> Any:
        return {"code": {"address": 21211, "trial": 21608, "stopped": 21610}[why], "status": 400}


def _opened(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is what the tests are about."""


@contextmanager
def provider(desk: type[_Desk]) -> Iterator[Provider]:
    """Run a provider on a free port."""
    found = Provider()
    with _Server(("127.0.0.1", 0), desk) as server:
        server.provider = found  # type: ignore[attr-defined]
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield found
        found.let_go.set()
        server.shutdown()
        thread.join()


def settings_for(found: Provider) -> dict[str, Any]:
    """Return the settings that lead to a provider of either kind."""
    return {
        "JUNO_NOTIFY_URL": found.url,
        "JUNO_NOTIFY_KEY": NOTIFY_KEY,
        "JUNO_NOTIFY_TEXT_TEMPLATE": TEXT_TEMPLATE,
        "JUNO_NOTIFY_EMAIL_TEMPLATE": EMAIL_TEMPLATE,
        "JUNO_NOTIFY_CALLBACK_TOKEN": "a-token-of-the-tests",
        "JUNO_TWILIO_URL": found.url,
        "JUNO_TWILIO_ACCOUNT": ACCOUNT,
        "JUNO_TWILIO_TOKEN": TOKEN,
        "JUNO_TWILIO_FROM": FROM,
        "JUNO_PROVIDER_TIMEOUT": 0.5,
    }
