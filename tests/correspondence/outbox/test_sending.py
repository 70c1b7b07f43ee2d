"""Sending e-mail: once, when due, and what is tried again."""

from __future__ import annotations

import itertools
from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from accounts.models import Organisation, SignInDomain
from audit import trail
from audit.models import Event
from correspondence import actions, registry
from correspondence.models import Message
from correspondence.statuses import Channel, Wording
from tests.correspondence.outbox.post import NOW, S, now, parsed, run
from tests.correspondence.smtp_sink import Sink, closed_port
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db


# Sending e-mail


def test_an_email_goes_once_from_a_plain_sender(post: Sink) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)

    assert run() == {"sent": 1}
    assert run() == {}

    assert len(post.mails) == 1
    mail = parsed(post.mails[0])
    assert mail["To"] == "sian@post.example"
    assert mail["From"] == "office@harbour.example"
    assert mail["Subject"] == "A note from Jo"
    assert str(message.pk) in mail["Message-ID"]
    assert b"juno" not in post.mails[0].lower()
    done = now(message)
    assert (done.status, done.sent_to, done.ended_by) == ("SENT", "sian@post.example", "JUNO")
    assert Event.objects.filter(verb="message.mark_sent", subject_id=message.pk).count() == 1


def test_nothing_goes_before_it_is_due(post: Sink) -> None:
    make.message(make.open_woman(), Channel.EMAIL, due_at=NOW + timedelta(seconds=1))

    assert run() == {}
    assert post.mails == []


def test_an_email_to_police_is_a_reference_and_a_link(post: Sink, settings: Settings) -> None:
    settings.JUNO_PUBLIC_URL = "https://refer.example"
    force = Organisation.objects.create(kind="POLICE_FORCE", code="F", name="F", force_code="44")
    SignInDomain.objects.create(organisation=force, domain="hampshire.police.example")
    registry.register(
        "NOTICE", label="Notice", still_wanted=lambda m: True, link=lambda m: f"/police/{m.reference}/"
    )
    message = actions.write_official(
        purpose="NOTICE", to="pc@hampshire.police.example", provider=make.provider(),
        about=actions.About(uuid4(), "1", "JUNO-00042"), key="n", due_at=NOW, by=trail.SERVICE, at=NOW,
    )  # fmt: skip

    assert run() == {"sent": 1}

    mail = parsed(post.mails[0])
    assert mail["Subject"] == "JUNO-00042: there is something for you to read"
    assert "https://refer.example/police/JUNO-00042/" in str(mail.get_payload())
    assert now(message).wording == Wording.OFFICIAL


@pytest.mark.parametrize(
    ("change", "status", "why"),
    [
        ("her no", S.REFUSED_UNSAFE, "SHE_SAID_NO"),
        ("discreet", S.REFUSED_UNSAFE, "WORDING"),
        ("not wanted", S.WITHDRAWN, "NOT_WANTED"),
        ("unknown", S.FAILED, "UNKNOWN_PURPOSE"),
        ("old answers", S.REFUSED_UNSAFE, "ASK_AGAIN"),
    ],
)
def test_everything_is_asked_again_at_the_moment_of_sending(
    post: Sink, change: str, status: str, why: str
) -> None:
    woman = make.open_woman()
    message = make.message(woman, Channel.EMAIL)
    at = NOW
    if change == "her no":
        make.said(woman, email="NO", at=NOW + timedelta(seconds=1))
    elif change == "discreet":
        make.said(woman, email="YES", words="DISCREET", at=NOW + timedelta(seconds=1))
    elif change == "not wanted":
        make.purpose("REMINDER_DAY", wanted=False)
    elif change == "unknown":
        registry._purposes.pop("REMINDER_DAY")
    else:
        at = NOW + timedelta(days=29)

    run(at)

    assert (now(message).status, now(message).why) == (status, why)
    assert post.mails == []


def test_what_comes_too_late_is_not_sent_and_is_seen(post: Sink) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL, not_after=NOW + timedelta(hours=1))

    assert run(NOW + timedelta(hours=1)) == {"too late": 1}

    assert post.mails == []
    assert now(message) in Message.objects.needing_a_person()


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_come_back_later_is_tried_again_after_a_wait(post: Sink, command: str) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    post.replies[command] = "451 later"

    assert run() == {"queued": 1}
    assert run(NOW + timedelta(seconds=59)) == {}
    post.replies.clear()
    assert run(NOW + timedelta(minutes=1)) == {"sent": 1}

    assert len(post.mails) == 1
    assert now(message).attempts == 2


def test_no_for_good_is_a_failure_a_person_sees(post: Sink) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    post.replies["RCPT"] = "550 no such mailbox"

    assert run() == {"failed": 1}

    assert now(message).why == "SMTP_550"
    assert list(Message.objects.needing_a_person()) == [message]


def test_nobody_listening_is_tried_again_and_at_last_told(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", closed_port(), False
    message = make.message(make.open_woman(), Channel.EMAIL)
    tries = [NOW]

    run(NOW)
    while (next_try := now(message).lease_until) is not None:
        tries.append(next_try)
        run(next_try)

    waits = [(after - before).total_seconds() / 60 for before, after in itertools.pairwise(tries)]
    assert waits == [1, 5, 15, 60, 240]
    assert (now(message).status, now(message).why, now(message).attempts) == (S.FAILED, "NO_ANSWER", 6)


def test_a_server_that_never_greets_has_nothing_and_is_tried_again(post: Sink) -> None:
    make.message(make.open_woman(), Channel.EMAIL)
    post.mute_at = "GREETING"

    assert run() == {"queued": 1}


def test_a_server_that_falls_silent_after_the_words_leaves_a_question_and_no_second_mail(
    post: Sink,
) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    post.mute_at = "DOT"

    assert run() == {"unsure": 1}
    post.mute_at = ""
    assert run(NOW + timedelta(days=1)) == {}

    assert len(post.mails) == 1
    assert list(Message.objects.needing_a_person()) == [message]


def test_one_bad_message_does_not_hold_up_the_others(post: Sink) -> None:
    bad = make.message(make.open_woman(email="bad@post.example"), Channel.EMAIL)
    Message.objects.filter(pk=bad.pk).update(due_at=NOW - timedelta(days=1))
    broken = now(bad)
    broken.subject = "two\nlines"
    broken.save(update_fields=["subject"])
    good = make.message(make.open_woman(), Channel.EMAIL)

    assert run() == {"unsure": 1, "sent": 1}

    assert now(good).status == S.SENT
    assert len(post.mails) == 1


def test_a_question_that_cannot_be_answered_holds_up_nobody_else(post: Sink) -> None:
    stuck = make.message(make.open_woman(), Channel.EMAIL, purpose="MISSED")
    registry.register("MISSED", label="x", still_wanted=lambda m: 1 / 0 > 0)
    good = make.message(make.open_woman(), Channel.EMAIL)

    assert run() == {"queued": 1, "sent": 1}

    assert (now(good).status, now(stuck).why) == (S.SENT, "ASKING")
