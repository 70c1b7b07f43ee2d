"""The proposal for all women waiting: its rules, and a brute force beside it on small cases."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.placing import Choice, Day, Proposal, Question, WhyNot, broken, propose, score

DAYS = ("a1", "a2", "b1", "b2")
RUNS = (("a1", "a2"), ("b1", "b2"), ("a1", "b2"))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    women = [f"w{n}" for n in range(draw(st.integers(0, 5)))]
    choices = {
        woman: [
            Choice(run, slack=draw(st.none() | st.integers(0, 60)), crossings=draw(st.integers(0, 1)))
            for run in draw(st.lists(st.sampled_from(RUNS), unique=True, max_size=3))
        ]
        for woman in women
    }
    days = {
        key: Day(left=draw(st.integers(0, 3)), taken=draw(st.integers(0, 2)), building=key[0]) for key in DAYS
    }
    pairs = list(combinations(women, 2))
    apart = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)) if pairs else []
    return Question(choices, days, apart)


def brute_force(question: Question) -> tuple[int, int, int]:
    """Try every placement there is; return the best score."""
    women = list(question.choices)
    every = (
        {woman: choice for woman, choice in zip(women, taken, strict=True) if choice is not None}
        for taken in product(*([None, *question.choices[woman]] for woman in women))
    )
    return min(score(question, placed) for placed in every if not broken(question, placed))


@settings(max_examples=60)
@given(questions())
def test_it_keeps_every_hard_rule_and_is_as_good_as_trying_everything(question: Question) -> None:
    proposal = propose(question)

    assert broken(question, proposal.placed) == []
    assert proposal.proved
    assert score(question, proposal.placed) == brute_force(question)
    assert set(proposal.placed) | set(proposal.unplaced) == set(question.choices)


@settings(max_examples=30)
@given(questions(), st.sampled_from(DAYS))
def test_another_place_never_places_fewer_women(question: Question, key: str) -> None:
    before = propose(question)
    day = question.days[key]
    days = {**question.days, key: Day(day.left + 1, day.taken, day.building)}

    after = propose(Question(question.choices, days, question.apart))

    assert before.proved
    assert after.proved
    assert len(after.placed) >= len(before.placed)


@settings(max_examples=20)
@given(questions())
def test_the_same_question_has_the_same_answer(question: Question) -> None:
    assert propose(question) == propose(question)


def asked(**choices: list[Choice]) -> Question:
    return Question(choices, {key: Day(left=1, building=key[0]) for key in DAYS})


def test_nobody_is_left_out_so_that_somebody_travels_less() -> None:
    easy, hard = Choice(("a1", "a2"), slack=40), Choice(("b1", "b2"), slack=0, crossings=2)
    proposal = propose(asked(one=[easy, hard], other=[easy]))

    assert proposal.placed == {"one": hard, "other": easy}


def test_more_slack_and_no_crossing_is_chosen_where_everybody_has_a_place() -> None:
    near, far = Choice(("a1", "a2"), slack=2), Choice(("b1", "b2"), slack=30)
    wet = Choice(("a1", "b2"), slack=30, crossings=1)

    assert propose(asked(one=[near, wet, far])).placed == {"one": far}


def test_two_women_share_a_group_rather_than_sit_in_two_alone() -> None:
    days = {key: Day(left=5, building=key[0]) for key in DAYS}
    both = [Choice(("a1", "a2"), slack=40), Choice(("b1", "b2"), slack=40)]

    placed = propose(Question({"one": both, "other": both}, days)).placed

    assert placed["one"] == placed["other"]


def test_each_woman_left_out_has_the_rule_that_stops_her() -> None:
    days = {key: Day(left=1, building=key[0]) for key in DAYS} | {"a1": Day(2, building="a")}
    days["a2"] = Day(2, building="a")
    pair = Choice(("a1", "a2"), slack=40)
    question = Question({"one": [pair], "other": [pair], "none": []}, days, [("one", "other")])

    proposal = propose(question)

    assert set(proposal.unplaced.values()) == {WhyNot.NO_RUN, WhyNot.KEPT_APART}
    full = Question({"one": [pair], "other": [pair], "third": [pair]}, days)
    assert set(propose(full).unplaced.values()) == {WhyNot.NO_PLACES}


def test_nothing_to_place_is_an_empty_proposal() -> None:
    assert propose(Question({}, {})) == Proposal({}, {}, proved=True)
