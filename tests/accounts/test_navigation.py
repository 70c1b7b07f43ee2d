"""Which link of the navigation is marked as where we are."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/police/", "/police/outcomes/", "/police/follow-up/"])
def test_one_link_alone_is_marked_as_where_we_are(path: str) -> None:
    client = Client()
    client.force_login(accounts.police_team())

    items = client.get(path).context["nav_items"]

    assert [item.url for item in items if item.active] == [path]


@pytest.mark.parametrize("path", ["/venues/", "/venues/add/", "/practitioners/"])
def test_what_belongs_to_workshops_lights_their_link(path: str) -> None:
    client = Client()
    client.force_login(accounts.manager(accounts.OrganisationFactory.create()))

    items = client.get(path).context["nav_items"]

    assert [item.url for item in items if item.active] == ["/workshops/"]
