"""No message is sent twice, none is lost, and none goes where it is not safe (design.md §5 rule 6)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from accounts.models import Organisation, SignInDomain
from audit import trail
from audit.models import Event
from correspondence import actions, moves, outbox, registry
from correspondence.checks import nothing_outside_a_letter_names_a_programme
from correspondence.models import Message
from correspondence.published import is_telling_host
from correspondence.statuses import MOVES, Channel, MessageStatus, Wording
from participants import actions as participants
from participants.models import DiscreetRelease
from tests.correspondence.smtp_sink import Sink, closed_port, sink
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
S = MessageStatus


@pytest.fixture
def post(settings: Settings) -> Iterator[Sink]:
    with sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
        yield running


def run(at: datetime = NOW) -> dict[str, int]:
    return outbox.send_due(clock=lambda: at).counts


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def parsed(raw: bytes) -> Mail:
    return message_from_bytes(raw)


# Writing


def test_the_same_key_twice_gives_the_first_message() -> None:
    woman = make.open_woman()

    first = make.message(woman, key="same")
    second = make.message(woman, key="same", facts=make.facts(name="Other"))

    assert second.pk == first.pk
    assert Message.objects.count() == 1
    assert "Other" not in (now(first).words or "")


def test_words_are_frozen_when_written_and_sealed_in_the_database() -> None:
    woman = make.open_woman()
    message = make.message(woman)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM correspondence_message WHERE id = %s", [message.pk])
        stored = bytes(cursor.fetchone()[0])

    assert (now(message).words or "").startswith("Hi Siân, see you tomorrow 10am")
    assert b"tomorrow" not in stored


def test_post_that_is_not_yes_makes_a_call_instead_of_a_letter() -> None:
    woman = make.woman()

    message = make.message(woman, Channel.LETTER)

    assert (message.channel, message.status, message.why) == ("CALL", "QUEUED", "POST_NOT_ASKED")
    assert list(Message.objects.calls_due(NOW)) == [message]
    assert not Message.objects.filter(channel="LETTER").exists()


def test_what_cannot_even_be_rung_stands_as_work_for_a_person() -> None:
    woman = make.woman()
    make.said(woman, call="NO", post="NO")

    message = make.message(woman, Channel.LETTER)

    assert (message.status, message.why) == ("REFUSED_UNSAFE", "SHE_SAID_NO")
    assert list(Message.objects.needing_a_person()) == [message]


def test_help_with_reading_turns_a_text_reminder_into_a_call() -> None:
    make.purpose("REMINDER_DAY", reminder=True)
    woman = make.open_woman(reading="NO")

    message = actions.write(
        purpose="REMINDER_DAY", channel=Channel.TEXT, to=woman, about=actions.About(uuid4()),
        facts=make.facts(), key="r", due_at=NOW, by=trail.SERVICE, at=NOW,
    )  # fmt: skip

    assert (message.channel, message.why) == ("CALL", "RING_INSTEAD")


def test_a_message_due_after_her_answers_lapse_makes_an_ask_again_call() -> None:
    woman = make.open_woman()
    make.message(woman, due_at=NOW + timedelta(days=27))
    assert not Message.objects.filter(purpose="ASK_AGAIN").exists()

    make.message(woman, due_at=NOW + timedelta(days=36))
    make.message(woman, due_at=NOW + timedelta(days=36))

    call = Message.objects.get(purpose="ASK_AGAIN")
    assert call.channel == "CALL"
    assert call.due_at.date().isoformat() == "2026-12-01"  # five working days before 8 December


def test_an_ask_again_call_is_dropped_when_she_has_spoken_to_us_meanwhile() -> None:
    woman = make.open_woman()
    make.message(woman, due_at=NOW + timedelta(days=36))
    participants.renew_safe_contact(woman, by=trail.SERVICE, at=NOW + timedelta(days=20))

    assert run(NOW + timedelta(days=30)) == {"calls not needed": 1}

    assert Message.objects.get(purpose="ASK_AGAIN").status == S.WITHDRAWN


def test_an_ask_again_call_stands_when_nobody_has_spoken_to_her() -> None:
    make.message(make.open_woman(), due_at=NOW + timedelta(days=36))

    assert run(NOW + timedelta(days=30)) == {}

    assert Message.objects.calls_due(NOW + timedelta(days=30)).count() == 1


def test_a_call_whose_booking_is_gone_is_dropped_when_it_falls_due() -> None:
    message = make.message(make.woman(), Channel.LETTER)
    make.purpose("INVITATION", wanted=False)

    run()

    assert (now(message).channel, now(message).status, now(message).why) == (
        "CALL",
        S.WITHDRAWN,
        "NOT_WANTED",
    )


def test_nothing_is_written_that_gives_a_published_number() -> None:
    woman = make.open_woman()

    message = make.message(woman, Channel.LETTER, facts=make.facts(phone="(023) 8000 9898"))

    assert (message.channel, message.why) == ("CALL", "PUBLISHED_NUMBER")


def test_set_up_refuses_a_published_number_and_a_telling_sender(settings: Settings) -> None:
    assert nothing_outside_a_letter_names_a_programme() == []

    settings.JUNO_SERVICE_PHONE = "023 8000 9898"
    settings.JUNO_PLAIN_FROM_EMAIL = "office@mail.hamptontrust.org.uk"
    found = [error.id for error in nothing_outside_a_letter_names_a_programme()]

    assert found == ["correspondence.E001", "correspondence.E002"]
    assert is_telling_host("juno.example")
    assert not is_telling_host("junogarden.example")


def test_writing_leaves_an_event_without_her_name() -> None:
    message = make.message(make.open_woman())

    event = Event.objects.get(verb="message.write", subject_id=message.pk)
    assert event.reference == message.reference
    assert "Siân" not in str(event.facts)


def test_a_purpose_nobody_registered_cannot_be_written() -> None:
    with pytest.raises(registry.UnknownPurpose):
        actions.write(
            purpose="NOBODYS", channel=Channel.TEXT, to=make.open_woman(), about=actions.About(uuid4()),
            facts=make.facts(), key="x", due_at=NOW, by=trail.SERVICE, at=NOW,
        )  # fmt: skip


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
    assert list(Message.objects.unsure()) == [message]


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


# Leases


def test_a_lease_that_lapses_before_the_effect_is_queued_again(post: Sink) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    outbox.claim(NOW)
    assert run(NOW + outbox.LEASE - timedelta(seconds=1)) == {}

    run(NOW + outbox.LEASE)
    assert now(message).status == S.QUEUED
    run(NOW + outbox.LEASE + timedelta(minutes=1))

    assert now(message).status == S.SENT
    assert len(post.mails) == 1


def test_a_lease_that_lapses_after_the_effect_began_asks_a_person(post: Sink) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    (claimed,) = outbox.claim(NOW)
    from correspondence import asking

    asking.begin(claimed, by=trail.SERVICE, at=NOW, lease=outbox.LEASE)

    assert run(NOW + outbox.LEASE) == {"recovered": 1}

    assert now(message).status == S.UNSURE
    assert post.mails == []


def test_a_worker_that_comes_back_after_its_lease_was_given_away_changes_nothing() -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    (claimed,) = outbox.claim(NOW)
    outbox.recover(NOW + outbox.LEASE)

    assert outbox.send(claimed, clock=lambda: NOW + outbox.LEASE) == "stopped"

    assert now(message).status == S.QUEUED
    assert now(message).effect_started_at is None


def test_a_message_taken_back_between_claim_and_effect_does_not_go(post: Sink) -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    (claimed,) = outbox.claim(NOW)
    Message.objects.filter(pk=message.pk).update(status=S.WITHDRAWN)

    assert outbox.send(claimed, clock=lambda: NOW) == "stopped"
    assert post.mails == []


# Letters


def test_a_letter_is_made_once_kept_with_its_digest_and_waits_for_the_printer() -> None:
    message = make.message(make.open_woman(), Channel.LETTER)

    assert run() == {"rendered": 1}
    assert run() == {}

    made = now(message)
    assert made.body is not None
    assert made.body.startswith(b"%PDF-")
    assert len(made.body_sha256) == 64
    assert list(Message.objects.letters_to_print()) == [made]


def test_a_letter_that_cannot_be_made_is_tried_again_and_then_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = make.message(make.open_woman(), Channel.LETTER)
    monkeypatch.setattr("correspondence.letters.letter_pdf", lambda html: 1 / 0)
    at = NOW

    while now(message).status != S.FAILED:
        run(at)
        at = now(message).lease_until or at

    assert now(message).attempts == 6


def test_a_release_by_two_people_is_used_up_by_one_letter() -> None:
    woman = make.woman()
    DiscreetRelease.objects.create(
        participant=woman, seal_key_id=woman.seal_key_id, reason="-", asked_at=NOW,
        asked_by=make.caseworker(), agreed_at=NOW, agreed_by=make.caseworker(),
    )  # fmt: skip
    case = registry.Circumstances(calls_exhausted=True, police_silent=True)
    registry.register_circumstances(lambda ids, at: dict.fromkeys(ids, case))

    first = make.message(woman, Channel.LETTER)
    second = make.message(woman, Channel.LETTER)
    run()

    assert (now(first).status, now(first).wording) == (S.RENDERED, Wording.PLEASE_RING)
    assert second.channel == "CALL"
    assert DiscreetRelease.objects.get().used_by == f"message {first.pk}"


# Taking back


def test_withdrawing_takes_back_what_has_not_gone_and_nothing_else(post: Sink) -> None:
    woman = make.open_woman()
    about = actions.About(uuid4(), "1", "R")
    gone = make.message(woman, Channel.EMAIL, about=about)
    run()
    waiting = make.message(woman, Channel.TEXT, about=about, due_at=NOW + timedelta(days=3))
    other = make.message(woman, Channel.TEXT)

    assert actions.withdraw(about_id=about.id, why="CLOSED", by=trail.SERVICE, at=NOW) == 1

    assert (now(gone).status, now(waiting).status, now(other).status) == (S.SENT, S.WITHDRAWN, S.QUEUED)
    assert now(waiting).why == "CLOSED"


def test_turning_a_channel_to_no_withdraws_what_is_queued_and_leaves_a_call() -> None:
    woman = make.open_woman()
    text = make.message(woman, Channel.TEXT, due_at=NOW + timedelta(days=3))
    letter = make.message(woman, Channel.LETTER)
    run()
    make.said(woman, text="NO", call="YES", post="YES", at=NOW + timedelta(hours=1))

    assert actions.withdraw_unsafe(woman, by=trail.SERVICE, at=NOW + timedelta(hours=1)) == 1

    assert (now(text).status, now(text).why) == (S.WITHDRAWN, "SHE_SAID_NO")
    assert now(letter).status == S.RENDERED
    call = Message.objects.get(channel="CALL")
    assert (call.about_id, call.due_at) == (text.about_id, text.due_at)


def test_a_letter_made_for_an_address_she_has_left_is_made_again_for_the_new_one() -> None:
    woman = make.open_woman()
    letter = make.message(woman, Channel.LETTER)
    run()
    details = participants.Details(
        first_names="Siân", last_name="Penhaligon", address_lines="99 Other Road", postcode="EX1 9ZZ"
    )
    moved = participants.amend(woman, details, by=trail.SERVICE, at=NOW)

    assert actions.withdraw_unsafe(moved, by=trail.SERVICE, at=NOW) == 0
    assert (now(letter).status, now(letter).body) == (S.QUEUED, None)
    run()

    assert now(letter).status == S.RENDERED
    assert "99 Other Road" in (now(letter).sent_to or "")


def test_choosing_discreet_words_withdraws_a_full_letter_that_is_already_made() -> None:
    woman = make.open_woman()
    letter = make.message(woman, Channel.LETTER)
    run()
    make.said(woman, post="YES", words="DISCREET", at=NOW + timedelta(hours=1))

    actions.withdraw_unsafe(woman, by=trail.SERVICE, at=NOW + timedelta(hours=1))

    assert now(letter).status == S.WITHDRAWN


# The table, and the database's last word


def test_every_move_is_refused_from_every_status_it_does_not_start_at() -> None:
    message = make.message(make.open_woman())
    for verb, move in MOVES.items():
        for status in set(S) - move.sources:
            message.status = status
            with pytest.raises(moves.CannotMove):
                moves.move(message, verb, by=trail.SERVICE, at=NOW)


def test_every_status_can_be_reached_and_left_or_is_an_end() -> None:
    reached = {move.target for move in MOVES.values()} | {S.QUEUED}
    left = {source for move in MOVES.values() for source in move.sources}

    assert reached == set(S)
    assert set(S) - left == {S.DELIVERED, S.WITHDRAWN, S.REPLACED, S.POSTED, S.SENT} - left


def test_the_database_refuses_two_recipients_and_two_keys() -> None:
    message = make.message(make.open_woman(), key="k")
    with pytest.raises(IntegrityError, match="message_has_one_recipient"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(team_address="x@y.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            key="k", purpose="X", channel="EMAIL", wording="OFFICIAL", team_address="a@b.example",
            due_at=NOW, written_at=NOW, written_by="x",
        )  # fmt: skip
