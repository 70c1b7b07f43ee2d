"""A new service begins with organisations and one administrator, made by hand."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.actions import LastAdministrator, end_membership
from accounts.models import Membership, Organisation, User
from audit import trail
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db


def test_a_service_begins_with_its_organisations_and_an_administrator() -> None:
    out = StringIO()
    call_command("add_organisation", "PROVIDER", "CHARITY", "A charity", stdout=out)
    call_command(
        "add_organisation",
        "POLICE_FORCE",
        "FORCE",
        "A force",
        force_code="44",
        domain=["F.example"],
        stdout=out,
    )
    call_command("add_administrator", "sol@charity.example", "Sol", organisation="CHARITY", stdout=out)

    administrator = User.objects.get()
    assert [m.role for m in administrator.active_memberships()] == ["ADMIN"]
    assert not administrator.has_usable_password()
    assert Organisation.objects.get(code="FORCE").domains.get().domain == "f.example"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("POLICE_FORCE", "FORCE", "A force"), "Give the force's code"),
        (("PROVIDER", "CHARITY", "Another"), "is there already"),
    ],
)
def test_a_wrong_organisation_is_refused_by_a_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    call_command("add_organisation", "PROVIDER", "CHARITY", "A charity", stdout=StringIO())

    with pytest.raises(CommandError, match=sentence):
        call_command("add_organisation", *arguments)

    assert Organisation.objects.count() == 1


def test_the_last_administrator_stays() -> None:
    out = StringIO()
    call_command("add_organisation", "PROVIDER", "CHARITY", "A charity", stdout=out)
    call_command("add_administrator", "sol@charity.example", "Sol", organisation="CHARITY", stdout=out)

    with pytest.raises(LastAdministrator):
        end_membership(Membership.objects.get(), by=trail.SERVICE, at=NOW)

    assert Membership.objects.get().ended_at is None
