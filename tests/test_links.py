"""No page offers somebody a link that she may not follow or that leads nowhere."""

from __future__ import annotations

import os
import re
from collections import deque
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.factories import accounts, casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db

DURING = datetime(2026, 12, 2, 10, 15, tzinfo=UTC)  # the first workshop is on
AWAY = re.compile(r"sign-out|/mailbox|/static/")
TIMES = 5 if os.environ.get("JUNO_DEEP") else 2
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href and not href.startswith(("#", "mailto:", "tel:", "http")):
            self.found.append(href)


def links_of(answer: Any, url: str) -> list[str]:
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    reader = _Links()
    reader.feed(answer.content.decode())
    return [urljoin(url, found).split("#")[0] for found in reader.found]


def dead_links(user: User) -> list[tuple[int, str, str]]:
    """Follow every link somebody sees, each kind of address `TIMES` times; return what fails and where it was."""
    client = Client()
    client.force_login(user)
    to_do, seen, kinds, dead = deque([("/", "the start")]), set[str](), dict[str, int](), []
    while to_do:
        url, shown_on = to_do.popleft()
        kind = KEY.sub("<id>", url.split("?")[0])
        if url in seen or AWAY.search(url) or kinds.get(kind, 0) >= TIMES:
            continue
        seen.add(url)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(url)
        if answer.status_code in (301, 302):
            to_do.append((urljoin(url, answer.headers["Location"]), url))
        elif answer.status_code != 200:
            dead.append((answer.status_code, url, shown_on))
        to_do.extend((link, url) for link in links_of(answer, url))
    assert len(seen) > 1, "nothing was followed"
    return dead


@pytest.fixture
def people() -> dict[str, User]:
    """A small service with a case in every state, and one person a role."""
    programme = ProgrammeFactory.create(code="JUNO")
    force, provider = referrals.force_of(programme), programme.provider
    officer = accounts.officer(force)
    numbers = iter(range(100, 200))

    def hers() -> dict[str, Any]:
        return {"phone": f"07700 900 {next(numbers)}", "last_name": f"Testwell{next(numbers)}"}

    practitioner = accounts.practitioner(provider)
    days = workshops.pair(programme, practitioners=[practitioner])
    referrals.draft(programme, by=officer, **hers())
    referrals.submitted(programme, by=officer, **hers())
    referrals.accepted(programme, by=officer, **hers())
    casework.reached(programme=programme, by=officer, **hers())
    booked = casework.reached(programme=programme, by=officer, **hers())
    workshops.booked(booked, days, at=NOW + timedelta(hours=4))
    casework.told_dates(booked, at=NOW + timedelta(hours=5))
    for ended in (referrals.declined, referrals.withdrawn, referrals.completed, referrals.handed_back):
        ended(programme, by=officer, **hers())
    return {
        "officer": officer,
        "police team": accounts.police_team(force),
        "coordinator": accounts.coordinator(provider),
        "manager": accounts.manager(provider),
        "practitioner": practitioner,
        "commissioner": accounts.commissioner(programme.commissioners.get()),
        "data protection": accounts.data_protection(provider),
        "administrator": accounts.administrator(provider),
    }


def test_every_link_somebody_sees_leads_somewhere(people: dict[str, User]) -> None:
    with time_machine.travel(DURING, tick=False):
        dead = {who: dead_links(user) for who, user in people.items()}

    assert {who: found for who, found in dead.items() if found} == {}
