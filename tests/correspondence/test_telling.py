"""She is told through the person she trusts, or in person: only on her own yes, and only while it holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from accounts.roles import Role
from audit import trail
from audit.models import Event
from casework.invariants import messages as invariants
from correspondence import actions, asking, by_hand, instead, outbox, telling
from correspondence.gate import NotSafe
from correspondence.models import Message
from correspondence.moves import CannotMove, move
from correspondence.statuses import BY_WORD, Channel, WhyNotTold, Wording
from correspondence.writing import facts_of
from participants import actions as participants
from participants.models import Participant, SafeContact
from participants.safe_contact import Way
from tests.correspondence.outbox.post import NOW, S, now
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
TRUSTED, IN_PERSON = Channel.TRUSTED_PERSON, Channel.IN_PERSON
EACH = pytest.mark.parametrize("channel", [TRUSTED, IN_PERSON])
PAT = "Her sister Pat, 07700 900461"
LATER = NOW + timedelta(minutes=5)
HELD_TO = NOW + timedelta(days=28)


def her(**answers: Any) -> Participant:
    """Return a woman whose phone and mail are shut, and who said yes to both ways herself."""
    woman = make.woman()
    make.said(woman, **{**SHUT, "trusted_contact": PAT, **answers})
    return woman


ALL: dict[str, Any] = dict.fromkeys((*make.ALL_YES, "trusted_person", "in_person"), "YES")
SHUT: dict[str, Any] = {
    **dict.fromkeys(("call", "voicemail", "text", "email", "post"), "NO"),
    "trusted_person": "YES",
    "in_person": "YES",
}


def stuck(woman: Participant, **fields: Any) -> Message:
    """Return a text to her that did not go: refused, or failed where she allowed it."""
    message = make.message(woman, **fields)
    if message.status == S.QUEUED:
        move(message, "claim", by=trail.SERVICE, at=NOW, lease_until=NOW + timedelta(minutes=5))
        move(message, "fail", by=trail.SERVICE, at=NOW, why="PROVIDER_PHONE_OFF", lease_until=None)
    return message


def to_tell(channel: Channel, *, woman: Participant | None = None, at: datetime = NOW) -> Message:
    """Return what did not reach her and is now to be told."""
    message = stuck(woman or her())
    return instead.send_instead(message, channel=channel, by=trail.SERVICE, at=at)


def ways(message: Message, at: datetime = NOW) -> list[Channel]:
    return instead.suggestions([now(message)], at=at)[message.pk]


# When it is suggested


def test_it_is_suggested_after_every_other_way() -> None:
    woman = make.woman()
    make.said(woman, **ALL)

    assert ways(stuck(woman, purpose="MISSED", facts=make.facts(missed_on="2 November"))) == [
        Channel.CALL, Channel.EMAIL, Channel.LETTER, TRUSTED, IN_PERSON
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, [TRUSTED, IN_PERSON]),
        ({"trusted_person": "NO"}, [IN_PERSON]),
        ({"in_person": "NO"}, [TRUSTED]),
        ({"trusted_person": "NOT_ASKED", "in_person": "NOT_ASKED"}, []),
        ({"trusted_person": "NO", "in_person": "NO"}, []),
    ],
)
def test_it_is_suggested_only_on_her_own_yes(answers: dict[str, str], expected: list[Channel]) -> None:
    assert ways(stuck(her(**answers))) == expected


def test_what_police_heard_opens_neither() -> None:
    woman = make.woman()
    make.said(woman, source="POLICE", asked_alone=True, **SHUT)

    assert ways(make.message(woman)) == []


@pytest.mark.parametrize(
    ("after", "expected"), [(timedelta(0), [TRUSTED, IN_PERSON]), (timedelta(seconds=1), [])]
)
def test_it_is_suggested_while_her_yes_holds(after: timedelta, expected: list[Channel]) -> None:
    assert ways(stuck(her()), at=HELD_TO + after) == expected


def test_what_somebody_who_answered_stopped_leaves_her_trusted_person_open() -> None:
    woman = her()
    message = stuck(woman)
    woman.stops.create(seal_key_id=woman.seal_key_id, stopped_at=NOW, stopped_by="Jo")

    assert ways(message) == [TRUSTED, IN_PERSON]


def test_too_late_to_write_is_not_too_late_to_tell() -> None:
    woman = her(email="YES")
    message = make.message(woman, Channel.EMAIL, not_after=NOW + timedelta(hours=1))
    outbox.expire(NOW + timedelta(hours=1))
    assert ways(message) == [TRUSTED, IN_PERSON]

    told = instead.send_instead(message, channel=TRUSTED, by=trail.SERVICE, at=NOW + timedelta(hours=2))

    assert told.not_after is None


# Written, and taken back


@EACH
def test_choosing_it_makes_a_piece_of_work_and_no_worker_takes_it(channel: Channel) -> None:
    message = to_tell(channel)
    outbox.send_due(clock=lambda: LATER)

    assert (now(message).status, message.wording) == (S.QUEUED, Wording.FULL)
    assert list(Message.objects.to_tell(NOW)) == [message]
    assert Message.objects.calls_due(NOW).count() == 0
    assert asking.may_go(now(message), at=NOW).to == ()  # type: ignore[union-attr]
    assert now(message).sent_to is None
    assert PAT not in str(vars(now(message)))


@EACH
def test_the_gate_is_asked_at_writing(channel: Channel) -> None:
    message = stuck(her(trusted_person="NO", in_person="NO"))

    with pytest.raises(NotSafe):
        instead.send_instead(message, channel=channel, by=trail.SERVICE, at=NOW)
    assert now(message).status == S.REFUSED_UNSAFE


@EACH
def test_her_no_takes_back_what_was_to_be_told(channel: Channel) -> None:
    woman = her()
    message = to_tell(channel, woman=woman)
    make.said(woman, at=LATER, **{**SHUT, "call": "YES", channel.value.lower(): "NO"})

    assert actions.withdraw_unsafe(woman, by=trail.SERVICE, at=LATER) == 1

    assert (now(message).status, now(message).why) == (S.WITHDRAWN, "SHE_SAID_NO")
    call = Message.objects.calls_due(LATER).get()
    assert (call.about_id, facts_of(call)) == (message.about_id, make.facts()), "she is rung instead"
    with pytest.raises(CannotMove):
        telling.told(message, by=trail.SERVICE, at=LATER)


@EACH
def test_that_she_wants_discreet_words_takes_nothing_back(channel: Channel) -> None:
    woman = her()
    message = to_tell(channel, woman=woman)
    before = telling.to_say(message, at=NOW).words
    make.said(woman, at=LATER, words="DISCREET", trusted_contact=PAT, **SHUT)

    assert actions.withdraw_unsafe(woman, by=trail.SERVICE, at=LATER) == 0

    said = telling.to_say(now(message), at=LATER).words
    assert len(said) < len(before)
    assert "01632 960 001" in said
    telling.told(now(message), by=trail.SERVICE, at=LATER)
    assert now(message).wording == Wording.DISCREET, "kept as it was said"


# What may be seen and said


def test_her_own_words_are_shown_with_the_gates_leave_only() -> None:
    woman = her(who_must_not_know="Her brother", code_word="Apple", safe_times=["WEEKDAY_MORNING"])
    message = to_tell(TRUSTED, woman=woman)

    said = telling.to_say(message, at=NOW)
    assert (said.shut, said.who, said.who_must_not_know, said.code_word) == ("", PAT, "Her brother", "Apple")
    assert said.times

    assert telling.to_say(message, at=HELD_TO + timedelta(seconds=1)) == telling.ToSay(shut="ASK_AGAIN")
    make.said(woman, at=LATER, trusted_person="NO", trusted_contact=PAT)
    assert telling.to_say(message, at=LATER) == telling.ToSay(shut="SHE_SAID_NO")


def test_whom_she_trusts_is_as_she_said_beside_her_yes() -> None:
    woman = her()
    message = to_tell(TRUSTED, woman=woman)
    make.said(woman, source="POLICE", at=LATER, trusted_contact="Her partner", trusted_person="YES")
    make.said(woman, at=LATER, trusted_contact="Her aunt, who is not asked", trusted_person="NOT_ASKED")

    assert telling.to_say(message, at=LATER).who == PAT


@EACH
@pytest.mark.parametrize("words", ["NORMAL", "DISCREET"])
def test_nothing_of_what_it_was_about_is_said(channel: Channel, words: str) -> None:
    said = telling.to_say(to_tell(channel, woman=her(words=words)), at=NOW).words.casefold()

    assert "01632 960 001" in said
    assert "ring me" in said
    for never in ("harbour", "caution", "police", "juno", "workshop", "offence", "nov", "course", "10am"):
        assert never not in said


# Its ends


@EACH
def test_she_has_been_told(channel: Channel) -> None:
    message = to_tell(channel)

    done = telling.told(message, by=make.caseworker(), at=LATER)

    assert (done.status, done.ended_at, done.lease_until) == (S.SENT, LATER, None)
    assert done.ended_by.startswith("Jo Marsh")
    event = Event.objects.get(verb="message.mark_done", subject_id=message.pk)
    assert (event.facts["channel"], event.facts["wording"]) == (channel, "FULL")
    assert not Message.objects.to_tell(LATER).exists()
    with pytest.raises(telling.NotToTell):
        telling.told(message, by=trail.SERVICE, at=LATER)


def test_whoever_met_her_has_spoken_to_her_and_the_person_she_trusts_has_not() -> None:
    for channel, renewed in ((IN_PERSON, LATER), (TRUSTED, None)):
        woman = her()
        telling.told(to_tell(channel, woman=woman), by=trail.SERVICE, at=LATER)

        newest = SafeContact.objects.filter(participant=woman).order_by("-confirmed_at")[0]
        assert newest.renewed_at == renewed


@EACH
@pytest.mark.parametrize("why", list(WhyNotTold))
def test_what_could_not_be_told_is_somebodys_work_with_the_next_way(
    channel: Channel, why: WhyNotTold
) -> None:
    other = IN_PERSON if channel is TRUSTED else TRUSTED
    message = to_tell(channel)

    done = telling.not_told(message, why=why, by=trail.SERVICE, at=LATER)

    assert (done.status, done.why, done.ended_at, done.lease_until) == (S.FAILED, why, LATER, None)
    assert list(Message.objects.needing_a_person()) == [message]
    assert ways(message) == [other]
    assert Event.objects.get(verb="message.fail", subject_id=message.pk).facts["why"] == why
    again = by_hand.send_again(done, by=trail.SERVICE, at=LATER)
    assert list(Message.objects.to_tell(LATER)) == [again]


@EACH
def test_told_after_her_yes_ran_out_is_refused_and_somebodys_work(channel: Channel) -> None:
    message, late = to_tell(channel), HELD_TO + timedelta(seconds=1)

    done = telling.told(message, by=trail.SERVICE, at=late)

    assert (done.status, done.why) == (S.REFUSED_UNSAFE, "ASK_AGAIN")
    assert list(Message.objects.needing_a_person()) == [message]
    assert not Event.objects.filter(verb="message.mark_done").exists()
    newest = SafeContact.objects.filter(participant=message.participant_id).order_by("-confirmed_at")[0]
    assert newest.renewed_at is None


def test_what_is_not_wanted_any_more_is_not_told() -> None:
    message = to_tell(TRUSTED)
    make.purpose("REMINDER_DAY", wanted=False)

    assert telling.to_say(message, at=LATER) == telling.ToSay(shut="NOT_WANTED")
    assert telling.told(message, by=trail.SERVICE, at=LATER).status == S.WITHDRAWN


def test_what_is_shut_is_turned_back_for_another_way_and_what_is_open_is_not() -> None:
    message = to_tell(TRUSTED)

    with pytest.raises(telling.OpenAgain):
        telling.turn_back(message, by=trail.SERVICE, at=LATER)
    assert now(message).status == S.QUEUED

    turned = telling.turn_back(message, by=trail.SERVICE, at=HELD_TO + timedelta(days=1))
    assert (turned.status, turned.why) == (S.REFUSED_UNSAFE, "ASK_AGAIN")


def test_what_is_not_due_is_not_told_yet() -> None:
    message = make.message(her(), TRUSTED, due_at=NOW + timedelta(days=1))
    assert not Message.objects.to_tell(NOW).exists()

    with pytest.raises(telling.NotToTell):
        telling.told(message, by=trail.SERVICE, at=NOW)
    with pytest.raises(telling.NotToTell):
        telling.not_told(message, why=WhyNotTold.NOBODY_THERE, by=trail.SERVICE, at=NOW)


def test_a_text_or_a_call_is_never_told() -> None:
    woman = make.open_woman()
    for channel in set(Channel) - BY_WORD - {Channel.LETTER}:
        with pytest.raises(telling.NotToTell):
            telling.told(make.message(woman, channel), by=trail.SERVICE, at=NOW)


@EACH
def test_it_has_one_end_or_is_somebodys_work(channel: Channel) -> None:
    def good() -> bool:
        found = invariants.no_message_is_without_end_or_task()
        return not found and not invariants.no_message_is_replaced_by_itself_or_by_nothing()

    message = to_tell(channel)
    assert good()
    failed_ = telling.not_told(message, why=WhyNotTold.WOULD_NOT, by=trail.SERVICE, at=LATER)
    assert good()
    other = IN_PERSON if channel is TRUSTED else TRUSTED
    last = instead.send_instead(failed_, channel=other, by=trail.SERVICE, at=LATER)
    assert good()
    telling.told(last, by=trail.SERVICE, at=LATER)
    assert good()
    assert (now(message).status, now(message).replaced_by) == (S.REPLACED, last)


# The pages


@pytest.fixture
def worker() -> User:
    return make.caseworker()


@pytest.fixture
def browser(worker: User) -> Client:
    return signed_in(worker)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(browser: Client, address: str, **given: str) -> str:
    data = {"submission": str(uuid4()), "version": "", **given}
    return browser.post(address, data, follow=True).content.decode()


def page(browser: Client, address: str) -> str:
    return browser.get(address, follow=True).content.decode()


@time_machine.travel(LATER, tick=False)
def test_from_the_failed_text_to_she_has_been_told(browser: Client) -> None:
    message = stuck(her())
    shown = page(browser, f"/messages/{message.pk}/")
    assert "Try next: tell her through the person she trusts." in shown
    assert "Tell her when you see her" in shown
    assert "Ask police to see her" not in shown

    assert "It is now to be told." in post(browser, f"/messages/{message.pk}/tell_through_instead/")
    told = Message.objects.get(channel=TRUSTED)
    assert "To tell her by word of mouth" in page(browser, "/messages/")
    today = page(browser, "/today/")
    assert "Tell her through the person she trusts" in today
    assert "1 message to pass on" in today
    assert "/today/tell-through/" in today
    assert "/today/tell-in-person/" not in today
    assert f"/messages/{told.pk}/tell/" in page(browser, "/today/tell-through/")
    assert PAT not in page(browser, f"/messages/{told.pk}/"), "only on the page that asks the gate"
    assert PAT not in today

    address = f"/messages/{told.pk}/tell/"
    shown = page(browser, address)
    assert PAT in shown
    assert "Please ask her to ring me on 01632 960 001" in shown
    assert Event.objects.filter(verb="message.tell", subject_id=told.pk).count() == 1
    assert "Choose what came of it" in post(browser, address)
    assert "Choose why it could not be done" in post(browser, address, outcome="NOT_TOLD")
    assert now(told).status == S.QUEUED

    assert "Logged: she has been told." in post(browser, address, outcome="TOLD")
    assert now(told).status == S.SENT
    assert "Tell her through the person she trusts" not in page(browser, "/today/")
    assert PAT not in page(browser, address), "nothing is left to be told"
    assert "Done" in page(browser, f"/messages/{told.pk}/")


@time_machine.travel(LATER, tick=False)
def test_what_could_not_be_done_comes_back_with_the_next_way(browser: Client) -> None:
    told = to_tell(IN_PERSON)
    assert "Tell her when you see her" in page(browser, "/today/")
    shown = page(browser, f"/messages/{told.pk}/tell/")
    assert PAT not in shown
    assert "the person cannot" not in shown.casefold()

    shown = post(browser, f"/messages/{told.pk}/tell/", outcome="NOT_TOLD", why="NOT_PRIVATE")

    assert "Somebody else could hear." in shown
    assert "Try next: tell her through the person she trusts." in shown
    assert "Try it again" in shown
    assert now(told).status == S.FAILED


def test_after_28_days_the_page_shows_nothing_of_hers_and_leads_to_another_way(worker: User) -> None:
    told = to_tell(TRUSTED)
    with time_machine.travel(HELD_TO + timedelta(days=1), tick=False):
        browser = signed_in(worker)
        shown = page(browser, f"/messages/{told.pk}/tell/")
        assert "Do not tell her this way now." in shown
        assert "more than 28 days ago" in shown
        assert PAT not in shown
        assert "She has been told" not in shown

        shown = post(browser, f"/messages/{told.pk}/turn_back/")

        assert "more than 28 days ago" in shown
        assert now(told).status == S.REFUSED_UNSAFE


@time_machine.travel(LATER, tick=False)
def test_her_no_while_the_page_is_open_shows_nothing_more(browser: Client) -> None:
    woman = her()
    told = to_tell(TRUSTED, woman=woman)
    make.said(woman, at=LATER, **{**SHUT, "trusted_person": "NO", "trusted_contact": PAT})
    actions.withdraw_unsafe(woman, by=trail.SERVICE, at=LATER)

    shown = post(browser, f"/messages/{told.pk}/tell/", outcome="TOLD")

    assert "This is not to be told any more" in shown
    assert PAT not in shown
    assert now(told).status == S.WITHDRAWN


@time_machine.travel(LATER, tick=False)
def test_the_page_is_the_providers_caseworkers_only() -> None:
    told = to_tell(TRUSTED)
    elsewhere = Organisation.objects.create(kind="PROVIDER", name="Elsewhere", code="ELSE")
    stranger = User.objects.create_user("stranger@else.example", name="Kit")
    stranger.memberships.create(organisation=elsewhere, role=Role.COORDINATOR)

    for user, expected in (
        (make.caseworker(), 200),
        (make.caseworker(Role.MANAGER), 200),
        (make.caseworker(Role.PRACTITIONER), 403),
        (make.caseworker(Role.DATA_PROTECTION), 403),
        (make.caseworker(Role.ADMIN), 403),
        (stranger, 404),
    ):
        assert signed_in(user).get(f"/messages/{told.pk}/tell/").status_code == expected


@time_machine.travel(LATER, tick=False)
def test_many_to_tell_need_no_more_questions(browser: Client) -> None:
    counts = []
    for number in (1, 6):
        for _ in range(number):
            to_tell(TRUSTED)
            to_tell(IN_PERSON)
        shown = page(browser, "/today/") + page(browser, "/today/tell-through/")
        assert "/tell/" in shown
        with CaptureQueriesContext(connection) as asked:
            page(browser, "/today/")
            page(browser, "/today/tell-through/")
            page(browser, "/messages/")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 60


def test_speaking_to_her_takes_back_what_was_to_be_told_by_now() -> None:
    woman = her()
    message = to_tell(TRUSTED, woman=woman)
    ahead = make.message(woman, IN_PERSON, due_at=NOW + timedelta(days=2))

    assert telling.withdraw_told(woman, by=trail.SERVICE, at=LATER) == 1

    assert (now(message).status, now(message).why) == (S.WITHDRAWN, "SPOKEN_TO")
    assert now(ahead).status == S.QUEUED


def test_a_way_turned_off_at_a_workshop_is_taken_back() -> None:
    woman = her()
    message = to_tell(TRUSTED, woman=woman)
    participants.turn_off(woman, {Way.TRUSTED_PERSON}, by=trail.SERVICE, at=LATER)
    actions.withdraw_unsafe(woman, by=trail.SERVICE, at=LATER)

    assert now(message).status == S.WITHDRAWN
