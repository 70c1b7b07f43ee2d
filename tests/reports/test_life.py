"""A return from its words to its withdrawal: what is signed is what was read, and never changes."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from psycopg2.errors import InsufficientPrivilege

from audit.models import Event
from reports import actions, document, freezing, payload, voices
from reports.measures.facts import Case
from reports.models import IssuedReturn, PreparedReturn, ReturnCases, ReturnDraft, ReturnWithdrawal
from reports.quarters import NotEnded, Quarter
from tests.factories import accounts
from tests.reports import worked_quarter
from tests.reports.conftest import NAME, REASON, Told
from tests.reports.made import at
from tests.reports.worked_quarter import NARRATIVE, QUARTER
from ui.refusals import Stale

TABLES = (
    "reports_issuedvoice",
    "reports_issuedreturn",
    "reports_issuedfile",
    "reports_returncases",
    "reports_returnwithdrawal",
)
CHANGES = [
    change.format(table)
    for table in TABLES
    for change in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE")
]


def cases_held() -> int:
    """By `type`: asked for its `__class__`, a lazy object another test left behind would wake, and may refuse to."""
    return sum(issubclass(type(one), Case) for one in gc.get_objects())


def verbs() -> list[str]:
    return list(Event.objects.order_by("number").values_list("verb", flat=True))


def test_words_are_kept_with_who_wrote_them(told: Told) -> None:
    told.write("First words", seen=None)
    told.write("Better words", seen=ReturnDraft.objects.get().version)

    draft = ReturnDraft.objects.get()
    assert (draft.narrative, draft.saved_by) == ("Better words", told.manager.trail_name)
    assert verbs()[-2:] == ["return.write_words", "return.write_words"]


def test_words_of_a_page_that_is_older_are_refused_with_both_values(told: Told) -> None:
    told.write("First words")

    with pytest.raises(Stale) as stale:
        told.write("Other words", seen=1)

    assert stale.value.theirs == {"narrative": "First words"}
    assert ReturnDraft.objects.get().narrative == "First words"


def test_a_quarter_that_has_not_ended_cannot_be_prepared(told: Told) -> None:
    told.at = at(30, 6, 23, 59)

    with pytest.raises(NotEnded):
        told.prepare()

    assert not PreparedReturn.objects.exists()


def test_a_failing_check_needs_a_reason_which_is_kept_with_the_figures(told: Told) -> None:
    with pytest.raises(actions.ReasonNeeded):
        told.prepare(reason="  ")
    assert not PreparedReturn.objects.exists()

    prepared = told.prepare()

    assert prepared.figures["reason"] == REASON
    assert {c["code"]: c["found"] for c in prepared.figures["checks"]}["REGISTERS_FINISHED"] == 1


def test_what_was_counted_is_let_go_once_its_figures_are_frozen(told: Told) -> None:
    """Without waiting for the collector, which would look through all of it first."""
    told.prepare()
    gc.collect()
    before = cases_held()

    gc.disable()
    try:
        told.prepare()

        assert cases_held() == before
    finally:
        gc.enable()


def test_preparing_wakes_the_worker_once_the_figures_are_committed(
    told: Told, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    woken: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setattr("correspondence.wake._wake", lambda task, *args: woken.append((task, args)))

    with django_capture_on_commit_callbacks(execute=True):
        prepared = told.prepare()
        assert woken == []

    assert woken == [("reports.tasks.draw", (str(prepared.pk),))]
    assert prepared.pdf is None


def test_the_worker_stores_the_pdf_of_the_figures_that_were_frozen(told: Told) -> None:
    prepared = told.prepare()

    assert actions.draw(prepared, at=told.at)

    stored = PreparedReturn.objects.get()
    assert stored.pdf is not None
    assert bytes(stored.pdf).startswith(b"%PDF-1.7")
    assert stored.pdf_sha256 == hashlib.sha256(bytes(stored.pdf)).hexdigest()
    assert verbs()[-1] == "return.draw"


def test_a_slow_worker_never_stores_the_pdf_of_older_figures(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = told.prepare()

    def prepared_again_meanwhile(page: object) -> bytes:
        monkeypatch.setattr(document, "draw", lambda page: b"%PDF new")
        told.prepare()
        return b"%PDF old"

    monkeypatch.setattr(document, "draw", prepared_again_meanwhile)

    assert not actions.draw(prepared, at=told.at)
    assert PreparedReturn.objects.get().pdf is None
    assert actions.draw_waiting(at=told.at) == 1
    stored = PreparedReturn.objects.get().pdf
    assert stored is not None
    assert bytes(stored) == b"%PDF new"


def test_a_crash_in_the_worker_is_tried_again_three_times_and_then_left_to_a_person(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.prepare()
    drawn: list[int] = []

    def crash(page: object) -> bytes:
        drawn.append(1)
        raise MemoryError

    monkeypatch.setattr(document, "draw", crash)
    for _round in range(5):
        assert actions.draw_waiting(at=told.at) == 0

    assert len(drawn) == actions.MOST_TRIES
    assert not IssuedReturn.objects.exists()


def test_drawing_twice_stores_the_bytes_once(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = told.prepare()
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF one")
    assert actions.draw(prepared, at=told.at)

    monkeypatch.setattr(document, "draw", lambda page: b"%PDF two")

    assert not actions.draw(prepared, at=told.at)
    assert bytes(PreparedReturn.objects.get().pdf or b"") == b"%PDF one"


def test_what_is_signed_is_what_was_read(told: Told) -> None:
    told.write()
    prepared = told.prepare()
    actions.draw(prepared, at=told.at)
    read = PreparedReturn.objects.get()
    told.made.case("sent later", sent=at(1, 5), accepted=at(2, 5))  # after the PDF was read

    issued = told.sign_off(seen=read.version)

    assert bytes(issued.pdf) == bytes(read.pdf or b"")
    assert issued.figures == read.figures
    assert (issued.number, issued.signed_off_name, issued.narrative) == (1, NAME, NARRATIVE)
    assert issued.figures_sha256 == payload.digest(issued.figures)
    assert freezing.served(issued, "pdf")[0] == bytes(read.pdf or b"")
    assert not PreparedReturn.objects.exists()
    assert verbs()[-1] == "return.sign_off"


def test_the_cases_behind_every_figure_are_kept_for_the_provider(told: Told) -> None:
    issued = told.issue()

    kept = dict(ReturnCases.objects.filter(issued=issued).values_list("measure", "case_ids"))

    assert set(kept) == {measure["code"] for measure in issued.figures["measures"]}
    assert kept["waiting"] == [str(told.made.cases["last instant"].pk)]
    for measure in issued.figures["measures"]:
        if measure["unit"] != "DAYS" and measure["counts"] == "REFERRALS":
            assert len(kept[measure["code"]]) == measure["numerator"]


@pytest.mark.parametrize("step", ["nothing prepared", "no PDF yet"])
def test_nothing_is_signed_without_a_pdf(step: str, told: Told) -> None:
    if step == "no PDF yet":
        told.prepare()

    with pytest.raises(actions.NotReady):
        told.sign_off()

    assert not IssuedReturn.objects.exists()


def test_nobody_signs_in_somebody_elses_name(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    actions.draw(told.prepare(), at=told.at)

    with pytest.raises(actions.NotYours):
        told.sign_off(by=accounts.manager(told.made.provider))

    assert not IssuedReturn.objects.exists()


def test_words_changed_after_the_pdf_stop_the_signing(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    actions.draw(told.prepare(), at=told.at)
    told.write("Something else")

    with pytest.raises(actions.WordsChanged):
        told.sign_off()

    assert not IssuedReturn.objects.exists()


def test_a_pdf_prepared_again_since_the_page_was_opened_is_not_signed(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    seen = told.prepare().version
    actions.draw(told.prepare(), at=told.at)

    with pytest.raises(actions.PreparedAgain):
        told.sign_off(seen=seen)

    assert not IssuedReturn.objects.exists()


def test_a_quarter_has_one_issued_return_until_it_is_withdrawn(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    first = told.issue()
    with pytest.raises(actions.StillIssued):
        told.prepare()

    actions.withdraw(first, reason="A detail named somebody", by=told.manager, at=told.at)
    second = told.issue()

    assert (first.number, second.number) == (1, 2)
    assert list(IssuedReturn.objects.downloadable()) == [second]
    assert freezing.served(IssuedReturn.objects.get(pk=first.pk), "pdf")[0] == b"%PDF"
    assert "return.withdraw" in verbs()


def test_withdrawing_twice_keeps_the_first_reason(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    issued = told.issue()

    for reason in ("The first", "The second"):
        actions.withdraw(issued, reason=reason, by=told.manager, at=told.at)

    assert ReturnWithdrawal.objects.get().reason == "The first"
    assert verbs().count("return.withdraw") == 1


def test_bytes_that_are_not_those_signed_are_never_served(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    issued = told.issue()
    issued.pdf = b"%PDF, but another one"

    with pytest.raises(freezing.Damaged):
        freezing.served(issued, "pdf")


@pytest.mark.servers
def test_the_applications_role_cannot_change_what_was_issued(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    actions.withdraw(told.issue(), reason="Made up", by=told.manager, at=told.at)

    for change in CHANGES:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    assert bytes(IssuedReturn.objects.get().pdf) == b"%PDF"
    assert ReturnCases.objects.exists()
    assert ReturnWithdrawal.objects.exists()


@pytest.mark.servers
def test_its_owner_cannot_change_it_either(
    committed_db: object,
    as_owner: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: Any,
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    with django_db_blocker.unblock():
        made = worked_quarter.make()
        told = Told(made, accounts.manager(made.provider))
        case = next(one for one in made.cases.values() if one.participant)
        said: dict[str, Any] = {"consented_on": told.at.date(), "consent_given": "SPOKEN", "kind": "QUOTE"}
        who: dict[str, Any] = {"referral": case, "by": told.manager, "at": told.at}
        voices.record(made.programme, QUARTER, words="It helped.", **said, **who)
        actions.withdraw(told.issue(), reason="Made up", by=told.manager, at=told.at)

    with as_owner() as cursor:
        for change in CHANGES:
            with pytest.raises(InsufficientPrivilege, match="only ever added"):
                cursor.execute(change)


def test_a_return_of_a_quarter_without_cases_can_be_issued(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF")
    quiet = Quarter(2025, 1)
    prepared = actions.prepare(
        told.made.programme, quiet, name=NAME, reason=REASON, by=told.manager, at=told.at
    )
    actions.draw(prepared, at=told.at)

    issued = actions.sign_off(told.made.programme, quiet, by=told.manager, at=told.at, seen=None)

    assert {m["value"] for m in issued.figures["measures"]} == {0.0, None}
    assert issued.when != QUARTER
