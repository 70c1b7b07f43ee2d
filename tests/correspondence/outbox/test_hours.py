"""No text or e-mail disturbs a woman at night, at a weekend or on a bank holiday, whenever it was due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.models import Organisation, SignInDomain
from audit import trail
from correspondence import actions, by_hand, outbox, registry
from correspondence.instead import suggestions
from correspondence.models import Message
from correspondence.statuses import Channel
from programmes.models import ClosedDay
from tests.correspondence.outbox.post import S, now, run
from tests.correspondence.smtp_sink import Sink
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db

MONDAY = make.NOW  # 2 November 2026, at 10
FRIDAY_NIGHT = datetime(2026, 11, 6, 20, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 8, 12, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 11, 9, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def email(*, due_at: datetime = MONDAY, not_after: datetime | None = None) -> Message:
    return make.message(make.open_woman(), Channel.EMAIL, due_at=due_at, not_after=not_after)


@pytest.mark.parametrize(
    "at",
    [
        FRIDAY_NIGHT,
        datetime(2026, 11, 7, 3, tzinfo=UTC),
        SUNDAY,
        NEXT_MONDAY - SECOND,
        datetime(2026, 12, 25, 12, tzinfo=UTC),
        datetime(2026, 11, 10, 12, tzinfo=UTC),  # a closed day
    ],
)
def test_what_is_due_waits_while_she_may_not_be_disturbed(post: Sink, at: datetime) -> None:
    ClosedDay.objects.create(on=date(2026, 11, 10), label="Training", added_at=MONDAY, added_by="JUNO")
    message = email()

    assert run(at) == {}

    assert post.mails == []
    assert (now(message).status, now(message).attempts) == (S.QUEUED, 0)


def test_it_goes_as_soon_as_she_may_be_disturbed_and_once(post: Sink) -> None:
    message = email(due_at=FRIDAY_NIGHT)
    for hours in range(0, 60, 5):
        run(FRIDAY_NIGHT + timedelta(hours=hours) - SECOND)

    assert run(NEXT_MONDAY) == {"sent": 1}
    assert run(NEXT_MONDAY + SECOND) == {}

    assert len(post.mails) == 1
    assert now(message).ended_at == NEXT_MONDAY


def test_a_try_after_a_failure_does_not_fall_into_the_night(post: Sink) -> None:
    post.replies["DATA"] = "451 later"
    message = email(due_at=FRIDAY_NIGHT - timedelta(seconds=30))
    run(FRIDAY_NIGHT - timedelta(seconds=30))
    assert (now(message).status, now(message).attempts) == (S.QUEUED, 1)
    post.replies.clear()

    assert run(FRIDAY_NIGHT + timedelta(minutes=2)) == {}
    assert run(NEXT_MONDAY) == {"sent": 1}


def test_a_message_claimed_in_the_last_second_of_the_day_is_put_back(post: Sink) -> None:
    message = email(due_at=FRIDAY_NIGHT - SECOND)
    (claimed,) = outbox.claim(FRIDAY_NIGHT - SECOND)

    assert outbox.send(claimed, clock=lambda: FRIDAY_NIGHT) == "waits"

    kept = now(message)
    assert (kept.status, kept.attempts, kept.lease_until, kept.effect_started_at) == (S.QUEUED, 0, None, None)
    assert post.mails == []
    assert run(NEXT_MONDAY) == {"sent": 1}


def test_what_another_worker_has_taken_over_is_not_put_back(post: Sink) -> None:
    message = email(due_at=FRIDAY_NIGHT - SECOND)
    (claimed,) = outbox.claim(FRIDAY_NIGHT - SECOND)
    Message.objects.filter(pk=message.pk).update(lease_until=FRIDAY_NIGHT + timedelta(hours=1))

    assert outbox.send(claimed, clock=lambda: FRIDAY_NIGHT) == "taken over"

    assert now(message).status == S.SENDING


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT])
def test_what_would_be_too_late_by_the_morning_is_a_call_to_make_at_once(
    post: Sink, channel: Channel
) -> None:
    woman = make.open_woman()
    message = make.message(woman, channel, due_at=NEXT_MONDAY, not_after=NEXT_MONDAY)

    assert run(FRIDAY_NIGHT) == {"too late": 1}

    kept = now(message)
    assert (kept.status, kept.why) == (S.TOO_LATE, "HOURS")
    assert list(Message.objects.needing_a_person()) == [kept]
    assert suggestions([kept], at=FRIDAY_NIGHT) == {kept.pk: [Channel.CALL]}
    assert post.mails == []


def test_what_is_still_in_time_in_the_morning_is_kept(post: Sink) -> None:
    message = email(due_at=FRIDAY_NIGHT, not_after=NEXT_MONDAY + SECOND)

    assert run(FRIDAY_NIGHT) == {}
    assert now(message).status == S.QUEUED
    assert run(NEXT_MONDAY) == {"sent": 1}


def test_by_day_nothing_is_given_up_before_its_time(post: Sink) -> None:
    message = email(due_at=MONDAY + timedelta(hours=2), not_after=MONDAY + timedelta(hours=3))

    assert run(MONDAY) == {}
    assert now(message).status == S.QUEUED


@pytest.fixture
def officer() -> str:
    force = Organisation.objects.create(kind="POLICE_FORCE", code="F", name="F", force_code="44")
    SignInDomain.objects.create(organisation=force, domain="hampshire.police.example")
    registry.register("NOTICE", label="Notice", still_wanted=lambda m: True, link=lambda m: "/police/")
    return "pc@hampshire.police.example"


def test_police_are_told_at_night_and_their_mail_is_not_given_up(post: Sink, officer: str) -> None:
    for key, not_after in (("one", None), ("two", FRIDAY_NIGHT + timedelta(hours=1))):
        actions.write_official(
            purpose="NOTICE", to=officer, provider=make.provider(), about=actions.About(uuid4(), "1", "R-1"),
            key=key, due_at=MONDAY, not_after=not_after, by=trail.SERVICE, at=MONDAY,
        )  # fmt: skip

    assert run(FRIDAY_NIGHT) == {"sent": 2}

    assert len(post.mails) == 2


def test_letters_are_made_at_night() -> None:
    message = make.message(make.open_woman(), Channel.LETTER)

    assert run(SUNDAY) == {"rendered": 1}
    assert now(message).status == S.RENDERED


# The office phone


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (datetime(2026, 11, 8, 23, 30, tzinfo=UTC), "Mon 9 Nov, 8am"),
        (FRIDAY_NIGHT, "Mon 9 Nov, 8am"),
        (NEXT_MONDAY - SECOND, "Mon 9 Nov, 8am"),
        (datetime(2026, 12, 25, 12, tzinfo=UTC), "Tue 29 Dec, 8am"),
    ],
)
def test_nobody_opens_a_text_while_she_may_not_be_disturbed(at: datetime, opens: str) -> None:
    message = make.message(make.open_woman(), due_at=MONDAY)

    with pytest.raises(by_hand.NotNow) as refused:
        by_hand.hand_out(message, by=make.caseworker(), at=at)

    assert refused.value.sentence == (
        f"Nobody is texted at night, at a weekend or on a bank holiday. You can send this text from {opens}."
    )
    assert (now(message).status, now(message).sent_to) == (S.QUEUED, None)


def test_a_closed_day_is_no_day_for_the_office_phone() -> None:
    ClosedDay.objects.create(on=NEXT_MONDAY.date(), label="Flood", added_at=MONDAY, added_by="JUNO")
    message = make.message(make.open_woman(), due_at=MONDAY)

    with pytest.raises(by_hand.NotNow, match="Tue 10 Nov, 8am"):
        by_hand.hand_out(message, by=make.caseworker(), at=NEXT_MONDAY)


def test_a_text_is_opened_from_the_first_moment_on() -> None:
    message = make.message(make.open_woman(), due_at=MONDAY)

    assert by_hand.hand_out(message, by=make.caseworker(), at=NEXT_MONDAY).status == S.SENDING
