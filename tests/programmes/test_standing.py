"""Whether the rule is met follows from the marks, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from programmes.definition import Definition
from programmes.kinds import CompletionRule, LeftEarly, PlanKind
from programmes.standing import Attendance, Rule, done_steps, rule_met
from tests.programmes.schemes import CARA, GOOD_LOAF, JUNO, WONDER

START = date(2026, 9, 2)


def marks(*given: str, round: int = 1, later: int = 0) -> list[Attendance]:
    """ "1 HERE" is a mark for step 1; each is four weeks after the one before."""
    made = []
    for i, text in enumerate(given):
        step, mark = text.split()
        on = START + timedelta(days=28 * i + later)
        made.append(Attendance(step=int(step), mark=mark, on=on, round=round))
    return made


@pytest.mark.parametrize(
    ("definition", "given", "met", "missing"),
    [
        (JUNO, ["1 HERE", "2 HERE"], True, ()),
        (JUNO, ["1 HERE", "2 LATE"], True, ()),
        (JUNO, ["1 HERE"], False, (2,)),
        (JUNO, [], False, (1, 2)),
        (JUNO, ["1 HERE", "2 NOT_HERE"], False, (2,)),
        (JUNO, ["1 HERE", "2 TURNED_AWAY"], False, (2,)),
        (JUNO, ["1 HERE", "2 NOT_MARKED"], False, (2,)),
        (JUNO, ["1 HERE", "2 DID_NOT_RUN"], False, (2,)),
        (JUNO, ["1 HERE", "2 LEFT_EARLY"], False, (2,)),
        (JUNO, ["1 HERE", "2 NOT_HERE", "2 HERE"], True, ()),
        (JUNO, ["1 NOT_HERE", "1 HERE", "2 HERE"], True, ()),
        (CARA, ["1 HERE", "2 HERE"], True, ()),
        (CARA, ["1 HERE", "2 LATE"], False, (1, 2)),
        (CARA, ["1 HERE", "2 NOT_HERE", "2 HERE"], False, (1, 2)),
        (CARA, ["1 HERE", "2 NOT_HERE", "1 HERE", "2 HERE"], True, ()),
        (CARA, ["1 HERE", "2 DID_NOT_RUN", "2 HERE"], True, ()),
        (CARA, ["1 NOT_HERE", "1 NOT_HERE", "1 HERE", "2 HERE"], True, ()),
        (CARA, ["1 NOT_HERE", "1 TURNED_AWAY", "2 HERE"], False, (1, 2)),
        (GOOD_LOAF, ["1 HERE", "4 HERE", "5 LATE", "9 HERE", "10 HERE"], True, (2, 3, 6, 7, 8)),
        (GOOD_LOAF, ["1 HERE", "1 HERE", "1 HERE", "1 HERE", "1 HERE"], False, (2, 3, 4, 5, 6, 7, 8, 9, 10)),
    ],
)
def test_the_rule_is_met_when_the_steps_that_count_are_done(
    definition: Definition, given: list[str], met: bool, missing: tuple[int, ...]
) -> None:
    standing = rule_met(definition, marks(*given), can_still=True)

    assert (standing.met, standing.missing) == (met, missing)


@pytest.mark.parametrize(
    ("given", "can_still", "expected"),
    [
        (["1 HERE"], True, Rule.OPEN),
        (["1 HERE"], False, Rule.CANNOT_BE_MET),
        (["1 HERE", "2 HERE"], False, Rule.MET),
    ],
)
def test_what_is_not_met_is_open_only_while_it_still_can_be(
    given: list[str], can_still: bool, expected: Rule
) -> None:
    assert rule_met(JUNO, marks(*given), can_still=can_still).rule is expected


def test_a_day_that_did_not_run_never_makes_her_begin_again() -> None:
    assert done_steps(CARA, marks("1 HERE", "2 DID_NOT_RUN")).keys() == {1}
    assert done_steps(CARA, marks("1 HERE", "2 NOT_HERE")) == {}


def test_rounds_that_are_counted_step_by_step_do_not_hide_a_day_she_came() -> None:
    missed = [*marks("1 NOT_HERE"), *marks("1 NOT_HERE", round=2, later=28)]
    came = [*marks("1 HERE", round=3, later=56), *marks("2 HERE", round=1, later=84)]

    assert done_steps(CARA, [*missed, *came]).keys() == {1, 2}


def test_after_a_miss_the_second_part_alone_does_not_count() -> None:
    rounds = [*marks("1 HERE", "2 NOT_HERE"), *marks("2 HERE", round=2, later=60)]

    assert done_steps(CARA, rounds) == {}
    assert done_steps(JUNO, rounds).keys() == {1, 2}


@pytest.mark.parametrize(
    ("rule", "decided", "met"),
    [
        (LeftEarly.COUNTS, None, True),
        (LeftEarly.DOES_NOT_COUNT, None, False),
        (LeftEarly.DOES_NOT_COUNT, True, False),
        (LeftEarly.DECIDE, None, False),
        (LeftEarly.DECIDE, False, False),
        (LeftEarly.DECIDE, True, True),
    ],
)
def test_leaving_early_counts_as_the_programme_says(rule: LeftEarly, decided: bool | None, met: bool) -> None:
    definition = replace(JUNO, completion=replace(JUNO.completion, left_early=rule))
    given = marks("1 HERE", "2 LEFT_EARLY")
    given[1] = replace(given[1], decided=decided)

    assert rule_met(definition, given, can_still=True).met is met


@pytest.mark.parametrize(
    ("judged", "can_still", "expected"),
    [
        (True, False, Rule.MET),
        (None, True, Rule.OPEN),
        (None, False, Rule.CANNOT_BE_MET),
        (False, True, Rule.CANNOT_BE_MET),
    ],
)
def test_where_the_worker_judges_only_her_word_counts(
    judged: bool | None, can_still: bool, expected: Rule
) -> None:
    given = marks("1 NOT_HERE") if judged else marks("1 HERE")

    assert rule_met(WONDER, given, can_still=can_still, judged=judged).rule is expected


def test_an_agreed_plan_is_met_when_its_own_steps_are_done() -> None:
    completion = replace(WONDER.completion, rule=CompletionRule.PLAN_AGREED)
    agreed = replace(WONDER, completion=completion, plan=PlanKind.INDIVIDUAL)
    given = marks("1 HERE", "2 HERE", "3 NOT_HERE")

    assert rule_met(agreed, given, can_still=True, plan=[1, 2]).met
    assert rule_met(agreed, given, can_still=True, plan=[1, 2, 3]).missing == (3,)
    assert not rule_met(agreed, given, can_still=True, plan=[]).met


def test_a_compulsory_step_is_needed_beside_the_number() -> None:
    steps = tuple(replace(step, compulsory=step.number == 1) for step in GOOD_LOAF.steps)
    definition = replace(GOOD_LOAF, steps=steps)

    assert not rule_met(definition, marks(*(f"{n} HERE" for n in range(2, 8))), can_still=True).met
    assert rule_met(definition, marks(*(f"{n} HERE" for n in range(1, 6))), can_still=True).met
