"""Every address with every role, compared with the published table in docs/access.md."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from audit.models import Event
from tests.test_architecture import every_view

TABLE = Path(__file__).resolve().parent.parent / "docs" / "access.md"
NOBODY = UUID("00000000-0000-7000-8000-000000000000")
VALUES = {"uuid": str(NOBODY), "slug": "nothing", "str": "nothing", "int": "1", "path": "x"}


def addresses() -> list[tuple[str, URLPattern]]:
    return sorted(every_view(), key=lambda pair: pair[0])


def filled(route: str) -> str:
    """The address with stand-ins that name no row."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: VALUES[m.group(1) or "str"], route)


def published() -> dict[str, str]:
    rows = re.findall(r"^\| `/([^`]*)` \| (.+?) \|$", TABLE.read_text(), flags=re.MULTILINE)
    return dict(rows)


def said(entry: URLPattern) -> str:
    """How the table writes who may open an address."""
    roles = getattr(entry.callback, "roles", None)
    if roles is None:
        return "open"
    if set(roles) == set(Role):
        return "everybody signed in"
    return ", ".join(role.value for role in Role if role in roles)


def test_the_table_lists_every_address_and_nothing_else() -> None:
    listed = {
        route: said(entry)
        for route, entry in addresses()
        if not entry.callback.__module__.startswith("allauth")
    }
    allauth = {
        route: published().get(route, "missing")
        for route, entry in addresses()
        if entry.callback.__module__.startswith("allauth")
    }

    assert published() == listed | allauth
    assert "missing" not in allauth.values()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    force = Organisation.objects.create(
        kind="POLICE_FORCE", code="hampshire", name="Hampshire", force_code="44"
    )
    charity = Organisation.objects.create(kind="PROVIDER", code="charity", name="Charity")
    payer = Organisation.objects.create(kind="COMMISSIONER", code="pcc", name="Commissioner")
    homes = {Role.REFERRER: force, Role.POLICE_TEAM: force, Role.COMMISSIONER: payer}
    made = {}
    for role in Role:
        user = User.objects.create_user(f"{role.value.lower()}@x.example", None, name=role.value)
        Membership.objects.create(user=user, organisation=homes.get(role, charity), role=role)
        made[role.value] = user
    made["NO ROLE"] = User.objects.create_user("none@x.example", None)
    return made


@pytest.mark.parametrize("who", [*[role.value for role in Role], "NO ROLE"])
def test_a_role_opens_its_own_addresses_and_no_other(who: str, people: dict[str, User]) -> None:
    client = Client(raise_request_exception=True)
    client.force_login(people[who], backend=settings.AUTHENTICATION_BACKENDS[1])
    wrong = []
    for route, entry in addresses():
        if getattr(entry.callback, "roles", None) is None:
            continue
        may = who in said(entry).split(", ") or (said(entry) == "everybody signed in" and who != "NO ROLE")
        answer = client.get(filled(route))
        if answer.status_code == 405:
            answer = client.post(filled(route))
        if (answer.status_code != 403) != may or answer.status_code >= 500:
            wrong.append((route, answer.status_code))

    assert wrong == []
    refused = Event.objects.filter(verb="access.refused", who_id=people[who].pk)
    assert refused.exists()


@pytest.mark.django_db
def test_nobody_signed_out_gets_past_the_door() -> None:
    client = Client()
    inside = [
        route
        for route, entry in addresses()
        if getattr(entry.callback, "roles", None) is not None
        and not client.get(filled(route)).headers.get("Location", "").startswith("/sign-in/")
    ]

    assert inside == []
