"""The tables that split women: every count of sixty written down beforehand, and nobody to be found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Arrangement
from referrals.models import Referral
from reports import actions, document, payload, splitting
from reports.disclosure import Kind, Rule
from reports.layout import Data, told
from reports.measures import counting, equality
from reports.models import IssuedReturn
from reports.quarters import Quarter
from tests.factories import accounts
from tests.reports import sixty
from tests.reports.made import WHO, Made, at
from tests.reports.test_disclosure_series import found_by_attack, totals_of_quarters
from workshops.models import Place

Q1, COUNTED_AT = Quarter(2026, 1), at(10, 7)
OPEN = Rule(Kind.NONE, reason="To look at every count")
Line = tuple[int | None, ...]


@pytest.fixture
def made(db: None) -> Made:
    return sixty.make()


def tables(made: Made, rule: Rule, quarter: Quarter = Q1) -> dict[str, Data]:
    counted = counting.count(made.programme, quarter, at=COUNTED_AT)
    return {table["code"]: table for table in splitting.tables(counted, rule)}


def lines(table: Data) -> dict[str, Line]:
    rows = {row["code"]: (*row["cells"], row["total"]) for row in table["rows"] if row["total"] != 0}
    return rows | {"all": (*table["totals"], table["total"])}


def test_every_count_by_age_is_the_one_written_down(made: Made) -> None:
    # completed, came but not completed, has not come, all
    assert lines(tables(made, OPEN)["equality_age"]) == {
        "18-24": (3, 0, 0, 3),
        "25-34": (22, 6, 0, 28),
        "35-44": (7, 0, 9, 16),
        "45-54": (0, 5, 6, 11),
        "65+": (0, 2, 0, 2),
        "all": (32, 13, 15, 60),
    }


def test_every_count_by_ethnicity_and_disability_is_the_one_written_down(made: Made) -> None:
    open_tables = tables(made, OPEN)
    asian = "Asian, Asian British or Asian Welsh"
    black = "Black, Black British, Black Welsh, Caribbean or African"

    assert lines(open_tables["equality_ethnicity"]) == {
        "White": (22, 11, 15, 48),
        asian: (7, 2, 0, 9),
        black: (3, 0, 0, 3),
        "all": (32, 13, 15, 60),
    }
    assert lines(open_tables["equality_ethnicity_18_1"]) == {
        "W1": (35, 35), "W2": (8, 8), "W9": (5, 5), "A1": (9, 9), "B1": (3, 3), "all": (60, 60),
    }  # fmt: skip
    assert lines(open_tables["equality_disability"]) == {
        "YES": (3, 0, 15, 18), "NO": (29, 8, 0, 37), "NS": (0, 5, 0, 5), "all": (32, 13, 15, 60),
    }  # fmt: skip
    assert lines(open_tables["equality_caring"]) == {"UN": (32, 13, 15, 60), "all": (32, 13, 15, 60)}


def test_shares_have_wilson_intervals_from_ten_women_on(made: Made) -> None:
    rows = {row["code"]: row for row in tables(made, OPEN)["equality_age"]["rows"]}

    # 22 of 28: Wilson 60.5 to 89.8; worked out apart with (p + z²/2n ± z√(pq/n + z²/4n²)) / (1 + z²/n)
    assert rows["25-34"]["completed"] == {
        "numerator": 22, "denominator": 28, "value": 78.6, "low": 60.5, "high": 89.8,
    }  # fmt: skip
    assert rows["35-44"]["started"]["value"] == 43.8
    assert rows["18-24"]["completed"] is None


def test_reasons_for_not_coming_are_those_written_down_and_the_small_ones_hidden(made: Made) -> None:
    assert lines(tables(made, OPEN)["split_reasons_missed"]) == {
        "CHILD": (7, 7), "WORK": (2, 2), "ILL": (4, 4), "all": (13, 13),
    }  # fmt: skip
    assert lines(tables(made, Rule())["split_reasons_missed"]) == {
        "CHILD": (7, 7), "WORK": (None, None), "ILL": (None, None), "all": (13, 13),
    }  # fmt: skip


def test_cases_not_completed_are_told_apart_by_whether_a_reason_was_offered(db: None) -> None:
    made = Made("JUNO")
    made.workshop("W1", at(22, 4), step=1, capacity=60)
    for number, reason in enumerate((*["ILL"] * 6, *["NOT_KNOWN"] * 7, *["UNNOTED"] * 2, *[""] * 8)):
        name = str(number)
        made.case(
            name,
            sent=at(8, 4),
            accepted=at(8, 4),
            status="NOT_COMPLETED",
            closed=at(9, 5),
            ground="NOT_REACHED",
        )
        if reason:
            made.place(name, "W1", "NOT_HERE")
        if reason not in ("", "UNNOTED"):
            made.missed(name, reason)
    made.case("open", sent=at(8, 4), accepted=at(8, 4))

    assert lines(tables(made, Rule())["split_reason_offered"]) == {
        "OFFERED": (6, 6), "NO_REASON": (9, 9), "NONE_MISSED": (8, 8), "all": (23, 23),
    }  # fmt: skip


def needs(both: bool) -> dict[str, Data]:
    """Twenty women asked: eight need housing, two money; with `both`, these two are among the eight."""
    made = Made("JUNO")
    for number in range(20):
        name, housing = str(number), ("ACC", 1, None)
        made.case(name, sent=at(8, 4), accepted=at(8, 4))
        found = [housing] if number < 8 else []
        if number in ((6, 7) if both else (8, 9)):
            found.append(("FBD", 1, None))
        made.helped(name, assessed=at(10, 4), needs=found)
    return tables(made, Rule())


def test_the_needs_are_withheld_where_the_number_with_any_need_tells_a_small_one(db: None) -> None:
    told_by_the_rest = needs(both=False)["split_needs"]  # ten with a need less eight: two

    assert told_by_the_rest["withheld"]
    assert {row["total"] for row in told_by_the_rest["rows"]} == {None}
    assert told_by_the_rest["total"] == 20  # published anyway


def test_the_needs_are_shown_where_the_number_with_any_need_tells_nothing(db: None) -> None:
    found = needs(both=True)["split_needs"]

    assert not found["withheld"]
    assert {row["code"]: row["total"] for row in found["rows"] if row["total"] != 0} == {
        "ACC": 8,
        "FBD": None,
    }


@pytest.mark.parametrize(
    ("shown", "in_any", "safe"),
    [
        ([8, None, 0], 8, True),
        ([8, None, 0], 9, True),
        ([8, None, 0], 10, False),  # at least 2
        ([None, None], 5, True),
        ([None, None], 6, False),
        ([None, None], 3, False),  # none of them can be 4
        ([8, 6], 14, True),
        ([0, 0], 0, True),
    ],
)
def test_a_hidden_need_can_be_any_small_number_beside_the_number_with_any(
    shown: list[int | None], in_any: int, safe: bool
) -> None:
    assert splitting.union_tells_nothing(shown, in_any, Rule()) is safe


def test_a_rounded_need_is_not_narrowed_by_the_number_with_any() -> None:
    assert not splitting.union_tells_nothing([5, 0, 0], 3, Rule(Kind.ROUND), 5)  # 3 to 7, so it is 3
    assert splitting.union_tells_nothing([10, 5, 5], 12, Rule(Kind.ROUND), 5)


def ended_without(
    reasons: dict[str, int], grounds: dict[str, int], rule: Rule | None = None
) -> dict[str, Data]:
    made = Made("JUNO")
    for reason, many in reasons.items():
        for number in range(many):
            case = made.case(f"{reason} {number}", sent=at(8, 4), status="DECLINED", closed=at(9, 4))
            Referral.objects.filter(pk=case.pk).update(reason=reason)
    for ground, many in grounds.items():
        for number in range(many):
            ended: dict[str, Any] = {"status": "NOT_COMPLETED", "closed": at(9, 5), "ground": ground}
            made.case(f"{ground} {number}", sent=at(8, 4), accepted=at(8, 4), **ended)
    return tables(made, rule or Rule())


def test_no_dates_hidden_in_one_table_cannot_be_read_in_the_other(db: None) -> None:
    # 8 not offered hides the 2 among those turned away, and would stand open among those not completed.
    reasons, grounds = {"NO_TIME": 2}, {"NOT_OFFERED": 8, "NOT_REACHED": 9, "SHE_DECLINED": 7}
    found = ended_without(reasons, grounds)

    shown: set[Any] = set()
    for code in ("split_turned_away", "split_not_completed"):
        shown |= told(found[code])[0]
    quarter = str(Q1.slug)
    truth: dict[object, int] = {
        ("ended_without", quarter, row["code"], "COUNTED"): (reasons | grounds).get(row["code"], 0)
        for code in ("split_turned_away", "split_not_completed")
        for row in found[code]["rows"]
    }
    assert found_by_attack(truth, shown) == []
    assert found["split_turned_away"]["total"] == 10
    assert found["split_not_completed"]["total"] == 24


def truth_of(
    made: Made, family: str, by: Iterable[Quarter], counted_at: datetime = COUNTED_AT
) -> dict[object, int]:
    characteristic = next(c for c in equality.CHARACTERISTICS if c.family == family)
    truth: dict[object, int] = {}
    for quarter in by:
        counted = counting.count(made.programme, quarter, at=counted_at)
        cells = equality.counted(
            characteristic, counted.period.referred, equality.read(counted.period.referred)
        )
        atoms = characteristic.groups or [row.code for row in characteristic.rows]
        for atom in atoms:
            for column in equality.COLUMNS:
                ids = cells.get((atom, column.code), [])
                truth[family, quarter.slug, atom, column.code] = len(ids)
    return truth


@pytest.mark.parametrize("family", ["age", "ethnicity", "disability"])
def test_an_attacker_who_reads_two_issued_years_finds_nobody(
    made: Made, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])
    manager = accounts.manager(made.provider)
    for quarter in (Q1.previous, Q1):
        said: dict[str, Any] = {"by": manager, "at": COUNTED_AT}
        prepared = actions.prepare(made.programme, quarter, name="Jo Marsh", reason="Made up", **said)
        assert actions.draw(prepared, at=COUNTED_AT)
        actions.sign_off(made.programme, quarter, seen=None, **said)

    shown: set[Any] = set()
    for issued in IssuedReturn.objects.all():
        for table in issued.figures["tables"]:
            if table["family"] == family:
                shown |= told(table)[0]
    quarters = [Q1]
    while len(quarters) < 5:
        quarters.append(quarters[-1].previous)
    truth = truth_of(made, family, quarters)
    assert len(shown) > 2  # something is shown at all
    in_them = {one for one in shown if all(atom in truth for atom in one)}
    assert found_by_attack(truth, in_them, totals_of_quarters(truth)) == []


def test_the_second_quarter_of_a_programme_is_not_the_second_year_less_the_first(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made("JUNO")
    number = 0
    for many, month, age, done in [(6, 4, 22, True), (6, 4, 22, False), (20, 4, 30, True), (9, 4, 30, False),
                                   (2, 7, 22, False), (15, 7, 30, True), (15, 7, 30, False)]:  # fmt: skip
        for _woman in range(many):
            number += 1
            name, sent = str(number), at(8, month)
            status, closed = ("COMPLETED", at(20, month)) if done else ("ACCEPTED", None)
            made.case(name, sent=sent, accepted=sent, status=status, closed=closed)
            made.described(name, age=age)
    first = tables(made, Rule())
    issued = [table | {"counted_at": COUNTED_AT} for table in first.values()]
    monkeypatch.setattr(splitting, "issued_of", lambda programme: issued)
    counted = counting.count(made.programme, Quarter(2026, 2), at=at(10, 10))
    second = {table["code"]: table for table in splitting.tables(counted, Rule())}

    by_age = [table["equality_age"] for table in (first, second)]
    everywhere = [
        Quarter(2025, 2),
        Quarter(2025, 3),
        Quarter(2025, 4),
        Q1,
        Quarter(2026, 2),
        Quarter(2025, 1),
    ]
    truth = truth_of(made, "age", everywhere, counted_at=at(10, 10))
    assert truth["age", Quarter(2026, 2).slug, "18-24", "NOT_COME"] == 2
    shown = set().union(*(told(table)[0] for table in by_age))
    in_them = {one for one in shown if all(atom in truth for atom in one)}
    assert found_by_attack(truth, in_them, totals_of_quarters(truth)) == []
    assert by_age[0]["rows"][0]["total"] == 12
    assert by_age[1]["rows"][0]["total"] is None


def test_what_is_hidden_stands_nowhere_in_what_the_commissioner_gets(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])
    said: dict[str, Any] = {"by": accounts.manager(made.provider), "at": COUNTED_AT}
    prepared = actions.prepare(made.programme, Q1, name="Jo Marsh", reason="Made up", **said)
    actions.draw(prepared, at=COUNTED_AT)
    issued = actions.sign_off(made.programme, Q1, seen=None, **said)
    reader = Client()
    reader.force_login(accounts.commissioner(made.programme.commissioners.get()))

    page = reader.get(reverse("reports:issued", args=[issued.pk])).content.decode()

    rows = {row["code"]: row for table in issued.figures["tables"] for row in table["rows"]}
    assert rows["B1"]["total"] is None  # three women
    assert rows["18-24"]["total"] is None
    assert rows["18-24"]["started"] is None
    assert "[c]" in page
    assert "Who the women were" in page
    assert payload.digest(issued.figures) == issued.figures_sha256


def test_a_quarter_of_nobody_has_tables_of_nothing(made: Made) -> None:
    nobody = tables(made, Rule(), Quarter(2020, 1))

    assert {table["total"] for table in nobody.values()} == {0}
    assert not any(table["withheld"] for table in nobody.values())


def test_rounding_and_its_rule_are_frozen_with_the_tables(made: Made) -> None:
    rounded = tables(made, Rule(Kind.ROUND))["equality_age"]

    assert all(count % 5 == 0 for row in rounded["rows"] for count in row["cells"])
    assert rounded["rounded_to"] in (5, 10, 20)
    assert "completed" not in rounded["rows"][0]


@pytest.mark.parametrize(
    ("reasons", "grounds"),
    [
        ({"NO_TIME": 2}, {"NOT_OFFERED": 8, "NOT_REACHED": 9, "SHE_DECLINED": 7}),
        ({"NO_TIME": 12, "OTHER": 11}, {"NOT_OFFERED": 13, "NOT_REACHED": 14, "SHE_DECLINED": 2}),
        ({}, {"NOT_OFFERED": 12, "NOT_REACHED": 12, "SHE_DECLINED": 2, "UNSUITABLE": 2}),
    ],
)
def test_one_count_has_one_rounding_wherever_it_stands(
    db: None, reasons: dict[str, int], grounds: dict[str, int]
) -> None:
    found = ended_without(reasons, grounds, Rule(Kind.ROUND))

    shown = {
        row["total"]
        for code in ("split_turned_away", "split_not_completed")
        for row in found[code]["rows"]
        if row["code"] == "NOT_OFFERED" and not found[code]["withheld"]
    }
    assert len(shown) <= 1
    assert len({table["rounded_to"] for table in found.values() if not table["withheld"]}) == 1


def test_the_rule_that_is_printed_is_the_rounding_that_was_used(made: Made) -> None:
    found = list(tables(made, Rule(Kind.ROUND)).values())

    used = splitting.rule_used(Rule(Kind.ROUND), found)

    assert {table["rounded_to"] for table in found if not table["withheld"]} == {used.base}


def test_what_was_arranged_counts_each_woman_with_a_place_once_a_kind(made: Made) -> None:
    for number in (*range(1, 8), 40):  # 40 came to no workshop of the first step
        for kind in ("CHILDCARE", "CHILDCARE", "TRAVEL"):
            arranged(made, str(number), kind)
    arranged(made, "8", "CHILDCARE", state="FAILED")
    arranged(made, "9", "CHILDCARE", for_on=date(2026, 3, 31))
    made.case("no place", sent=at(8, 4), accepted=at(8, 4))
    arranged(made, "no place", "CHILDCARE")

    found = tables(made, Rule(Kind.NONE, reason="made up"))["split_helped"]

    with_a_place = (
        Place.objects.filter(workshop__starts_at__gte=at(1, 4)).values("referral").distinct().count()
    )
    assert {row["code"]: row["total"] for row in found["rows"]} == {
        "CHILDCARE": 8, "TRAVEL": 8, "FERRY": 0, "INTERPRETER": 0, "OTHER": 0
    }  # fmt: skip
    assert found["total"] == with_a_place


def arranged(
    made: Made, name: str, kind: str, *, state: str = "CONFIRMED", for_on: date = date(2026, 4, 22)
) -> None:
    case = made.cases[name]
    said: dict[str, Any] = {"kind": kind, "state": state, "for_on": for_on, "seal_key_id": case.seal_key_id}
    Arrangement.objects.create(referral=case, made_at=at(16, 4), made_by=WHO, **said)
