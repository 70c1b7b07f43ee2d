"""Holding one message back, until somebody lets it go or its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import Organisation, User
from audit import trail
from audit.models import Event
from correspondence import actions, by_hand, endings, holding, outbox, print_runs
from correspondence.models import Message
from correspondence.moves import HeldBack
from correspondence.statuses import Channel
from tests.correspondence.test_print_runs import run_of
from tests.factories import accounts
from tests.factories import correspondence as make
from tests.workshops.pages.asking import sent, signed_in, text
from tests.workshops.test_races import at_once

NOW = make.NOW
LATER = NOW + timedelta(hours=1)
WHY = "Her partner is at home until Friday"


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def waiting(channel: Channel = Channel.TEXT, **given: Any) -> Message:
    return make.message(make.open_woman(), channel, **given)


def held(channel: Channel = Channel.TEXT, *, by: User | None = None, **given: Any) -> Message:
    message = waiting(channel, **given)
    if channel == Channel.LETTER:
        outbox.send_due(clock=lambda: NOW)
    return holding.hold(message, reason=WHY, by=by or trail.SERVICE, at=NOW)


def to_staff() -> Message:
    """An e-mail of a reference and a link, to somebody of ours."""
    make.purpose("NEWS")
    return actions.write_official(
        purpose="NEWS",
        to=make.caseworker(),
        about=actions.About(uuid4(), "1", "JUNO-1"),
        provider=make.provider(),
        key=f"test:{uuid4()}",
        due_at=NOW,
        by=trail.SERVICE,
        at=NOW,
    )


@pytest.mark.django_db
class TestAHeldMessage:
    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.LETTER])
    def test_no_worker_takes_it_and_once_let_go_it_goes(
        self, channel: Channel, mailoutbox: list[Any]
    ) -> None:
        message = waiting(channel)
        holding.hold(message, reason=WHY, by=trail.SERVICE, at=NOW)

        outbox.send_due(clock=lambda: NOW)
        assert now(message).status == "QUEUED"
        assert not Message.objects.letters_to_make(NOW).exists()  # nobody waits for it at the printer
        holding.let_go(message, by=trail.SERVICE, at=LATER)
        outbox.send_due(clock=lambda: LATER)

        assert now(message).status in {"SENT", "RENDERED"}
        assert (now(message).held_at, now(message).held_by, now(message).hold_reason) == (None, "", None)

    def test_nobody_opens_it_on_the_office_phone_and_it_is_in_no_list_to_send(self) -> None:
        message = held()

        with pytest.raises(HeldBack):
            by_hand.hand_out(message, by=trail.SERVICE, at=NOW)

        assert not Message.objects.texts_due(NOW).exists()
        assert now(message).status == "QUEUED"

    def test_no_print_run_takes_it(self) -> None:
        message, other = held(Channel.LETTER), waiting(Channel.LETTER)
        outbox.send_due(clock=lambda: NOW)

        run = run_of([message, other])

        assert [item.message_id for item in run.items.all()] == [other.pk]
        assert now(message).status == "RENDERED"
        assert not Message.objects.letters_to_make(LATER).exists()
        with pytest.raises(print_runs.NothingToPrint):
            run_of([message])

    def test_the_database_lets_no_held_message_go(self) -> None:
        message = held()

        for status in ("SENDING", "SENT", "BATCHED", "POSTED", "DELIVERED", "UNSURE"):
            with pytest.raises(IntegrityError, match="message_held_has_not_gone"), transaction.atomic():
                Message.objects.filter(pk=message.pk).update(status=status)

    def test_who_and_why_are_kept_the_reason_sealed_and_it_is_in_the_trail(self) -> None:
        worker = make.caseworker(name="Jo Marsh")
        message = held(by=worker)

        kept = now(message)
        assert kept.hold_reason == WHY
        assert kept.held_by == worker.trail_name
        with connection.cursor() as cursor:
            cursor.execute("SELECT hold_reason FROM correspondence_message WHERE id = %s", [message.pk])
            assert WHY.encode() not in bytes(cursor.fetchone()[0])
        assert Event.objects.filter(verb="message.hold", subject_id=message.pk).exists()
        assert WHY not in str(Event.objects.get(verb="message.hold").facts)

    def test_her_no_takes_it_back_and_makes_a_call(self) -> None:
        message = held()
        assert message.participant is not None
        make.said(message.participant, at=LATER, **{**make.ALL_YES, "text": "NO"})

        actions.withdraw_unsafe(message.participant, by=trail.SERVICE, at=LATER)

        assert now(message).status == "WITHDRAWN"
        assert Message.objects.filter(channel=Channel.CALL, status="QUEUED").exists()

    def test_when_its_time_is_over_it_is_work_that_says_who_held_it(self) -> None:
        message = held(not_after=LATER)

        outbox.send_due(clock=lambda: LATER)

        late = now(message)
        assert (late.status, late.why) == ("TOO_LATE", "NOT_AFTER")
        assert Message.objects.needing_a_person().get() == late
        assert WHY in holding.in_words(late)
        by_hand.settle(late, by=trail.SERVICE, at=LATER)
        assert now(message).held_at is None

    @pytest.mark.parametrize("status", ["SENDING", "SENT", "WITHDRAWN", "FAILED"])
    def test_what_does_not_wait_cannot_be_held(self, status: str) -> None:
        message = waiting()
        Message.objects.filter(pk=message.pk).update(status=status)

        with pytest.raises(holding.CannotHold):
            holding.hold(message, reason=WHY, by=trail.SERVICE, at=NOW)

        assert now(message).held_at is None

    def test_nor_a_call_nor_what_is_held_nor_an_e_mail_to_police(self) -> None:
        call = waiting(Channel.CALL)
        official = to_staff()

        for message in (call, held(), official):
            with pytest.raises(holding.CannotHold):
                holding.hold(message, reason="Again", by=trail.SERVICE, at=LATER)

        assert now(official).held_at is None

    def test_a_letter_in_a_print_run_is_said_to_be_there(self) -> None:
        message = waiting(Channel.LETTER)
        outbox.send_due(clock=lambda: NOW)
        run_of([message])

        with pytest.raises(holding.InTheRun):
            holding.hold(message, reason=WHY, by=trail.SERVICE, at=NOW)

    def test_nobody_lets_go_what_nobody_holds(self) -> None:
        message = held()
        holding.let_go(message, by=trail.SERVICE, at=LATER)

        with pytest.raises(holding.NotHeld):
            holding.let_go(message, by=trail.SERVICE, at=LATER)

    def test_a_receipt_of_what_had_gone_all_the_same_ends_the_hold(self) -> None:
        message = held()

        with transaction.atomic():
            endings.mark_arrived(Message.objects.select_for_update().get(pk=message.pk), at=LATER)

        assert (now(message).status, now(message).held_at) == ("DELIVERED", None)


MONDAY = datetime(2026, 11, 9, 10, tzinfo=UTC)


@pytest.mark.django_db
class TestNearItsEnd:
    @pytest.mark.parametrize(
        ("channel", "not_after", "at", "near"),
        [
            (Channel.TEXT, MONDAY, datetime(2026, 11, 5, 23, tzinfo=UTC), False),  # Thursday
            (Channel.TEXT, MONDAY, datetime(2026, 11, 6, 8, tzinfo=UTC), True),  # Friday
            (Channel.TEXT, MONDAY, datetime(2026, 11, 8, 8, tzinfo=UTC), True),  # Sunday
            (Channel.TEXT, MONDAY + timedelta(days=1), datetime(2026, 11, 6, 8, tzinfo=UTC), False),
            # Two working days by post: to reach her before Monday it is posted by Wednesday.
            (Channel.LETTER, MONDAY, datetime(2026, 11, 3, 8, tzinfo=UTC), False),
            (Channel.LETTER, MONDAY, datetime(2026, 11, 4, 8, tzinfo=UTC), True),
            (Channel.TEXT, None, NOW - timedelta(minutes=1), False),
            (Channel.TEXT, None, NOW, True),
        ],
    )
    def test_it_is_work_from_the_working_day_before(
        self, channel: Channel, not_after: datetime | None, at: datetime, near: bool
    ) -> None:
        message = held(channel, not_after=not_after)

        found = holding.near_their_end(Message.objects.all(), at)

        assert list(found) == ([message] if near else [])

    def test_what_nobody_holds_is_not_among_them(self) -> None:
        waiting(not_after=LATER)

        assert not holding.near_their_end(Message.objects.all(), NOW).exists()


@pytest.mark.django_db
class TestThePages:
    @pytest.fixture(autouse=True)
    def on_the_day(self) -> Any:
        with time_machine.travel(NOW, tick=True):
            yield

    def test_it_is_held_with_a_reason_listed_with_who_and_why_and_let_go(self) -> None:
        message, client = waiting(due_at=LATER), signed_in(make.caseworker(name="Jo Marsh"))
        where = reverse("correspondence:hold", args=[message.pk])
        its_page = reverse("correspondence:message", args=[message.pk])

        assert where in client.get(its_page).content.decode()
        missing = text(client.post(where, sent(reason="")))
        done = client.post(where, sent(reason=WHY))

        assert "Write why it should wait" in missing
        assert done.headers["Location"] == its_page
        listed = text(client.get(reverse("correspondence:outbox")))
        assert "Held back 1" in listed
        assert f"Held back by Jo Marsh: {WHY}" in listed
        assert "The next seven days" not in listed
        page = client.get(its_page)
        assert f"Held back by Jo Marsh: {WHY}" in text(page)
        assert where not in page.content.decode()
        client.post(reverse("correspondence:act", args=[message.pk, "let_go"]), sent())
        assert now(message).held_at is None
        assert "The next seven days" in text(client.get(reverse("correspondence:outbox")))

    def test_another_providers_caseworker_finds_no_such_message(self) -> None:
        message = waiting()

        other = Organisation.objects.create(code="OTHER", kind="PROVIDER", name="Another Trust")

        page = signed_in(accounts.coordinator(other)).post(
            reverse("correspondence:hold", args=[message.pk]), sent(reason=WHY)
        )

        assert page.status_code == 404
        assert now(message).held_at is None

    def test_a_message_sent_meanwhile_is_said_and_the_reason_is_kept(self) -> None:
        message, client = waiting(), signed_in(make.caseworker())
        Message.objects.filter(pk=message.pk).update(status="SENDING")

        page = client.post(reverse("correspondence:hold", args=[message.pk]), sent(reason=WHY))

        assert "cannot be held any more" in text(page)
        assert WHY in text(page)

    def test_it_stands_on_today_before_it_is_too_late(self) -> None:
        message, client = held(not_after=LATER), signed_in(make.caseworker())

        page = client.get(reverse("casework:today"))

        assert "Messages that need a person" in text(page)
        assert reverse("correspondence:message", args=[message.pk]) in page.content.decode()


@pytest.mark.servers
def test_held_and_claimed_at_once_it_goes_or_waits_never_both(committed_db: Any) -> None:
    for _ in range(12):
        message = waiting(Channel.EMAIL)
        holding_it = partial(holding.hold, message, reason=WHY, by=trail.SERVICE, at=NOW)

        claimed, kept = at_once([partial(outbox.claim, NOW, 50), holding_it])

        went = message in claimed
        assert isinstance(kept, holding.CannotHold) is went
        assert now(message).status == ("SENDING" if went else "QUEUED")
        assert (now(message).held_at is None) is went
