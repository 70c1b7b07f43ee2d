"""Writing a referral through the pages, as a browser sends them: what its tests share."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from referrals.models import Referral
from tests.referrals import walking

SignIn = Callable[[User], Client]

START = "/referrals/start/juno/"


def text_of(response: Any) -> str:
    """Return a page as a person reads it."""
    return html.unescape(response.content.decode())


def write(client: Client, **changed: Any) -> Referral:
    """Answer every page as a browser would, and stop before it is sent."""
    landed = walking.send(client, START, walking.ELIGIBLE)
    assert landed.status_code == 302, text_of(landed)
    for key, answers in walking.PAGES.items():
        page_url = landed["Location"]
        assert f"/{key}/" in page_url
        landed = walking.send(client, page_url, {**answers, **changed}, version=0)
        assert landed.status_code == 302, text_of(landed)
    return Referral.objects.latest("pk")


def day_of(name: str, day: Any) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # warms what is read once per process
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
