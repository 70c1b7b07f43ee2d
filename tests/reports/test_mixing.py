"""Two protections of the same months: together they may narrow what each hides, so the second is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from reports import actions, document, protections
from reports.disclosure import Kind, Rule, Table, protect
from reports.disclosure.mixing import may_follow, stands_against
from reports.models import IssuedReturn, PreparedReturn
from reports.quarters import Quarter
from tests.reports.conftest import NAME, REASON, Told
from tests.reports.made import at
from tests.reports.test_voices import HERE, sent
from tests.reports.worked_quarter import QUARTER

FEW, FEWER, ROUND, COARSE = Rule(), Rule(threshold=10), Rule(Kind.ROUND), Rule(Kind.ROUND, base=10)
OPEN = Rule(Kind.NONE, reason="The board wants every count")
NEXT_AT = at(7, 10)
AFTER = Quarter(2026, 2)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])


@pytest.mark.parametrize(
    ("earlier", "new", "may"),
    [
        (FEW, FEW, True),
        (FEW, FEWER, True),
        (FEWER, FEW, False),  # five to nine were hidden, and would be shown
        (FEW, ROUND, False),
        (FEW, OPEN, False),
        (ROUND, ROUND, True),
        (ROUND, COARSE, True),
        (COARSE, ROUND, True),
        (ROUND, FEW, False),
        (ROUND, OPEN, False),
        (OPEN, OPEN, True),
        (OPEN, FEW, True),  # stricter, and what was shown is not taken back
        (OPEN, ROUND, True),
    ],
)
def test_which_protection_may_follow_which(earlier: Rule, new: Rule, may: bool) -> None:
    assert may_follow(new, earlier) is may


def test_a_hidden_number_is_narrowed_by_the_same_one_rounded() -> None:
    table = Table(("a", "b", "c"), ("women",), ((2,), (3,), (20,)))
    hidden, rounded = protect(table, FEW), protect(table, ROUND)

    assert hidden.shown[0, 0] is None  # it could be 1 to 4
    assert rounded.shown[0, 0] == 0  # now it is 1 or 2


@pytest.mark.parametrize(
    ("issued", "new", "against"),
    [
        ([], OPEN, None),
        ([FEW, FEW], ROUND, 1),
        ([OPEN, FEW], OPEN, 1),
        ([FEW, OPEN], ROUND, 0),
        ([FEW, ROUND], ROUND, None),  # mixed before this was asked: the newest decides
        ([FEW, ROUND], FEW, 1),
        ([FEW, ROUND, OPEN], ROUND, None),
    ],
)
def test_every_return_that_shares_months_is_asked(
    issued: Sequence[Rule], new: Rule, against: int | None
) -> None:
    assert stands_against(new, issued) == against


def prepare(told: Told, rule: Rule, quarter: Quarter = QUARTER) -> PreparedReturn:
    when = max(told.at, NEXT_AT) if quarter == AFTER else told.at
    said = {"name": NAME, "reason": REASON, "why_changed": "A mark was corrected"}
    made = actions.prepare(told.made.programme, quarter, by=told.manager, at=when, rule=rule, **said)
    actions.draw(made, at=when)
    return made


def sign(told: Told, quarter: Quarter = QUARTER) -> IssuedReturn:
    when = max(told.at, NEXT_AT) if quarter == AFTER else told.at
    return actions.sign_off(told.made.programme, quarter, by=told.manager, at=when, seen=None)


def test_a_second_version_is_not_protected_in_another_way(told: Told) -> None:
    prepare(told, FEW)
    actions.withdraw(sign(told), reason="A slip", by=told.manager, at=told.at)

    for rule in (ROUND, OPEN):
        with pytest.raises(protections.MixedProtection) as refused:
            prepare(told, rule)
        assert "The return for 2026-27 Q1 is about some of the same months" in str(refused.value)
        assert "Choose “Fewer than 5 is hidden”, as there." in str(refused.value)

    assert not PreparedReturn.objects.exists()
    assert prepare(told, FEW).number == 2


def test_the_next_quarter_is_protected_as_the_one_before_and_one_far_off_as_you_like(told: Told) -> None:
    prepare(told, ROUND)
    sign(told)

    with pytest.raises(protections.MixedProtection):
        prepare(told, FEW, AFTER)
    protections.require_alike(told.made.programme, Quarter(2027, 1), FEW)
    with pytest.raises(protections.MixedProtection):
        protections.require_alike(told.made.programme, Quarter(2026, 4), FEW)
    prepare(told, ROUND, AFTER)


def test_what_was_prepared_before_another_was_issued_is_prepared_again(told: Told) -> None:
    told.at = NEXT_AT
    prepare(told, FEW, AFTER)
    told.at += timedelta(minutes=1)
    prepare(told, FEW)
    sign(told)
    told.at += timedelta(minutes=1)

    with pytest.raises(protections.IssuedMeanwhile):
        sign(told, AFTER)

    assert IssuedReturn.objects.count() == 1
    assert Event.objects.filter(verb="return.sign_off").count() == 1
    prepare(told, FEW, AFTER)
    assert sign(told, AFTER).quarter == 2


def test_the_page_says_what_to_choose(told: Told) -> None:
    prepare(told, ROUND)
    actions.withdraw(sign(told), reason="A slip", by=told.manager, at=told.at)
    client = Client()
    client.force_login(told.manager)

    page = client.post(
        reverse("reports:prepare", kwargs=HERE), sent(name=NAME, reason=REASON, protection=Kind.FEWER_THAN)
    ).content.decode()

    assert "Choose “Every number is rounded to 5”, as there." in page
    assert not PreparedReturn.objects.exists()
