"""What stands in the way of handing a case back: every ground against every refusal of design.md §4."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from casework.actions.closing import REFUSALS
from casework.ending import Ending, Heard, Missed, Obstacle, obstacles
from casework.rules import LONDON, StillToDo
from referrals.statuses import Ground

DAY = datetime(2026, 12, 2, 10, tzinfo=LONDON)
BEFORE = DAY - timedelta(days=7)
TOLD = (
    Heard("DATES", "CALL", BEFORE, (DAY.date(),)),
    Heard("A_MISS", "CALL", BEFORE),
)
MISSED = (Missed(DAY, decided=True, asked_her=True),)
# She missed a day, knew everything, was heard, and nothing is left: she may be reported.
FAIR = Ending(
    met=False,
    can_still=False,
    offer_left=False,
    spoke=True,
    conversation=False,
    had_a_place=True,
    is_manager=False,
    missed=MISSED,
    heard=TOLD,
)


def told(**changed: object) -> tuple[Heard, ...]:
    """Return what she was told with the telling of her dates changed."""
    return (replace(TOLD[0], **changed), TOLD[1])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ground", "ending", "expected"),
    [
        (Ground.CANNOT_BE_MET, FAIR, set()),
        (Ground.CANNOT_BE_MET, replace(FAIR, can_still=True), {Obstacle.STILL_POSSIBLE}),
        (Ground.CANNOT_BE_MET, replace(FAIR, in_doubt=True), {Obstacle.NAME_UNSETTLED}),
        (Ground.CANNOT_BE_MET, replace(FAIR, met=True), {Obstacle.RULE_IS_MET}),
        (
            Ground.CANNOT_BE_MET,
            replace(FAIR, missed=(replace(MISSED[0], decided=False),)),
            {Obstacle.ABSENCE_UNDECIDED},
        ),
        (
            Ground.CANNOT_BE_MET,
            replace(FAIR, missed=(replace(MISSED[0], asked_her=False),)),
            {Obstacle.NOT_ASKED},
        ),
        (Ground.CANNOT_BE_MET, replace(FAIR, heard=TOLD[:1]), {Obstacle.NOT_TOLD_A_MISS}),
        (Ground.CANNOT_BE_MET, replace(FAIR, heard=TOLD[1:]), {Obstacle.NOT_TOLD_DATES}),
        # told by a letter, which she may never have read
        (Ground.CANNOT_BE_MET, replace(FAIR, heard=told(how="LETTER")), {Obstacle.NOT_TOLD_DATES}),
        (Ground.CANNOT_BE_MET, replace(FAIR, heard=told(how="TEXT")), {Obstacle.NOT_TOLD_DATES}),
        (Ground.CANNOT_BE_MET, replace(FAIR, heard=told(how="IN_PERSON")), set()),
        # told of other dates, or told afterwards
        (Ground.CANNOT_BE_MET, replace(FAIR, heard=told(dates=())), {Obstacle.NOT_TOLD_DATES}),
        (
            Ground.CANNOT_BE_MET,
            replace(FAIR, heard=told(at=DAY + timedelta(hours=1))),
            {Obstacle.NOT_TOLD_DATES},
        ),
        # she gave her places up and missed no day: she must still have been told
        (Ground.CANNOT_BE_MET, replace(FAIR, missed=(), heard=TOLD), set()),
        (
            Ground.CANNOT_BE_MET,
            replace(FAIR, missed=(), heard=()),
            {Obstacle.NOT_TOLD_DATES, Obstacle.NOT_TOLD_A_MISS},
        ),
        # not reached
        (Ground.NOT_REACHED, replace(FAIR, spoke=False), set()),
        (Ground.NOT_REACHED, FAIR, {Obstacle.WAS_REACHED}),
        (
            Ground.NOT_REACHED,
            replace(FAIR, spoke=False, still_to_do=(StillToDo.MORE_CALLS, StillToDo.ASK_POLICE)),
            {Obstacle.MORE_CALLS, Obstacle.ASK_POLICE},
        ),
        (
            Ground.NOT_REACHED,
            replace(FAIR, spoke=False, still_to_do=(StillToDo.MORE_DAYS, StillToDo.WAIT_FOR_POLICE)),
            {Obstacle.MORE_DAYS, Obstacle.WAIT_FOR_POLICE},
        ),
        # she declined
        (Ground.SHE_DECLINED, FAIR, {Obstacle.NO_CONVERSATION}),
        (Ground.SHE_DECLINED, replace(FAIR, conversation=True, can_still=True, missed=(), heard=()), set()),
        # we had no dates
        (Ground.NOT_OFFERED, replace(FAIR, had_a_place=False), set()),
        (Ground.NOT_OFFERED, FAIR, {Obstacle.HAD_A_PLACE}),
        (Ground.NOT_OFFERED, replace(FAIR, had_a_place=False, offer_left=True), {Obstacle.DATES_ON_OFFER}),
        # only a manager
        (Ground.UNSUITABLE, FAIR, {Obstacle.ONLY_A_MANAGER}),
        (Ground.UNSUITABLE, replace(FAIR, is_manager=True), set()),
        (Ground.UNSUITABLE, replace(FAIR, is_manager=True, met=True), {Obstacle.RULE_IS_MET}),
    ],
)
def test_each_ground_is_refused_while_it_is_not_fair_or_not_true(
    ground: Ground, ending: Ending, expected: set[Obstacle]
) -> None:
    assert set(obstacles(ground, ending)) == expected


def test_each_of_two_missed_days_must_have_been_told_and_decided() -> None:
    second = DAY + timedelta(days=28)
    two = (*MISSED, Missed(second, decided=True, asked_her=True))

    found = obstacles(Ground.CANNOT_BE_MET, replace(FAIR, missed=two))

    assert found == (Obstacle.NOT_TOLD_DATES,)


def test_every_obstacle_has_a_name_and_a_sentence_that_says_what_to_do() -> None:
    sentences = {str(REFUSALS[obstacle].sentence) for obstacle in Obstacle}

    assert set(REFUSALS) == set(Obstacle)
    assert len(sentences) == len(Obstacle)
    assert all(sentence.endswith(".") for sentence in sentences)
