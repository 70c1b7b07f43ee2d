"""Rule 5 of design.md §5 as a table of cases, and as truths over any history."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.messages import WHY_NOT
from participants.safe_contact import (
    HOLD,
    Allowed,
    Answer,
    Detail,
    Refused,
    Said,
    Situation,
    Source,
    Way,
    WhyNot,
    Words,
    ask_again_on,
    decide,
    has_answered,
    ways_open,
)

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
BEFORE = NOW - timedelta(days=3)
LONG_AGO = NOW - timedelta(days=365)
GOOD = dict.fromkeys(Way, Detail.GOOD)
WRITTEN = (Way.VOICEMAIL, Way.TEXT, Way.EMAIL)


def police(way: Way, answer: Answer = Answer.YES, *, alone: bool = True, at: datetime = BEFORE) -> Said:
    return Said(way, answer, Source.POLICE, at, alone=alone)


def herself(way: Way, answer: Answer = Answer.YES, *, at: datetime = BEFORE) -> Said:
    return Said(way, answer, Source.HERSELF, at)


def ended(way: Way, *, at: datetime = BEFORE) -> Said:
    """Return her yes for what is not hers any more."""
    return Said(way, Answer.YES, Source.HERSELF, at, ended=True)


def situation(*said: Said, **facts: object) -> Situation:
    return replace(Situation(said=said, details=GOOD), **facts)  # type: ignore[arg-type]


def outcome(way: Way, now: Situation, **options: bool) -> str:
    decision = decide(way, now, at=NOW, **options)
    return decision.wording if isinstance(decision, Allowed) else decision.why


EXHAUSTED = {"calls_exhausted": True, "police_silent": True, "released": True}

# Until she has answered a worker herself.
UNTIL_THEN = [
    (Way.CALL, situation(), Words.NAME_ONLY),
    (Way.CALL, situation(police(Way.CALL, alone=False)), Words.NAME_ONLY),
    (Way.CALL, situation(police(Way.CALL, Answer.NO)), WhyNot.POLICE_SAID_NO),
    (Way.CALL, situation(stopped=True), WhyNot.SOMEBODY_ELSE_ANSWERED),
    *[(way, situation(), WhyNot.NOT_ASKED) for way in WRITTEN],
    *[(way, situation(police(way)), Words.DISCREET) for way in WRITTEN],
    *[(way, situation(police(way, alone=False)), WhyNot.NOT_ALONE) for way in WRITTEN],
    *[(way, situation(police(way, Answer.NO)), WhyNot.POLICE_SAID_NO) for way in WRITTEN],
    *[(way, situation(police(way), stopped=True), WhyNot.SOMEBODY_ELSE_ANSWERED) for way in WRITTEN],
    (Way.POST, situation(police(Way.POST)), Words.PLEASE_RING),
    (Way.POST, situation(police(Way.POST, alone=False)), WhyNot.NOT_ALONE),
    (Way.POST, situation(police(Way.POST, Answer.NO), **EXHAUSTED), WhyNot.POLICE_SAID_NO),
    (Way.POST, situation(), WhyNot.POST_NOT_ASKED),
    (Way.POST, situation(**EXHAUSTED), Words.PLEASE_RING),
    (Way.POST, situation(**{**EXHAUSTED, "calls_exhausted": False}), WhyNot.POST_NOT_ASKED),
    (Way.POST, situation(**{**EXHAUSTED, "police_silent": False}), WhyNot.POST_NOT_ASKED),
    (Way.POST, situation(**{**EXHAUSTED, "released": False}), WhyNot.POST_NOT_ASKED),
    (Way.POST, situation(**EXHAUSTED, danger=True), WhyNot.DANGER),
    (Way.TRUSTED_PERSON, situation(police(Way.TRUSTED_PERSON)), WhyNot.ONLY_SHE_MAY_SAY),
    (Way.IN_PERSON, situation(police(Way.IN_PERSON)), WhyNot.ONLY_SHE_MAY_SAY),
    (Way.PAGE, situation(police(Way.PAGE)), WhyNot.ONLY_SHE_MAY_SAY),
    (Way.PAGE, situation(), WhyNot.ONLY_SHE_MAY_SAY),
]

# After she has: her answers hold.
AFTER = [
    *[(way, situation(herself(way)), Words.FULL) for way in Way],
    *[(way, situation(herself(way), discreet=True), Words.DISCREET) for way in Way],
    *[(way, situation(herself(way, Answer.NO)), WhyNot.SHE_SAID_NO) for way in Way],
    (Way.POST, situation(police(Way.POST, Answer.NO, at=BEFORE - HOLD), herself(Way.POST)), Words.FULL),
    (Way.POST, situation(herself(Way.POST, Answer.NO), police(Way.POST, at=NOW)), WhyNot.SHE_SAID_NO),
    (Way.POST, situation(herself(Way.POST), police(Way.POST, Answer.NO, at=NOW)), WhyNot.POLICE_SAID_NO),
    (
        Way.TEXT,
        situation(herself(Way.TEXT, at=BEFORE - HOLD), herself(Way.TEXT, Answer.NO)),
        WhyNot.SHE_SAID_NO,
    ),
    (
        Way.TEXT,
        situation(herself(Way.TEXT, Answer.NO, at=BEFORE - HOLD), herself(Way.TEXT)),
        Words.FULL,
    ),
    # About a way that no worker asked her about, what police heard opens nothing any more; a NO still shuts.
    (Way.CALL, situation(herself(Way.TEXT)), Words.NAME_ONLY),
    (Way.CALL, situation(herself(Way.TEXT), police(Way.CALL)), Words.NAME_ONLY),
    *[(way, situation(herself(Way.CALL), police(way)), WhyNot.NOT_ASKED) for way in WRITTEN],
    *[(way, situation(herself(Way.CALL), police(way, at=NOW)), WhyNot.NOT_ASKED) for way in WRITTEN],
    # A yes for a number or an address that is not hers any more opens nothing, and shuts for no other reason.
    *[(way, situation(ended(way)), WhyNot.NOT_ASKED) for way in WRITTEN],
    *[(way, situation(police(way), ended(way)), WhyNot.NOT_ASKED) for way in WRITTEN],
    *[(way, situation(police(way), ended(Way.CALL)), WhyNot.NOT_ASKED) for way in WRITTEN],
    (Way.TEXT, situation(herself(Way.TEXT, Answer.NO, at=BEFORE - HOLD), ended(Way.TEXT)), WhyNot.NOT_ASKED),
    (
        Way.TEXT,
        situation(ended(Way.TEXT, at=BEFORE - HOLD), herself(Way.TEXT, Answer.NO)),
        WhyNot.SHE_SAID_NO,
    ),
    (Way.TEXT, situation(ended(Way.TEXT, at=BEFORE - HOLD), herself(Way.TEXT)), Words.FULL),
    (Way.TEXT, situation(police(Way.TEXT, Answer.NO), ended(Way.TEXT)), WhyNot.POLICE_SAID_NO),
    (Way.TEXT, situation(replace(police(Way.TEXT), ended=True)), WhyNot.NOT_ASKED),
    (Way.POST, situation(ended(Way.POST)), WhyNot.POST_NOT_ASKED),
    (Way.CALL, situation(ended(Way.CALL)), Words.NAME_ONLY),
    (Way.TEXT, situation(herself(Way.CALL), police(Way.TEXT, alone=False)), WhyNot.NOT_ALONE),
    (Way.TEXT, situation(herself(Way.CALL), police(Way.TEXT, Answer.NO)), WhyNot.POLICE_SAID_NO),
    (Way.TEXT, situation(herself(Way.CALL, Answer.NO), police(Way.TEXT)), WhyNot.NOT_ASKED),
    (Way.POST, situation(herself(Way.CALL)), WhyNot.POST_NOT_ASKED),
    (Way.POST, situation(herself(Way.CALL), police(Way.POST)), WhyNot.POST_NOT_ASKED),
    (Way.POST, situation(herself(Way.CALL), police(Way.POST), **EXHAUSTED), Words.PLEASE_RING),
    (Way.POST, situation(herself(Way.CALL), police(Way.POST, alone=False), **EXHAUSTED), WhyNot.NOT_ALONE),
    (Way.TEXT, situation(herself(Way.TEXT), stopped=True), WhyNot.SOMEBODY_ELSE_ANSWERED),
    (Way.POST, situation(herself(Way.POST), stopped=True), Words.FULL),
    # 28 days without a renewal.
    (Way.TEXT, situation(herself(Way.TEXT, at=NOW - HOLD)), Words.FULL),
    (Way.TEXT, situation(herself(Way.TEXT, at=NOW - HOLD - timedelta(seconds=1))), WhyNot.ASK_AGAIN),
    (Way.POST, situation(herself(Way.POST, at=NOW - 2 * HOLD)), WhyNot.ASK_AGAIN),
    (Way.CALL, situation(herself(Way.CALL, at=NOW - 2 * HOLD)), Words.NAME_ONLY),
    (Way.TEXT, situation(herself(Way.TEXT, at=NOW - 2 * HOLD), renewed_at=BEFORE), Words.FULL),
]

# Whether there is a number or an address at all.
DETAILS = [
    (Way.CALL, Detail.MISSING, WhyNot.NO_NUMBER),
    (Way.CALL, Detail.WRONG, WhyNot.NUMBER_WRONG),
    (Way.CALL, Detail.NOT_A_MOBILE, Words.FULL),
    (Way.VOICEMAIL, Detail.NOT_A_MOBILE, Words.FULL),
    (Way.TEXT, Detail.NOT_A_MOBILE, WhyNot.NOT_A_MOBILE),
    (Way.TEXT, Detail.MISSING, WhyNot.NO_NUMBER),
    (Way.EMAIL, Detail.MISSING, WhyNot.NO_EMAIL),
    (Way.POST, Detail.MISSING, WhyNot.NO_ADDRESS),
    (Way.POST, Detail.INCOMPLETE, WhyNot.ADDRESS_INCOMPLETE),
    (Way.POST, Detail.NO_FIXED_ADDRESS, WhyNot.NO_FIXED_ADDRESS),
]


@pytest.mark.parametrize(("way", "now", "expected"), UNTIL_THEN)
def test_until_she_has_answered_only_what_police_heard_while_she_was_alone_counts(
    way: Way, now: Situation, expected: str
) -> None:
    assert outcome(way, now) == expected


@pytest.mark.parametrize(("way", "now", "expected"), AFTER)
def test_after_she_has_answered_her_answers_hold(way: Way, now: Situation, expected: str) -> None:
    assert outcome(way, now) == expected


@pytest.mark.parametrize(("way", "detail", "expected"), DETAILS)
def test_a_way_without_a_usable_number_or_address_is_shut(way: Way, detail: Detail, expected: str) -> None:
    now = situation(herself(way), details={way: detail})

    assert outcome(way, now) == expected


@pytest.mark.parametrize("way", [Way.TEXT, Way.EMAIL, Way.POST])
def test_help_with_reading_turns_a_written_reminder_into_a_call(way: Way) -> None:
    now = situation(herself(way), needs_reading_help=True)

    assert decide(way, now, at=NOW, reminder=True) == Refused(WhyNot.RING_INSTEAD, ring_instead=True)
    assert outcome(way, now) == Words.FULL
    assert outcome(Way.CALL, situation(needs_reading_help=True), reminder=True) == Words.NAME_ONLY


def test_a_first_call_comes_from_a_withheld_number_and_later_ones_as_she_wishes() -> None:
    first = decide(Way.CALL, situation(withheld_number=False), at=NOW)
    later = decide(Way.CALL, situation(herself(Way.CALL), withheld_number=False), at=NOW)

    assert isinstance(first, Allowed)
    assert first.withheld_number
    assert isinstance(later, Allowed)
    assert not later.withheld_number


def test_an_erased_woman_is_reached_no_way() -> None:
    now = situation(*[herself(way) for way in Way], erased=True)

    assert ways_open(now, at=NOW) == frozenset()


def test_no_route_is_left_when_police_said_no_to_calls_and_nobody_asked_the_rest() -> None:
    assert ways_open(situation(police(Way.CALL, Answer.NO)), at=NOW) == frozenset()
    assert ways_open(situation(), at=NOW) == {Way.CALL}


@pytest.mark.parametrize(
    ("due", "holds", "expected"),
    [
        (date(2026, 11, 11), date(2026, 11, 11), None),
        (date(2026, 11, 11), date(2026, 11, 10), date(2026, 11, 4)),
        (date(2026, 11, 9), date(2026, 11, 1), date(2026, 11, 2)),
        (date(2026, 12, 30), date(2026, 12, 1), date(2026, 12, 21)),  # Christmas Day, Boxing Day's Monday
    ],
)
def test_asking_again_comes_five_working_days_before_a_message_that_outlives_her_answers(
    due: date, holds: date, expected: date | None
) -> None:
    assert ask_again_on(due, holds) == expected


def test_every_reason_has_a_sentence() -> None:
    assert set(WHY_NOT) == set(WhyNot)


moments = st.integers(min_value=-90, max_value=0).map(lambda days: NOW + timedelta(days=days))
answers = st.builds(
    Said,
    st.sampled_from(Way),
    st.sampled_from(Answer),
    st.sampled_from(Source),
    moments,
    alone=st.booleans(),
).flatmap(lambda said: st.sampled_from([said, replace(said, ended=said.answer is Answer.YES)]))
histories = st.builds(
    Situation,
    said=st.lists(answers, max_size=12).map(tuple),
    renewed_at=st.none() | moments,
    details=st.fixed_dictionaries({way: st.sampled_from(Detail) for way in Way}),
    discreet=st.booleans(),
    withheld_number=st.booleans(),
    needs_reading_help=st.booleans(),
    stopped=st.booleans(),
    danger=st.booleans(),
    calls_exhausted=st.booleans(),
    police_silent=st.booleans(),
    released=st.booleans(),
    erased=st.booleans(),
)


def newest(now: Situation, way: Way, source: Source) -> Said | None:
    said = [s for s in now.said if (s.way, s.source) == (way, source) and s.answer != "NOT_ASKED"]
    found = max(said, key=lambda s: (s.at, s.answer == "NO"), default=None)
    return None if found is None or found.ended else found


@given(histories, st.sampled_from(Way), st.booleans())
def test_in_no_history_is_her_own_standing_no_overridden(now: Situation, way: Way, reminder: bool) -> None:
    hers = newest(now, way, Source.HERSELF)
    decision = decide(way, now, at=NOW, reminder=reminder)

    if hers is not None and hers.answer is Answer.NO:
        assert isinstance(decision, Refused)


@given(histories, st.sampled_from(Way))
def test_in_no_history_is_a_no_given_to_police_overridden_but_by_her(now: Situation, way: Way) -> None:
    hers, theirs = newest(now, way, Source.HERSELF), newest(now, way, Source.POLICE)
    decision = decide(way, now, at=NOW)

    if isinstance(decision, Allowed) and theirs is not None and theirs.answer is Answer.NO:
        assert hers is not None
        assert hers.answer is Answer.YES
        assert hers.at > theirs.at


@given(histories, st.sampled_from(Way))
def test_full_words_need_her_own_yes(now: Situation, way: Way) -> None:
    hers = newest(now, way, Source.HERSELF)
    decision = decide(way, now, at=NOW)

    if isinstance(decision, Allowed) and decision.wording is Words.FULL:
        assert hers is not None
        assert hers.answer is Answer.YES
        assert not now.discreet


@given(histories, st.sampled_from(Way), answers)
def test_one_more_no_about_any_way_never_opens_a_way(now: Situation, way: Way, more: Said) -> None:
    no = replace(more, answer=Answer.NO)
    after = replace(now, said=(*now.said, no))

    if isinstance(decide(way, after, at=NOW), Allowed):
        assert isinstance(decide(way, now, at=NOW), Allowed)


@given(histories, st.sampled_from(Way), st.sampled_from(Answer))
def test_once_she_has_answered_no_yes_of_police_changes_anything(
    now: Situation, way: Way, hers: Answer
) -> None:
    after = replace(now, said=(*now.said, herself(Way.CALL, hers), ended(Way.CALL, at=LONG_AGO)))
    told = replace(after, said=tuple(s for s in after.said if not _yes_of_police(s)))

    if isinstance(decide(way, after, at=NOW), Allowed):
        assert decide(way, told, at=NOW) == decide(way, after, at=NOW)


def _yes_of_police(said: Said) -> bool:
    return said.source is Source.POLICE and said.answer is Answer.YES


@given(histories)
def test_nothing_is_left_on_voicemail_or_written_before_anybody_asked_her(now: Situation) -> None:
    untold = replace(now, said=(), released=False)

    assert ways_open(untold, at=NOW) <= {Way.CALL}


@given(histories)
def test_having_answered_means_a_yes_or_a_no_to_a_worker(now: Situation) -> None:
    spoken = [s for s in now.said if s.source is Source.HERSELF and s.answer is not Answer.NOT_ASKED]

    assert has_answered(now) == bool(spoken)


WRITTEN_TO = (Way.TEXT, Way.EMAIL, Way.POST)
LINKED = [
    *[(situation(herself(way), herself(Way.PAGE)), way, True) for way in WRITTEN_TO],
    *[(situation(herself(way)), way, False) for way in WRITTEN_TO],
    *[(situation(herself(way), herself(Way.PAGE, Answer.NO)), way, False) for way in WRITTEN_TO],
    (situation(herself(Way.PAGE), **EXHAUSTED), Way.POST, False),
    *[(situation(herself(way), police(Way.PAGE)), way, False) for way in WRITTEN_TO],
    (situation(herself(Way.EMAIL), herself(Way.PAGE), stopped=True), Way.EMAIL, False),
    (situation(herself(Way.CALL), herself(Way.PAGE)), Way.CALL, False),
    (situation(herself(Way.TEXT), herself(Way.PAGE), discreet=True), Way.TEXT, True),
]


@pytest.mark.parametrize(("now", "way", "goes"), LINKED)
def test_the_link_goes_along_only_where_she_allowed_both(now: Situation, way: Way, goes: bool) -> None:
    decision = decide(way, now, at=NOW)

    assert isinstance(decision, Allowed)
    assert decision.page is goes


def test_her_page_is_shut_while_somebody_else_may_have_her_phone_and_once_her_answer_is_old() -> None:
    hers = situation(herself(Way.PAGE))

    assert outcome(Way.PAGE, replace(hers, stopped=True)) is WhyNot.SOMEBODY_ELSE_ANSWERED
    late = decide(Way.PAGE, hers, at=BEFORE + HOLD + timedelta(seconds=1))
    assert isinstance(late, Refused)
    assert late.why is WhyNot.ASK_AGAIN


def test_her_page_alone_is_no_way_to_reach_her() -> None:
    assert Way.PAGE not in ways_open(situation(herself(Way.PAGE)), at=NOW)
