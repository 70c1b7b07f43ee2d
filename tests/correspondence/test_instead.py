"""What did not reach her goes another way, or ends with a reason: never nowhere."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import User
from audit import trail
from audit.models import Event
from casework.invariants import messages as invariants
from correspondence import by_hand, instead, outbox, receipts
from correspondence.adapters.base import Fate, State
from correspondence.gate import NotSafe
from correspondence.models import Message
from correspondence.moves import CannotMove, move
from correspondence.statuses import Channel, Wording
from correspondence.writing import facts_of
from participants.models import Participant
from tests.correspondence.outbox.post import NOW, S, now, run
from tests.factories import correspondence as make
from ui.refusals import Refused

pytestmark = pytest.mark.django_db


def failed(woman: Participant, channel: Channel = Channel.TEXT, **fields: object) -> Message:
    message = make.message(woman, channel, **fields)
    move(message, "claim", by=trail.SERVICE, at=NOW, lease_until=NOW + timedelta(minutes=5))
    return move(message, "fail", by=trail.SERVICE, at=NOW, why="PROVIDER_PHONE_OFF", lease_until=None)


def ways(message: Message) -> list[Channel]:
    return instead.suggestions([now(message)], at=NOW)[message.pk]


def test_a_failed_text_is_rung_and_the_text_is_replaced() -> None:
    message = failed(make.open_woman())
    assert ways(message)[0] is Channel.CALL

    call = instead.send_instead(message, channel=Channel.CALL, by=trail.SERVICE, at=NOW)

    done = now(message)
    assert (done.status, done.replaced_by, done.why) == (S.REPLACED, call, "INSTEAD")
    assert (call.channel, call.status, call.about_id, call.purpose) == ("CALL", S.QUEUED, message.about_id, message.purpose)  # fmt: skip
    assert list(Message.objects.calls_due(NOW)) == [call]
    assert list(Message.objects.needing_a_person()) == []
    assert Event.objects.filter(verb="message.replace", subject_id=message.pk).count() == 1


def test_a_failed_text_goes_as_an_email_with_the_same_facts() -> None:
    message = failed(make.open_woman())

    mail = instead.send_instead(message, channel=Channel.EMAIL, by=trail.SERVICE, at=NOW)

    assert mail.words == message.words
    assert mail.subject == "A note from Jo"
    assert facts_of(mail) == facts_of(message) == make.facts()


def test_a_failed_email_goes_as_a_letter_where_there_is_one() -> None:
    message = failed(
        make.open_woman(), Channel.EMAIL, purpose="MISSED", facts=make.facts(missed_on="2 November")
    )
    assert Channel.LETTER in ways(message)

    letter = instead.send_instead(message, channel=Channel.LETTER, by=trail.SERVICE, at=NOW)
    run()

    assert now(letter).status == S.RENDERED


def test_a_way_without_words_for_it_is_not_suggested() -> None:
    assert Channel.LETTER not in ways(failed(make.open_woman()))  # there is no letter of a reminder


def test_a_way_without_words_for_it_is_refused_by_name() -> None:
    message = failed(make.open_woman())
    Message.objects.filter(pk=message.pk).update(purpose="MISSED_CALL")

    with pytest.raises(instead.NoWordsForIt, match="Ring her instead"):
        instead.send_instead(now(message), channel=Channel.LETTER, by=trail.SERVICE, at=NOW)

    assert now(message).status == S.FAILED


def test_a_way_that_is_not_safe_is_neither_suggested_nor_taken() -> None:
    woman = make.open_woman()
    message = failed(woman)
    make.said(woman, call="NO", text="YES", email="NO", at=NOW + timedelta(seconds=1))
    at = NOW + timedelta(seconds=2)

    assert instead.suggestions([now(message)], at=at) == {message.pk: []}
    with pytest.raises(NotSafe):
        instead.send_instead(message, channel=Channel.CALL, by=trail.SERVICE, at=at)
    assert now(message).status == S.FAILED


def test_what_was_tried_before_is_not_suggested_again() -> None:
    woman = make.open_woman()
    message = failed(woman)
    mail = instead.send_instead(message, channel=Channel.EMAIL, by=trail.SERVICE, at=NOW)
    move(mail, "claim", by=trail.SERVICE, at=NOW, lease_until=NOW)
    move(mail, "fail", by=trail.SERVICE, at=NOW, why="SMTP_550", lease_until=None)

    assert ways(mail) == [Channel.CALL]


def test_too_late_to_write_is_not_too_late_to_ring() -> None:
    message = make.message(make.open_woman(), Channel.EMAIL, not_after=NOW + timedelta(hours=1))
    outbox.expire(NOW + timedelta(hours=1))
    assert ways(message) == [Channel.CALL]

    call = instead.send_instead(message, channel=Channel.CALL, by=trail.SERVICE, at=NOW + timedelta(hours=2))

    assert call.not_after is None


@pytest.mark.parametrize(("days", "by_post"), [(1, False), (9, True)])
def test_a_letter_is_suggested_only_where_the_post_brings_it_in_time(days: int, by_post: bool) -> None:
    message = failed(make.open_woman(), Channel.EMAIL, purpose="MISSED", not_after=NOW + timedelta(days=days))

    assert (Channel.LETTER in ways(message)) is by_post
    assert Channel.CALL in ways(message)


def test_what_somebody_dealt_with_goes_no_other_way() -> None:
    message = failed(make.open_woman())
    by_hand.settle(message, by=trail.SERVICE, at=NOW)

    with pytest.raises(CannotMove):
        instead.send_instead(message, channel=Channel.CALL, by=trail.SERVICE, at=NOW)


def test_many_messages_need_no_more_questions(django_assert_max_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 6):
        found = [failed(make.open_woman()) for _ in range(number)]
        rows = list(Message.objects.filter(pk__in=[m.pk for m in found]).select_related("participant"))
        with CaptureQueriesContext(connection) as asked:
            instead.suggestions(rows, at=NOW)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 6


# A message that was refused before it had any words


def test_what_was_refused_unwritten_is_written_when_it_is_sent_again() -> None:
    woman = make.woman()
    make.said(woman, call="NO", email="NO")
    refused = make.message(woman, Channel.EMAIL)
    assert (refused.status, refused.words) == (S.REFUSED_UNSAFE, None)

    with pytest.raises(NotSafe):
        by_hand.send_again(refused, by=trail.SERVICE, at=NOW)
    assert now(refused).status == S.REFUSED_UNSAFE
    make.said(woman, email="YES", words="DISCREET", at=NOW + timedelta(seconds=1))
    by_hand.send_again(refused, by=trail.SERVICE, at=NOW + timedelta(seconds=2))

    written = now(refused)
    assert written.words is not None
    assert written.words.startswith("Hi Siân")
    assert (written.wording, written.subject) == (Wording.DISCREET, "A note from Jo")


# Every message has one end


VERBS = [
    "send", "refuse", "ring", "e-mail", "again", "settle", "yes", "no", "hand", "could not", "later", "day",
    "arrived", "failed", "under way", "her no", "her yes", "expire",
]  # fmt: skip


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    channel=st.sampled_from([Channel.TEXT, Channel.EMAIL]),
    acts=st.lists(st.sampled_from(VERBS), max_size=14),
    seed=st.integers(0, 2**16),
)
def test_whatever_happens_every_message_has_an_end_or_is_somebodys_work(
    settings: Settings, channel: Channel, acts: list[str], seed: int
) -> None:
    from django.db import transaction

    settings.JUNO_TEXTS_BY, settings.JUNO_EMAILS_BY = "twilio", "notify"
    chance = random.Random(seed)
    with transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        _carriers_by_chance(patched, chance)
        woman = make.open_woman()
        make.message(woman, channel, not_after=NOW + timedelta(days=5))
        at = NOW
        for act in acts:
            at += {"later": timedelta(minutes=6), "day": timedelta(days=1)}.get(act, timedelta(seconds=1))
            _do(act, woman, chance, at)

            assert invariants.no_message_is_without_end_or_task() == []
            assert invariants.no_message_is_replaced_by_itself_or_by_nothing() == []
            assert invariants.what_a_provider_took_is_asked_after_until_it_is_known() == []
        transaction.set_rollback(True)


def _carriers_by_chance(patched: pytest.MonkeyPatch, chance: random.Random) -> None:
    """The lines to the providers behave by chance; all else is real."""
    from correspondence.adapters import http
    from correspondence.adapters.base import Doubt, Trouble

    def call(base: str, method: str, path: str, **_more: object) -> http.Answer:
        kind = chance.choice(["good", "good", "doubt", "trouble", "no"])
        if kind == "doubt":
            raise Doubt("NO_ANSWER")
        if kind == "trouble":
            raise Trouble("NO_ANSWER")
        if kind == "no":
            return http.Answer(404 if method == "GET" else 400, b"{}")
        ref = f"R{chance.randrange(10**9)}"
        status = chance.choice(["sending", "delivered", "failed", "permanent-failure"])
        body = f'{{"id": "{ref}", "sid": "{ref}", "status": "{status}"}}'
        return http.Answer(201 if method == "POST" else 200, body.encode())

    patched.setattr(http, "call", call)


def _do(act: str, woman: Participant, chance: random.Random, at: datetime) -> None:
    from django.db import transaction

    from correspondence.actions import withdraw_unsafe

    messages = list(Message.objects.filter(participant=woman).order_by("pk"))
    one = chance.choice(messages)
    by = {"by": trail.SERVICE, "at": at}
    said = {"arrived": State.ARRIVED, "failed": State.FAILED, "under way": State.UNDER_WAY}
    try:
        with transaction.atomic():
            if act in {"send", "later", "day", "expire"}:
                outbox.send_due(clock=lambda: at)
            elif act in said:
                ref = chance.choice([one.carrier_ref, "other", *one.old_refs])
                receipts.hear(str(one.pk), Fate(said[act], "X", ref), carrier=one.carrier, at=at)
            elif act in {"her no", "her yes"}:
                answer = "NO" if act == "her no" else "YES"
                make.said(woman, **dict.fromkeys(("text", "email", "call"), answer), at=at)
                withdraw_unsafe(woman, **by)  # type: ignore[arg-type]
            elif act in {"ring", "e-mail"}:
                way = Channel.CALL if act == "ring" else Channel.EMAIL
                instead.send_instead(one, channel=way, **by)  # type: ignore[arg-type]
            else:
                verbs = {
                    "again": by_hand.send_again, "settle": by_hand.settle, "yes": by_hand.say_sent,
                    "no": by_hand.say_not_sent, "hand": by_hand.hand_out, "could not": by_hand.could_not,
                }  # fmt: skip
                if act in verbs:
                    verbs[act](one, **by)  # type: ignore[arg-type]
    except (Refused, Message.DoesNotExist):
        return


# The pages


@pytest.fixture
def worker() -> User:
    return make.caseworker()


@pytest.fixture
def browser(worker: User) -> Client:
    client = Client()
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_offers_the_next_way_and_takes_it(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "NOW", timezone.now() - timedelta(minutes=5))
    message = failed(make.open_woman(), due_at=make.NOW)

    shown = browser.get(f"/messages/{message.pk}/").content.decode()
    assert "Her phone was off or could not be reached." in shown
    assert "Try next: ring her." in shown
    assert "Ring her instead" in shown
    assert "Try next: ring her." in browser.get("/messages/").content.decode()

    data = {"submission": str(uuid4()), "version": ""}
    answer = browser.post(f"/messages/{message.pk}/ring_instead/", data, follow=True)

    assert "It is now a call to make" in answer.content.decode()
    assert now(message).status == S.REPLACED
    assert "Ring instead of writing" in browser.get("/messages/").content.decode()


def test_today_and_its_whole_list_name_the_next_way(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "NOW", timezone.now() - timedelta(minutes=5))
    for _ in range(9):
        failed(make.open_woman(), due_at=make.NOW)

    assert browser.get("/today/").content.decode().count("Try next: ring her.") == 7
    whole = browser.get("/today/messages/")
    assert whole.status_code == 200
    assert whole.content.decode().count("Try next: ring her.") == 9


def test_where_no_way_is_safe_the_page_says_what_to_do(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "NOW", timezone.now() - timedelta(minutes=5))
    woman = make.open_woman()
    message = failed(woman, due_at=make.NOW)
    make.said(woman, call="NO", email="NO", post="NO", at=timezone.now())

    shown = browser.get(f"/messages/{message.pk}/").content.decode()

    assert "No other safe way is open now. Ask police to see her, or wait until she rings." in shown
    assert "Ring her instead" not in shown
