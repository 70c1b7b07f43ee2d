"""The pages that show a definition in plain words."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import PROVIDER, Role
from tests.factories.accounts import OrganisationFactory, administrator, coordinator, person
from tests.factories.programmes import ProgrammeFactory
from tests.programmes.test_models import reloaded

pytestmark = pytest.mark.django_db

CODES = ("JUNO", "CARA", "GOOD_LOAF", "WONDER")


def text(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"programmes:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_all_four(client: Client) -> None:
    made = [ProgrammeFactory.create(code=code) for code in CODES]
    client.force_login(coordinator(made[0].provider))

    page = text(client, "programmes")

    assert all(reverse("programmes:programme", args=[p.slug]) in page for p in made)
    assert "Any 5 of 10" in page
    assert "A plan of her own" in page
    assert page.count("Paused") == 2


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        (
            "JUNO",
            [
                "28 days after the one before; at least 28 and at most 35",
                "Usually Wednesday, from 10am",
                "By the deadline that police wrote in the caution.",
                "Within 2 working days of the referral",
                "5 attempts over at least 10 working days",
                "Text: 7 days before, at 10am",
                "Here</li><li>Late",
                "Decided by the provider on 1 April 2025.",
                "18 on the day police gave the caution",
                "Magistrates&#x27; Courts Act 1980, section 127",
                "Is the offence a hate crime? No.",
                "recorded when it is given",
            ],
        ),
        ("CARA", ["Everything is done again from the start.", "At most 0.", "He has come to both parts"]),
        ("GOOD_LOAF", ["Session 1 to Session 10", "She may begin at any of them.", "At Kettering"]),
        (
            "WONDER",
            ["The rest of the plan is made with her", "She herself", "Nobody outside the project is told."],
        ),
    ],
)
def test_a_definition_is_shown_in_plain_words(client: Client, code: str, sentences: list[str]) -> None:
    programme = ProgrammeFactory.create(code=code)
    client.force_login(coordinator(programme.provider))

    page = text(client, "programme", programme.slug)

    missing = [sentence for sentence in sentences if sentence not in page]
    assert missing == []
    assert "REBOOK" not in page
    assert "_ONLY" not in page


def test_an_earlier_version_can_still_be_read(client: Client) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    reloaded(juno, languages=["en"])
    client.force_login(administrator(juno.provider))

    now, before = text(client, "programme", "juno"), text(client, "version", "juno", 1)

    assert reverse("programmes:version", args=["juno", 1]) in now
    assert "Welsh" not in now
    assert "Welsh" in before
    assert "This is version 1" in before


def test_a_programme_that_is_not_there_is_not_found(client: Client) -> None:
    client.force_login(administrator(OrganisationFactory.create()))

    assert client.get(reverse("programmes:programme", args=["bread"])).status_code == 404
    assert client.get(reverse("programmes:version", args=["juno", 9])).status_code == 404


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    client.force_login(administrator(OrganisationFactory.create()))

    assert "load_programmes" in text(client, "programmes")


@pytest.mark.parametrize("role", list(Role))
def test_definitions_are_for_provider_staff_and_administrators(client: Client, role: Role) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    client.force_login(person(role, juno.provider))
    allowed = role in (*PROVIDER, Role.ADMIN)

    statuses = {
        client.get(reverse("programmes:programmes")).status_code,
        client.get(reverse("programmes:programme", args=["juno"])).status_code,
        client.get(reverse("programmes:version", args=["juno", 1])).status_code,
    }

    assert statuses == ({200} if allowed else {403})


def test_the_list_needs_no_more_queries_for_four_than_for_one(client: Client) -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    client.force_login(coordinator(juno.provider))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            text(client, "programmes")
        return len(captured)

    queries()
    with_one = queries()
    for code in CODES[1:]:
        ProgrammeFactory.create(code=code)

    assert queries() == with_one <= 25
