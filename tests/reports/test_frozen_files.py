"""Every form of an issued return is the bytes of its signing, whatever the service becomes afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from audit.models import Event
from reports import actions, document, exports, freezing, payload, spreadsheet
from reports.models import IssuedFile, IssuedReturn, PreparedFile, PreparedReturn
from tests.reports.conftest import Told

FORMS = {
    "ods": "download_ods",
    "csv": "download_csv",
    "csv-metadata.json": "download_csv_metadata",
    "json": "download_json",
}
ALL = {"pdf": "download", **FORMS}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])


def downloaded(client: Client, issued: IssuedReturn, on_the_day: Callable[[], Any]) -> dict[str, bytes]:
    on_the_day()
    return {
        form: client.get(reverse(f"reports:{name}", args=[issued.pk])).content for form, name in ALL.items()
    }


def test_every_form_is_the_same_bytes_after_marks_words_and_templates_were_changed(
    told: Told, client: Client, on_the_day: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = told.issue()
    client.force_login(told.commissioner())
    before = downloaded(client, issued, on_the_day)

    told.made.cases["last instant"].places.update(mark="HERE")
    told.made.case("came too late", sent=told.at, accepted=told.at)
    told.made.programme.provider.name = "Another name"
    told.made.programme.provider.save()
    monkeypatch.setattr(exports, "COLUMNS", ("code", "value"))
    monkeypatch.setattr(exports, "MEANINGS", {})
    monkeypatch.setattr(spreadsheet, "FONT", "Comic Sans")
    monkeypatch.setattr(payload, "SCHEMA", "juno-return-99")
    monkeypatch.setattr(exports, "as_json", lambda *args, **kwargs: b"{}")
    after = downloaded(client, issued, on_the_day)

    assert before == after
    assert set(before) == set(ALL)
    assert all(len(data) > 10 for data in before.values())
    assert json.loads(before["json"])["number"] == 1
    assert exports.of_issued(IssuedReturn.objects.get()) != {form: before[form] for form in FORMS}


def test_the_forms_are_written_by_the_worker_and_moved_at_signing(told: Told) -> None:
    prepared = told.prepare()
    assert not PreparedFile.objects.exists()
    actions.draw(prepared, at=told.at)
    drawn = dict(PreparedFile.objects.values_list("form", "sha256"))

    issued = told.sign_off()

    assert set(drawn) == set(FORMS)
    assert dict(issued.files.values_list("form", "sha256")) == drawn
    assert not PreparedFile.objects.exists()
    for one in issued.files.all():
        assert hashlib.sha256(bytes(one.data)).hexdigest() == one.sha256


def test_preparing_again_throws_the_older_forms_away(told: Told) -> None:
    actions.draw(told.prepare(), at=told.at)

    prepared = told.prepare()

    assert not PreparedFile.objects.exists()
    assert actions.draw(prepared, at=told.at)
    assert PreparedFile.objects.count() == len(FORMS)


def test_a_slow_worker_stores_no_form_of_older_figures(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = told.prepare()

    def prepared_again_meanwhile(page: object) -> bytes:
        told.prepare()
        return b"%PDF old"

    monkeypatch.setattr(document, "draw", prepared_again_meanwhile)

    assert not actions.draw(prepared, at=told.at)
    assert not PreparedFile.objects.exists()
    assert PreparedReturn.objects.get().pdf is None


def test_a_return_issued_before_its_forms_were_kept_is_written_from_its_figures(told: Told) -> None:
    actions.draw(told.prepare(), at=told.at)
    PreparedFile.objects.all().delete()  # as it was then
    issued = told.sign_off()

    data, sha256 = freezing.served(issued, "csv")

    assert data.startswith("\ufeffprogramme,quarter".encode())
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert not IssuedFile.objects.exists()
    call_command("verify_returns", stdout=StringIO())


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_not_the_one_signed_is_never_served_and_is_found(form: str, told: Told) -> None:
    actions.draw(told.prepare(), at=told.at)
    PreparedFile.objects.filter(form=form).update(data=b"something else")
    issued = told.sign_off()

    with pytest.raises(freezing.Damaged):
        freezing.served(issued, form)

    said = StringIO()
    with pytest.raises(CommandError, match="1 of what 1 issued returns hold"):
        call_command("verify_returns", stdout=said)
    assert said.getvalue().endswith(f": the {form} changed\n")


def test_a_download_is_recorded_with_the_digest_of_its_own_bytes(
    told: Told, client: Client, on_the_day: Callable[[], Any]
) -> None:
    issued = told.issue()
    client.force_login(told.commissioner())

    data = downloaded(client, issued, on_the_day)["csv"]

    facts = [event.facts for event in Event.objects.filter(verb="return.download")]
    assert {"form": "csv", "sha256": hashlib.sha256(data).hexdigest()} in facts
