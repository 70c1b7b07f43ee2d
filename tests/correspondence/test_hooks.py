"""Receipts and replies: signed or refused, twice or late without harm, and never in a log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from audit import trail
from audit.models import Event
from correspondence import by_hand, gate, hooks, signatures
from correspondence.models import Message, Reply
from correspondence.statuses import Channel
from participants.models import Participant, SafeContact
from participants.safe_contact import Allowed, Refused, Way, WhyNot
from tests.correspondence.outbox.post import NOW, S, now, run
from tests.correspondence.providers import TOKEN, Provider, TwilioDesk, provider, settings_for
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
HOST = "https://refer.example"


@pytest.fixture(autouse=True)
def set_up(settings: Settings) -> Iterator[Provider]:
    cache.clear()
    with provider(TwilioDesk) as running, time_machine.travel(NOW, tick=True):
        more = {"JUNO_TEXTS_BY": "twilio", "JUNO_PUBLIC_URL": HOST}
        for name, value in (settings_for(running) | more).items():
            setattr(settings, name, value)
        yield running
    cache.clear()


def twilio(path: str, *, token: str = TOKEN, at: str = HOST, **fields: str) -> int:
    signature = signatures.twilios(at + path, {name: [value] for name, value in fields.items()}, token)
    answer = Client(enforce_csrf_checks=True).post(path, fields, headers={"X-Twilio-Signature": signature})
    assert answer.content == b""
    return answer.status_code


def notify(path: str, *, token: str = "a-token-of-the-tests", **said: Any) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client(enforce_csrf_checks=True).post(
        path, json.dumps(said), content_type="application/json", headers=headers
    )
    assert answer.content == b""
    return answer.status_code


def told(message: Message, status: str, **more: str) -> int:
    more = {"MessageSid": now(message).carrier_ref, **more}
    return twilio(f"/hooks/twilio/receipts/{message.pk}/", MessageStatus=status, **more)


def replied(words: str, number: str = "+447700900123", ref: str = "") -> int:
    return twilio("/hooks/twilio/replies/", MessageSid=ref or f"SM{uuid4().hex}", From=number, Body=words)


@pytest.fixture
def woman() -> Participant:
    return make.open_woman()


@pytest.fixture
def sent(woman: Participant) -> Message:
    message = make.message(woman, Channel.TEXT)
    run()
    return now(message)


# Receipts


def test_a_receipt_says_that_it_arrived(sent: Message) -> None:
    assert told(sent, "delivered") == 204

    assert (now(sent).status, now(sent).ask_after_at, now(sent).ended_at) == (
        S.DELIVERED,
        None,
        sent.ended_at,
    )
    assert Event.objects.filter(verb="message.mark_delivered", subject_id=sent.pk).count() == 1


def test_a_receipt_of_a_failure_is_work(sent: Message) -> None:
    assert told(sent, "undelivered", ErrorCode="30003") == 204

    assert (now(sent).status, now(sent).why) == (S.FAILED, "PROVIDER_PHONE_OFF")
    assert list(Message.objects.needing_a_person()) == [sent]


@pytest.mark.parametrize(
    "statuses",
    [
        ("delivered", "delivered"),
        ("delivered", "sent", "queued"),
        ("sent", "delivered", "sending"),
        ("delivered", "undelivered"),
        ("undelivered", "delivered"),
        ("sent", "undelivered", "delivered", "failed"),
    ],
)
def test_receipts_twice_and_in_any_order_end_where_they_must(
    sent: Message, statuses: tuple[str, ...]
) -> None:
    for status in statuses:
        assert told(sent, status) == 204

    assert now(sent).status == S.DELIVERED
    assert Event.objects.filter(verb="message.mark_delivered", subject_id=sent.pk).count() == 1


def test_a_receipt_of_an_earlier_try_does_not_end_the_next_one(sent: Message) -> None:
    first = sent.carrier_ref
    told(sent, "failed", ErrorCode="30003")
    by_hand.send_again(now(sent), by=trail.SERVICE, at=NOW)
    run()
    assert now(sent).status == S.SENT

    assert told(sent, "failed", MessageSid=first) == 204
    assert now(sent).status == S.SENT

    assert told(sent, "delivered", MessageSid=first) == 204
    assert now(sent).status == S.DELIVERED


def test_a_text_given_up_and_delivered_after_all_does_not_go_again(set_up: Provider, sent: Message) -> None:
    told(sent, "failed")
    by_hand.send_again(now(sent), by=trail.SERVICE, at=NOW)

    told(sent, "delivered")
    run()

    assert now(sent).status == S.DELIVERED
    assert len(set_up.kept) == 1


def test_a_receipt_ends_the_question_whether_it_was_sent(set_up: Provider, woman: Participant) -> None:
    message = make.message(woman, Channel.TEXT)
    set_up.fault = "cut"
    run()
    set_up.fault = "lost"
    for number in (1, 2, 3):
        run(NOW + number * timedelta(minutes=5))
    assert now(message).status == S.UNSURE

    told(message, "sent", MessageSid=set_up.kept[0].id)
    assert (now(message).status, now(message).carrier_ref) == (S.SENT, set_up.kept[0].id)
    assert now(message).ask_after_at is not None

    told(message, "delivered")
    assert now(message).status == S.DELIVERED


@pytest.mark.parametrize("status", [S.WITHDRAWN, S.REPLACED, S.TOO_LATE])
def test_what_was_ended_otherwise_stays_so(sent: Message, status: str) -> None:
    Message.objects.filter(pk=sent.pk).update(status=status, ask_after_at=None)

    told(sent, "delivered")
    told(sent, "failed")

    assert now(sent).status == status


def test_a_receipt_of_nothing_we_know_is_taken_quietly(sent: Message) -> None:
    assert twilio(f"/hooks/twilio/receipts/{uuid4()}/", MessageStatus="delivered", MessageSid="SMx") == 204
    assert notify("/hooks/notify/receipts/", reference="not ours", status="delivered", id="1") == 204
    assert notify("/hooks/notify/receipts/", reference=None, status="delivered", id=None) == 204
    assert told(sent, "a status of next year") == 204

    assert now(sent).status == S.SENT


def test_one_carrier_cannot_speak_of_anothers_messages(sent: Message) -> None:
    assert notify("/hooks/notify/receipts/", reference=str(sent.pk), status="delivered", id="1") == 204

    assert now(sent).status == S.SENT


def test_notify_says_what_became_of_its_own(sent: Message) -> None:
    Message.objects.filter(pk=sent.pk).update(carrier="NOTIFY")

    assert (
        notify("/hooks/notify/receipts/", reference=str(sent.pk), status="temporary-failure", id="1") == 204
    )

    assert (now(sent).status, now(sent).why) == (S.FAILED, "NOTIFY_TEMPORARY_FAILURE")


# Who may call


PLACES = ["/hooks/twilio/replies/", "/hooks/twilio/receipts/0198a6a2-4f2e-7c1d-9b53-0d8a6a2f4e01/"]


@pytest.mark.parametrize("path", PLACES)
def test_a_wrong_signature_is_refused_with_an_event_and_without_a_word(path: str) -> None:
    assert twilio(path, token="wrong", Body="secret words", MessageSid="1", From="+447700900123") == 403
    assert twilio(path, at="https://elsewhere.example", MessageSid="1") == 403
    assert Client().post(path, {"Body": "secret words"}).status_code == 403

    events = list(Event.objects.filter(verb="hook.refused"))
    assert len(events) == 3
    assert all(set(event.facts) == {"path"} and event.values is None for event in events)
    assert Reply.objects.count() == 0


@pytest.mark.parametrize("path", ["/hooks/notify/receipts/", "/hooks/notify/replies/"])
def test_a_wrong_token_is_refused(path: str) -> None:
    assert notify(path, token="wrong", id="1") == 403
    assert Client().post(path, "{}", content_type="application/json").status_code == 403

    assert Event.objects.filter(verb="hook.refused").count() == 2


def test_one_field_changed_on_the_way_breaks_the_signature() -> None:
    fields = {"MessageSid": "SM1", "From": "+447700900123", "Body": "yes"}
    signature = signatures.twilios(
        f"{HOST}/hooks/twilio/replies/", {k: [v] for k, v in fields.items()}, TOKEN
    )

    changed = fields | {"Body": "no"}
    answer = Client().post("/hooks/twilio/replies/", changed, headers={"X-Twilio-Signature": signature})

    assert answer.status_code == 403


def test_without_a_token_of_our_own_nobody_is_let_in(settings: Settings) -> None:
    settings.JUNO_TWILIO_TOKEN = settings.JUNO_NOTIFY_CALLBACK_TOKEN = ""

    assert twilio("/hooks/twilio/replies/", token="", MessageSid="1") == 403
    assert notify("/hooks/notify/replies/", token="", id="1") == 403
    assert Client().post("/hooks/notify/replies/", headers={"Authorization": "Bearer "}).status_code == 403


def test_twilios_signature_is_the_one_of_its_published_example() -> None:
    fields = {
        "To": ["+18005551212"], "Digits": ["1234"], "CallSid": ["CA1234567890ABCDE"],
        "From": ["+12349013030"], "Caller": ["+12349013030"],
    }  # fmt: skip

    made = signatures.twilios("https://mycompany.com/myapp.php?foo=1&bar=2", fields, "12345")

    assert made == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_only_posts_of_a_sensible_size_and_sense_are_read() -> None:
    assert Client().get("/hooks/notify/replies/").status_code == 405
    assert notify("/hooks/notify/replies/", id="1", message="x" * hooks.LONGEST) == 413
    headers = {"Authorization": "Bearer a-token-of-the-tests"}
    for body in ("", "[1]", "{", "\xff"):
        answer = Client().post(
            "/hooks/notify/replies/", body, content_type="application/json", headers=headers
        )
        assert answer.status_code == 400
    assert Reply.objects.count() == 0


def test_who_keeps_trying_is_not_listened_to_and_leaves_no_more_events() -> None:
    answers = [twilio("/hooks/twilio/replies/", token="wrong") for _ in range(hooks.REFUSED_A_MINUTE + 5)]

    assert answers == [403] * hooks.REFUSED_A_MINUTE + [429] * 5
    assert Event.objects.filter(verb="hook.refused").count() == hooks.REFUSED_A_MINUTE


# Replies


def test_a_reply_is_sealed_and_is_work_on_the_case_of_the_woman_who_was_texted(sent: Message) -> None:
    assert replied("I'll be there, can my sister come?") == 204

    reply = Reply.objects.get()
    assert (reply.participant, reply.message, reply.provider) == (sent.participant, sent, sent.provider)
    assert reply.words == "I'll be there, can my sister come?"
    assert list(Reply.objects.to_read()) == [reply]
    assert reply.trail_reference == sent.reference
    assert not reply.asks_to_stop
    assert Event.objects.get(verb="reply.take").subject_id == reply.pk


def test_no_word_of_a_reply_is_in_the_clear_or_in_a_log(
    sent: Message, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    replied("he has found my phone")

    assert "found my phone" not in caplog.text
    assert "900123" not in caplog.text
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(r)::text FROM correspondence_reply r")
        (row,) = cursor.fetchone()
    assert b"found my phone".hex() not in row
    assert b"900123".hex() not in row
    facts = json.dumps(list(Event.objects.values_list("facts", flat=True)))
    assert "found" not in facts


def test_the_same_reply_twice_is_kept_once(sent: Message) -> None:
    replied("yes", ref="SM1")
    replied("yes", ref="SM1")

    assert Reply.objects.count() == 1


def test_a_reply_by_notify_is_kept_too(sent: Message) -> None:
    said = {"id": str(uuid4()), "source_number": "447700900123", "message": "ok"}

    assert notify("/hooks/notify/replies/", **said) == 204

    assert Reply.objects.get().participant == sent.participant


@pytest.mark.parametrize("words", ["STOP", "Stop.", " stop texting me"])
def test_stop_turns_texts_off_and_makes_calls_of_those_that_wait(woman: Participant, words: str) -> None:
    waiting = make.message(woman, Channel.TEXT, due_at=NOW + timedelta(days=2))

    replied(words)

    assert Reply.objects.get().asks_to_stop
    assert (now(waiting).status, now(waiting).why) == (S.WITHDRAWN, "SHE_SAID_NO")
    assert Message.objects.filter(channel="CALL", key=f"{waiting.key}:call").exists()
    decided = gate.decisions(woman, at=NOW + timedelta(minutes=1))
    assert not isinstance(decided[Way.TEXT], Allowed)
    assert all(isinstance(decided[way], Allowed) for way in (Way.CALL, Way.EMAIL, Way.POST))


def test_stop_changes_nothing_else_of_what_she_said(woman: Participant) -> None:
    make.said(
        woman, **make.ALL_YES, words="DISCREET", safe_name="Jo from the course", code_word="blue",
        withheld_number=False, at=NOW + timedelta(seconds=1),
    )  # fmt: skip

    with time_machine.travel(NOW + timedelta(minutes=1), tick=True):
        replied("STOP")

    last = SafeContact.objects.filter(participant=woman).latest("confirmed_at")
    assert (last.text, last.email, last.words, last.safe_name) == (
        "NO",
        "YES",
        "DISCREET",
        "Jo from the course",
    )
    assert (last.code_word, last.withheld_number, last.source) == ("blue", False, "HERSELF")


def test_stop_is_no_talk_with_her_and_makes_her_yeses_no_newer(woman: Participant) -> None:
    make.message(woman, Channel.EMAIL, due_at=NOW + timedelta(days=36))  # makes an "ask again" call

    for days in (10, 20):  # the second carries over what the first carried over
        with time_machine.travel(NOW + timedelta(days=days), tick=True):
            replied("STOP", ref=f"SM{days}")

    [by_text, *_] = SafeContact.objects.filter(participant=woman).order_by("-confirmed_at")
    assert (by_text.asked_at, by_text.email) == (NOW, "YES")
    before = gate.decisions(woman, at=NOW + timedelta(days=28))[Way.EMAIL]
    after = gate.decisions(woman, at=NOW + timedelta(days=28, minutes=1))[Way.EMAIL]
    assert isinstance(before, Allowed)
    assert after == Refused(WhyNot.ASK_AGAIN, ring_instead=True)
    run(NOW + timedelta(days=30))
    assert Message.objects.get(purpose="ASK_AGAIN").status == S.QUEUED, "she is still to be asked"


def test_a_no_to_police_between_her_yes_and_stop_still_counts(woman: Participant) -> None:
    make.said(woman, source="POLICE", email="NO", asked_alone=True, at=NOW + timedelta(days=1))

    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        replied("STOP")

    decided = gate.decisions(woman, at=NOW + timedelta(days=3))[Way.EMAIL]
    assert decided == Refused(WhyNot.POLICE_SAID_NO, ring_instead=True)


def test_stop_from_a_shared_number_holds_for_every_woman_who_has_it() -> None:
    mother, daughter = make.open_woman(), make.open_woman(first_names="Mair")
    message = make.message(daughter, Channel.TEXT)
    run()

    replied("STOP")

    reply = Reply.objects.get()
    assert (reply.participant, reply.message, reply.number_is_shared) == (daughter, message, True)
    for her in (mother, daughter):
        assert SafeContact.objects.filter(participant=her, text="NO").count() == 1


def test_a_reply_from_a_number_nobody_has_is_still_somebodys_work(woman: Participant) -> None:
    replied("who is this? STOP", number="+447700900777")

    reply = Reply.objects.get()
    assert (reply.participant, reply.number) == (None, "+447700900777")
    assert reply.provider == make.provider()
    assert not SafeContact.objects.filter(text="NO").exists()
