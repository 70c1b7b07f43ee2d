"""An issued return stays; what was corrected since stands in the next one, and only that."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reports import actions, document, payload, restating
from reports.models import IssuedReturn, PreparedReturn
from reports.quarters import Quarter
from tests.reports.conftest import NAME, REASON, Told
from tests.reports.made import at
from tests.reports.worked_quarter import QUARTER
from workshops.models import Place

NEXT, AFTER = Quarter(2026, 2), Quarter(2026, 3)
WHY = "A mark of 20 May was put right."


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])
    monkeypatch.setattr("correspondence.wake._wake", lambda *args: None)


def issue(told: Told, quarter: Quarter, when: datetime, *, why: str = "") -> IssuedReturn:
    prepared = prepare(told, quarter, when, why=why)
    actions.draw(prepared, at=when)
    return actions.sign_off(told.made.programme, quarter, by=told.manager, at=when, seen=None)


def prepare(told: Told, quarter: Quarter, when: datetime, *, why: str = "") -> PreparedReturn:
    return actions.prepare(
        told.made.programme, quarter, name=NAME, reason=REASON, by=told.manager, at=when, why_changed=why
    )


def correct_a_mark(told: Told) -> None:
    place = Place.objects.get(referral=told.made.cases["reopened"], mark="NOT_HERE")
    place.mark, place.marked_at = "HERE", timezone.now()
    place.save(update_fields=["mark", "marked_at"])


def test_a_corrected_mark_stands_in_the_next_return_as_it_was_and_is_and_why(told: Told) -> None:
    first = issue(told, QUARTER, told.at)
    before = (bytes(first.pdf), payload.as_text(first.figures))
    correct_a_mark(told)

    with pytest.raises(actions.WhyChanged):
        prepare(told, NEXT, at(9, 10))
    second = issue(told, NEXT, at(9, 10), why=WHY)

    restated = {one["code"]: one for one in second.figures["restatements"]}
    assert restated["attended_first"] == {
        "quarter": "2026-27 Q1",
        "code": "attended_first",
        "unit": "PERCENT",
        "label": "Attended workshop 1",
        "was": {"numerator": 5, "denominator": 8, "value": None, "not_given": "FEW"},
        "is": {"numerator": 6, "denominator": 8, "value": None, "not_given": "FEW"},
        "why": WHY,
    }
    assert {"activity_not_attended", "activity_places_used", "activity_attended_first"} <= set(restated)
    assert "completed" not in restated
    first = IssuedReturn.objects.get(pk=first.pk)
    assert (bytes(first.pdf), payload.as_text(first.figures)) == before
    assert restating.changed(told.made.programme, AFTER) == []  # said once


def test_what_happened_later_and_an_erased_name_are_no_restatement(told: Told) -> None:
    issue(told, QUARTER, told.at)
    later = told.made.cases["her second"]
    later.status, later.closed_at, later.closed_by = "COMPLETED", at(23, 7), "Made up"
    later.save(update_fields=["status", "closed_at", "closed_by"])
    her = later.participant
    assert her is not None
    her.first_names = her.last_name = her.sort_name = her.search_name = ""
    her.date_of_birth, her.erased_at, her.erased_by = None, at(24, 7), "Made up"
    her.save()

    assert restating.changed(told.made.programme, NEXT) == []


def test_a_withdrawn_return_is_not_restated_but_issued_again(told: Told) -> None:
    first = issue(told, QUARTER, told.at)
    actions.withdraw(first, reason="A quote named a village.", by=told.manager, at=told.at)
    correct_a_mark(told)

    assert restating.changed(told.made.programme, NEXT) == []
    again = issue(told, QUARTER, told.at)
    assert again.number == 2
    assert again.figures["restatements"] == []


def test_the_command_proves_that_every_return_is_what_was_signed(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    issue(told, QUARTER, told.at)

    call_command("verify_returns")
    assert "1 issued returns are, byte for byte, what was signed." in capsys.readouterr().out

    monkeypatch.setattr(payload, "digest", lambda figures: "another")
    with pytest.raises(CommandError, match="is not what was signed"):
        call_command("verify_returns")
    assert "the figures changed" in capsys.readouterr().out
