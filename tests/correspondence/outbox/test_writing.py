"""Writing a message: what is frozen, and what becomes a call."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from audit import trail
from audit.models import Event
from correspondence import actions, registry
from correspondence.checks import nothing_outside_a_letter_names_a_programme
from correspondence.models import Message
from correspondence.published import is_telling_host
from correspondence.statuses import Channel
from participants import actions as participants
from tests.correspondence.outbox.post import NOW, S, now, run
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db


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

    assert (now(message).words or "").startswith("Hi Siân, see you Wed 11 Nov 10am")
    assert b"11 Nov" not in stored


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


def test_her_own_answers_bring_the_call_for_what_was_written_before_them() -> None:
    woman = make.woman()
    make.said(woman, source="POLICE", asked_alone=True, **make.ALL_YES)
    make.message(woman, Channel.TEXT, due_at=NOW + timedelta(days=36))
    assert not Message.objects.filter(purpose="ASK_AGAIN").exists(), "what police heard does not lapse"
    make.said(woman, at=NOW + timedelta(days=1), **make.ALL_YES)

    for _ in range(2):
        actions.withdraw_unsafe(woman, by=trail.SERVICE, at=NOW + timedelta(days=1))

    assert Message.objects.get(purpose="ASK_AGAIN").due_at.date().isoformat() == "2026-12-01"


def test_a_call_taken_back_with_its_case_is_owed_again_when_she_is_booked_anew() -> None:
    woman, about = make.open_woman(), actions.About(uuid4(), "1", "R-1")
    make.message(woman, Channel.TEXT, due_at=NOW + timedelta(days=36), about=about)
    actions.withdraw(about_id=about.id, why="CLOSED", by=trail.SERVICE, at=NOW)

    for _ in range(2):
        make.message(woman, Channel.TEXT, due_at=NOW + timedelta(days=36), about=about)

    calls = Message.objects.filter(purpose="ASK_AGAIN").order_by("written_at", "key")
    assert sorted(call.status for call in calls) == ["QUEUED", "WITHDRAWN"]


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
