"""Whether a call from outside is signed by whom it says: pure functions of what came."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping

from django.utils.crypto import constant_time_compare


def is_bearer(header: str, token: str) -> bool:
    """Tell whether an Authorization header bears our token. Without a token nobody is let in."""
    return bool(token) and constant_time_compare(header, f"Bearer {token}")


def is_twilios(signature: str, *, address: str, fields: Mapping[str, Iterable[str]], token: str) -> bool:
    """Tell whether Twilio signed a form. Without a token nobody is let in.

    :param address: the whole address as Twilio called it, query included.
    :param fields: every field of the form with its values.
    """
    return bool(token) and constant_time_compare(signature, twilios(address, fields, token))


def twilios(address: str, fields: Mapping[str, Iterable[str]], token: str) -> str:
    """Return the signature Twilio puts on a form: HMAC-SHA1 of the address and the sorted fields."""
    said = address + "".join(
        name + value for name in sorted(fields) for value in sorted(set(fields[name]))
    )  # fmt: skip
    digest = hmac.new(token.encode(), said.encode(), hashlib.sha1)  # SHA-1 is what Twilio uses
    return base64.b64encode(digest.digest()).decode()
