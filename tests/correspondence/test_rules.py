"""What a receipt does, what asks us to stop, and which way is next: tables of cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence import rules
from correspondence.statuses import MOVES, Channel
from correspondence.statuses import MessageStatus as S

statuses = st.sampled_from(list(S))
said = st.sampled_from(["UNDER_WAY", "ARRIVED", "FAILED"])
TARGET = {"arrive": S.DELIVERED, "fail": S.FAILED, "mark_sent": S.SENT}


@pytest.mark.parametrize(
    ("status", "word", "earlier", "verb"),
    [
        (S.SENT, "ARRIVED", False, "arrive"),
        (S.SENT, "FAILED", False, "fail"),
        (S.SENT, "UNDER_WAY", False, ""),
        (S.SENDING, "ARRIVED", False, "arrive"),
        (S.SENDING, "FAILED", False, "fail"),
        (S.SENDING, "UNDER_WAY", False, "mark_sent"),
        (S.UNSURE, "UNDER_WAY", False, "mark_sent"),
        (S.UNSURE, "FAILED", False, "fail"),
        (S.FAILED, "ARRIVED", False, "arrive"),
        (S.FAILED, "FAILED", False, ""),
        (S.QUEUED, "ARRIVED", True, "arrive"),
        (S.QUEUED, "FAILED", True, ""),
        (S.SENT, "ARRIVED", True, "arrive"),
        (S.SENT, "FAILED", True, ""),
        (S.SENDING, "FAILED", True, ""),
        (S.DELIVERED, "FAILED", False, ""),
        (S.DELIVERED, "ARRIVED", False, ""),
        (S.WITHDRAWN, "ARRIVED", False, ""),
        (S.REPLACED, "FAILED", False, ""),
        (S.TOO_LATE, "ARRIVED", False, ""),
        (S.REFUSED_UNSAFE, "ARRIVED", False, ""),
    ],
)
def test_what_a_receipt_does(status: S, word: str, earlier: bool, verb: str) -> None:
    assert rules.verb_for(status, word, of_an_earlier_try=earlier) == verb


@given(statuses, said, st.booleans())
def test_every_verb_of_a_receipt_is_a_move_of_the_table(status: S, word: str, earlier: bool) -> None:
    verb = rules.verb_for(status, word, of_an_earlier_try=earlier)

    for name in {"arrive": ("mark_delivered", "post"), "": ()}.get(verb, (verb,)):
        assert status in MOVES[name].sources


@given(st.lists(st.tuples(said, st.booleans()), max_size=8), st.randoms())
def test_in_whatever_order_they_come_once_it_arrived_it_stays_so(
    receipts: list[tuple[str, bool]], chance: object
) -> None:
    status = S.SENT
    arrived = False
    for word, earlier in receipts:
        verb = rules.verb_for(status, word, of_an_earlier_try=earlier)
        status = TARGET.get(verb, status)
        arrived = arrived or word == "ARRIVED"

    assert (status is S.DELIVERED) == arrived


@pytest.mark.parametrize(
    "words",
    ["STOP", "stop", "Stop!", "  stop  ", "STOPALL", "Unsubscribe", "stop texting me", "Please don't text me",
     "dont text", "please STOP", "No more texts please", "End", "quit", "STOPIO", "opt out", "Stop it Dave"],
)  # fmt: skip
def test_these_ask_us_to_stop(words: str) -> None:
    assert rules.asks_to_stop(words)


@pytest.mark.parametrize(
    "words",
    ["", "ok", "Is there a bus stop near?", "I'll stop by at 10", "see you at the weekend", "🙂", "in the end yes",
     "can I cancel Wednesday?", "please call me"],
)  # fmt: skip
def test_these_do_not(words: str) -> None:
    assert not rules.asks_to_stop(words)


@pytest.mark.parametrize(
    ("channel", "ways", "used", "expected"),
    [
        ("TEXT", {"CALL", "EMAIL", "LETTER", "TEXT"}, set(), ["CALL", "EMAIL", "LETTER"]),
        ("TEXT", {"EMAIL", "LETTER"}, set(), ["EMAIL", "LETTER"]),
        ("TEXT", {"EMAIL", "LETTER"}, {"EMAIL"}, ["LETTER"]),
        ("EMAIL", {"TEXT"}, set(), ["TEXT"]),
        ("LETTER", {"CALL"}, {"CALL"}, []),
        ("TEXT", {"TEXT"}, set(), []),
        ("TEXT", set(), set(), []),
        ("TEXT", {"IN_PERSON", "TRUSTED_PERSON", "LETTER"}, set(), ["LETTER", "TRUSTED_PERSON", "IN_PERSON"]),
        ("CALL", {"IN_PERSON", "TRUSTED_PERSON"}, {"TRUSTED_PERSON"}, ["IN_PERSON"]),
        ("TRUSTED_PERSON", {"TRUSTED_PERSON", "CALL", "IN_PERSON"}, set(), ["CALL", "IN_PERSON"]),
        ("IN_PERSON", {"IN_PERSON", "TEXT", "TRUSTED_PERSON"}, set(), ["TEXT", "TRUSTED_PERSON"]),
    ],
)
def test_which_way_is_next(channel: str, ways: set[str], used: set[str], expected: list[str]) -> None:
    assert rules.next_ways(channel, ways, used=used) == expected


@given(st.sampled_from(list(Channel)), st.sets(st.sampled_from(list(Channel))))
def test_a_way_that_the_gate_keeps_shut_is_never_suggested(channel: Channel, ways: set[Channel]) -> None:
    found = rules.next_ways(channel, ways)

    assert set(found) <= ways - {channel}
