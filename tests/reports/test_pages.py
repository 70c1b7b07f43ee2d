"""The pages of returns: who gets what, what is audited, what never leaks."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from reports import actions, document
from reports.models import IssuedReturn, PreparedReturn, ReturnDraft
from tests.factories import accounts
from tests.reports.conftest import NAME, REASON, Told
from tests.reports.made import at
from tests.reports.worked_quarter import QUARTER

pytestmark = pytest.mark.usefixtures("on_the_day")

HERE = {"programme": "juno", "quarter": QUARTER.slug}


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])
    monkeypatch.setattr("correspondence.wake._wake", lambda *args: None)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(**answers: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), **answers}


def verbs(who: User) -> list[str]:
    return list(Event.objects.filter(who_id=who.pk).order_by("number").values_list("verb", flat=True))


def test_the_manager_walks_from_the_figures_to_the_issued_return(told: Told) -> None:
    client = signed_in(told.manager)
    page = client.get(reverse("reports:return", kwargs=HERE))
    assert "72.7% (8 of 11)" in page.content.decode()

    words = sent(narrative="Two groups ran.", version="")
    client.post(reverse("reports:return", kwargs=HERE), words)
    assert ReturnDraft.objects.get().narrative == "Two groups ran."

    answer = client.post(reverse("reports:prepare", kwargs=HERE), sent(name=NAME, reason=REASON))
    assert answer["Location"] == reverse("reports:sign_off", kwargs=HERE)
    waiting = client.get(answer["Location"]).content.decode()
    assert "being made" in waiting
    assert "Sign off and issue" not in waiting

    actions.draw_waiting(at=told.at)
    ready = client.get(answer["Location"]).content.decode()
    assert "Sign off and issue" in ready
    proof = client.get(reverse("reports:proof", kwargs=HERE))
    assert b"".join(proof) == b"%PDF-1.7 made up"

    version = PreparedReturn.objects.get().version
    signing = sent(read="on", version=version)
    answer = client.post(reverse("reports:sign_off", kwargs=HERE), signing)
    issued = IssuedReturn.objects.get()
    assert answer["Location"] == reverse("reports:issued", args=[issued.pk])

    again = client.post(reverse("reports:sign_off", kwargs=HERE), signing)
    assert again["Location"] == answer["Location"]
    assert IssuedReturn.objects.count() == 1
    assert [v for v in verbs(told.manager) if v.startswith("return.")] == [
        "return.view", "return.write_words", "return.prepare", "return.proof", "return.sign_off",
    ]  # fmt: skip


def test_the_commissioner_reads_and_downloads_what_was_issued_and_it_is_recorded(told: Told) -> None:
    issued = told.issue()
    reader = told.commissioner()
    client = signed_in(reader)

    listed = client.get(reverse("reports:returns")).content.decode()
    page = client.get(reverse("reports:issued", args=[issued.pk])).content.decode()
    what = client.get(reverse("reports:what_counts", args=[issued.pk])).content.decode()
    download = client.get(reverse("reports:download", args=[issued.pk]))

    assert str(QUARTER) in listed
    assert "78.6% (11 of 14)" in page
    assert "/cases/" not in page
    assert "activity_places_used" in what
    assert download.content == b"%PDF-1.7 made up"
    assert download["Content-Disposition"] == 'attachment; filename="juno-2026-27-Q1-v1.pdf"'
    assert hashlib.sha256(download.content).hexdigest() in page
    events = Event.objects.filter(who_id=reader.pk, verb="return.download")
    assert [event.facts["sha256"] for event in events] == [issued.pdf_sha256]


def test_the_commissioner_has_no_path_to_a_draft_a_case_or_anything_else(told: Told) -> None:
    issued = told.issue()
    reader = told.commissioner()
    client = signed_in(reader)
    shut = [
        reverse("reports:return", kwargs=HERE),
        reverse("reports:cases", kwargs={**HERE, "measure": "accepted"}),
        reverse("reports:prepare", kwargs=HERE),
        reverse("reports:sign_off", kwargs=HERE),
        reverse("reports:proof", kwargs=HERE),
        reverse("reports:withdraw", args=[issued.pk]),
        "/today/",
    ]

    for number, address in enumerate(shut, start=1):
        assert client.get(address).status_code in (403, 404), address
        if address.startswith("/returns/"):
            assert verbs(reader).count("access.refused") == number
    assert client.post(reverse("reports:withdraw", args=[issued.pk]), sent(reason="x")).status_code == 403
    assert IssuedReturn.objects.downloadable().exists()


def test_a_return_of_another_programme_is_not_there_for_a_commissioner_and_the_attempt_is_recorded(
    told: Told,
) -> None:
    issued = told.issue()
    stranger = accounts.commissioner(
        accounts.OrganisationFactory.create(code="OTHER_PCC", kind="COMMISSIONER")
    )
    client = signed_in(stranger)

    for name in ("issued", "what_counts", "download", "download_csv", "download_json"):
        assert client.get(reverse(f"reports:{name}", args=[issued.pk])).status_code == 404

    assert verbs(stranger).count("access.refused") == 5
    assert str(QUARTER) not in client.get(reverse("reports:returns")).content.decode()


def test_a_manager_elsewhere_sees_nothing_of_it(told: Told) -> None:
    issued = told.issue()
    client = signed_in(accounts.manager(accounts.OrganisationFactory.create(code="ANOTHER_CHARITY")))

    assert client.get(reverse("reports:return", kwargs=HERE)).status_code == 404
    assert client.get(reverse("reports:issued", args=[issued.pk])).status_code == 404
    assert client.get(reverse("reports:withdraw", args=[issued.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.DATA_PROTECTION, Role.ADMIN])
def test_nobody_else_at_the_provider_opens_a_return(role: Role, told: Told) -> None:
    client = signed_in(accounts.person(role, told.made.provider))
    for name in ("figures", "tables", "quality"):
        assert client.get(reverse(f"reports:{name}", kwargs=HERE)).status_code == 403

    assert client.get(reverse("reports:returns")).status_code == 403
    assert client.get(reverse("reports:return", kwargs=HERE)).status_code == 403


def test_a_commissioners_pages_hold_frozen_values_and_no_row_of_the_database(told: Told) -> None:
    issued = told.issue()
    client = signed_in(told.commissioner())

    for name in ("returns", "issued", "what_counts"):
        args = [] if name == "returns" else [issued.pk]
        contexts: Any = client.get(reverse(f"reports:{name}", args=args)).context
        given = {key: context[key] for context in contexts for key in ("issued", "lists") if key in context}
        assert given
        for value in given.values():
            for one in value if isinstance(value, list) else [value]:
                frozen(one)


def frozen(value: Any) -> None:
    """Fail on anything that is not a frozen dataclass of plain values."""
    if isinstance(value, tuple):
        for one in value:
            frozen(one)
    elif not isinstance(value, str | int | UUID | datetime | None):
        assert dataclasses.is_dataclass(value), value
        assert value.__dataclass_params__.frozen  # type: ignore[union-attr]
        for field in dataclasses.fields(value):
            frozen(getattr(value, field.name))


def test_nothing_a_commissioner_gets_names_a_woman_or_a_case(told: Told) -> None:
    women = {case.participant for case in told.made.cases.values() if case.participant}
    secrets = {word for woman in women for word in (woman.last_name, str(woman.pk))}
    secrets |= {case.reference for case in told.made.cases.values() if case.reference}
    secrets |= {str(case.pk) for case in told.made.cases.values()}
    issued = told.issue()
    client = signed_in(told.commissioner())

    pages = [
        client.get(reverse(f"reports:{name}", args=[issued.pk])).content.decode()
        for name in ("issued", "what_counts", "download_csv", "download_json")
    ]

    assert len(secrets) > 20
    assert [secret for secret in secrets for page in pages if secret in page] == []


def test_a_withdrawn_return_cannot_be_downloaded_but_its_manager_still_has_the_bytes(told: Told) -> None:
    issued = told.issue()
    manager, reader = signed_in(told.manager), signed_in(told.commissioner())
    empty = manager.post(reverse("reports:withdraw", args=[issued.pk]), sent(reason=""))
    assert "Error:" in empty.content.decode()

    manager.post(reverse("reports:withdraw", args=[issued.pk]), sent(reason="A sentence was wrong"))

    page = reader.get(reverse("reports:issued", args=[issued.pk])).content.decode()
    assert "A sentence was wrong" in page
    assert "78.6%" not in page
    for form in ("download", "download_csv", "download_json"):
        assert reader.get(reverse(f"reports:{form}", args=[issued.pk])).status_code == 302
    assert manager.get(reverse("reports:download", args=[issued.pk])).content == b"%PDF-1.7 made up"


def test_the_cases_behind_a_figure_are_listed_by_reference_and_recorded(told: Told) -> None:
    client = signed_in(told.manager)

    page = client.get(reverse("reports:cases", kwargs={**HERE, "measure": "not_completed"}))

    html = page.content.decode()
    case = told.made.cases["not reached"]
    assert case.reference in html
    assert html.count("T-JUNO-") == 1
    assert case.participant is not None
    assert case.participant.last_name not in html
    seen = Event.objects.filter(verb="return.cases")
    assert [(event.reference, event.facts) for event in seen] == [
        (case.reference, {"measure": "not_completed"})
    ]


@pytest.mark.parametrize("measure", ["no_such_measure", "x"])
def test_a_figure_that_does_not_exist_is_not_found(measure: str, told: Told) -> None:
    client = signed_in(told.manager)

    assert client.get(reverse("reports:cases", kwargs={**HERE, "measure": measure})).status_code == 404


@pytest.mark.parametrize("quarter", ["2026-27-Q5", "2026-28-Q1", "tomorrow", "2026-27-Q2x", "2027-28-Q1"])
def test_a_quarter_that_does_not_exist_or_has_not_begun_is_not_found(quarter: str, told: Told) -> None:
    client = signed_in(told.manager)

    assert client.get(reverse("reports:return", args=["juno", quarter])).status_code == 404


def test_a_quarter_still_running_shows_its_figures_and_no_way_to_sign(told: Told) -> None:
    client = signed_in(told.manager)
    running = {**HERE, "quarter": QUARTER.year_label + "-Q2"}

    page = client.get(reverse("reports:return", kwargs=running)).content.decode()
    answer = client.post(reverse("reports:prepare", kwargs=running), sent(name=NAME, reason=REASON))

    assert "still running" in page
    assert reverse("reports:prepare", kwargs=running) not in page
    assert "has not ended" in answer.content.decode()
    assert not PreparedReturn.objects.exists()


def test_signing_without_having_read_is_refused_with_a_sentence(told: Told) -> None:
    actions.draw(told.prepare(), at=told.at)
    client = signed_in(told.manager)

    page = client.post(reverse("reports:sign_off", kwargs=HERE), sent(version=1)).content.decode()

    assert re.search(r"<title>\s*Error: ", page)
    assert "Read the PDF, then say that it is right" in page
    assert not IssuedReturn.objects.exists()


def test_words_of_a_stale_page_lead_to_both_versions(told: Told) -> None:
    told.write("Hers, saved first")
    client = signed_in(told.manager)

    answer = client.post(reverse("reports:return", kwargs=HERE), sent(narrative="Mine", version=1))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Hers, saved first" in page
    assert "Mine" in page
    assert ReturnDraft.objects.get().narrative == "Hers, saved first"


def test_no_page_of_a_return_needs_many_queries_or_more_with_more_cases(told: Told) -> None:
    issued = told.issue()
    manager, reader = signed_in(told.manager), signed_in(told.commissioner())
    pages = [
        (manager, reverse("reports:returns")),
        (manager, reverse("reports:return", kwargs=HERE)),
        (manager, reverse("reports:cases", kwargs={**HERE, "measure": "referrals_received"})),
        (manager, reverse("reports:prepare", kwargs=HERE)),
        (reader, reverse("reports:returns")),
        (reader, reverse("reports:issued", args=[issued.pk])),
    ]

    few = [_queries(*page) for page in pages]
    for number in range(50):
        told.made.case(f"more {number}", sent=at(1, 5), accepted=at(2, 5))
    many = [_queries(*page) for page in pages]

    assert many == few
    assert max(many) <= 25


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_issued_bytes_and_figures_stay_when_a_mark_is_corrected_and_a_definition_changes(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = told.issue()
    reader = signed_in(told.commissioner())
    before = [reader.get(reverse(f"reports:{n}", args=[issued.pk])).content for n in FROZEN]

    told.made.cases["her first"].notices.all().delete()
    told.made.case("sent later", sent=at(2, 5), accepted=at(3, 5))
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 another template")

    assert [reader.get(reverse(f"reports:{n}", args=[issued.pk])).content for n in FROZEN] == before


FROZEN = ("download", "download_csv", "download_json")


def test_the_command_and_the_issued_return_give_the_same_json(
    told: Told, capsys: pytest.CaptureFixture[str], on_the_day: Callable[[], datetime]
) -> None:
    issued = told.issue()

    call_command("quarterly_return", "juno", "2026-27", "Q1", "--format", "json")

    printed = json.loads(capsys.readouterr().out)
    assert printed["measures"] == issued.figures["measures"]
    assert printed["definitions"] == issued.definitions
