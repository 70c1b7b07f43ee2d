"""One HTTP request, told apart by what may have happened: nothing reached them, or nobody can tell.

The standard library's client, because it says when the line stood: a failure before that is harmless,
one after it may have sent a text. Clients that retry or follow redirects by themselves hide just that.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from correspondence.adapters.base import Doubt, Trouble

TIMEOUT = 5.0  # seconds for each wait on the line
LONGEST_ANSWER = 1_000_000  # bytes


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object of the answer; empty when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def call(
    base: str,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    timeout: float = TIMEOUT,
) -> Answer:
    """Make one request; no redirect is followed and nothing is repeated.

    :raises Trouble: when no line could be had, so that nothing reached them.
    :raises Doubt: when the line broke, or stayed silent, after that.
    """
    address = urlsplit(base)
    connection = _line(address.scheme, address.hostname or "", address.port, timeout)
    try:
        connection.connect()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        raise Trouble("NO_ANSWER") from error
    try:
        connection.request(method, address.path.rstrip("/") + path, body=body, headers=dict(headers))
        response = connection.getresponse()
        return Answer(response.status, response.read(LONGEST_ANSWER))
    except (OSError, http.client.HTTPException) as error:
        raise Doubt("NO_ANSWER") from error
    finally:
        connection.close()


def _line(scheme: str, host: str, port: int | None, timeout: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=_trust())
    return http.client.HTTPConnection(host, port, timeout=timeout)


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
