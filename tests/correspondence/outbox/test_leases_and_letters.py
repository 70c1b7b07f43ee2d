"""Leases of workers, and letters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audit import trail
from correspondence import asking, by_hand, endings, outbox, registry, tracing
from correspondence.models import Message
from correspondence.statuses import Channel, Wording
from participants.models import DiscreetRelease
from tests.correspondence.outbox.post import NOW, S, now, run
from tests.correspondence.smtp_sink import Sink
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db


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
    asking.begin(claimed, by=trail.SERVICE, at=NOW, lease=outbox.LEASE)

    assert run(NOW + outbox.LEASE) == {"recovered": 1}

    assert now(message).status == S.UNSURE
    assert post.mails == []


def test_a_worker_that_comes_back_after_its_lease_was_given_away_changes_nothing() -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    (claimed,) = outbox.claim(NOW)
    tracing.recover(lambda: NOW + outbox.LEASE)

    assert outbox.send(claimed, clock=lambda: NOW + outbox.LEASE) == "stopped"

    assert now(message).status == S.QUEUED
    assert now(message).effect_started_at is None


def test_a_worker_that_comes_back_late_does_not_end_what_another_has_in_hand() -> None:
    message = make.message(make.open_woman(), Channel.EMAIL)
    (claimed,) = outbox.claim(NOW)
    begun = asking.begin(claimed, by=trail.SERVICE, at=NOW, lease=outbox.LEASE)
    assert begun is not None
    later = NOW + outbox.LEASE
    tracing.recover(lambda: later)
    by_hand.say_not_sent(now(message), by=make.caseworker(), at=later)
    (second,) = outbox.claim(later)

    assert endings.finish(begun.message, endings.Ending("mark_sent"), later) == "taken over"

    assert (now(message).status, now(message).lease_until) == (S.SENDING, second.lease_until)


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
