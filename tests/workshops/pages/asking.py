"""The pages of workshops, as their people use them: what its tests share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.test import Client

from accounts.models import User
from referrals.models import Referral
from tests.factories import referrals
from workshops.models import Place, Workshop


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def worker(referral: Referral) -> User:
    return referrals.worker_of(referral)


def sent(**values: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), **values}


def run_of(pair: Sequence[Workshop]) -> str:
    return ".".join(str(workshop.pk) for workshop in pair)


def known(place: Place, **said: str) -> dict[str, str]:
    """What a practitioner says of one absence before she signs off."""
    answers = {"told": "unknown", "reason": "NOT_KNOWN", "rung": "NOT_RUNG", **said}
    return {f"{question}-{place.pk}": answer for question, answer in answers.items()}


def text(page: Any) -> str:
    """Return a page's words, without tags and double spaces."""
    import html

    plain = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain)).replace(" .", ".").replace(" ,", ",")
