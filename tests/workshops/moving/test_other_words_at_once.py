"""Somebody books, or the worker sends, while a building gets another name."""

from __future__ import annotations

from typing import Any

import pytest

from correspondence import outbox
from correspondence.models import Message
from correspondence.statuses import Channel
from tests.correspondence.providers import Provider
from tests.factories import accounts, workshops
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.moving.building import (
    AFTER,
    NEW,
    SPELL,
    TELL,
    addresses,
    amend,
    booked,
)  # fmt: skip
from tests.workshops.moving.changes import LATER, woman
from tests.workshops.moving.races import while_it_lasts
from workshops.statuses import WhoHears


@pytest.mark.servers
class TestAtOnce:
    """On real connections: somebody books, or the worker sends, while the building gets another name."""

    def test_who_is_booked_while_it_changes_is_written_the_new_words_and_they_go(
        self, committed_db: Any, carrier: Provider
    ) -> None:
        programme = ProgrammeFactory.create(code="JUNO")
        boss = accounts.manager(programme.provider)
        pair = workshops.pair(programme)
        venue, referral = pair[0].room.venue, woman(programme, 1)
        workshops.booked(woman(programme, 2), pair)

        came = while_it_lasts(
            lambda: amend(venue, boss, TELL, name="Chapel House"),
            lambda: workshops.booked(referral, pair, at=LATER),
        )

        assert [place.workshop_id for place in came] == [one.pk for one in pair]
        assert addresses(referral) == {NEW}
        outbox.send_due(clock=lambda: AFTER)
        told = Message.objects.about(referral.pk).get(purpose="BOOKED", channel=Channel.TEXT)
        assert told.status == "SENT"
        assert "Chapel House" in (told.words or "")

    @pytest.mark.parametrize("who", [TELL, SPELL])
    def test_the_worker_waits_for_the_change_and_sends_only_the_new_words(
        self, committed_db: Any, carrier: Provider, who: WhoHears
    ) -> None:
        programme = ProgrammeFactory.create(code="JUNO")
        boss = accounts.manager(programme.provider)
        referral, venue = booked(programme)
        in_hand = next(row for row in outbox.claim(LATER, 50) if row.channel == Channel.TEXT)

        came = while_it_lasts(
            lambda: amend(venue, boss, who, name="Chapel House"),
            lambda: outbox.send(in_hand, clock=lambda: LATER),
        )

        assert came == "stopped"
        assert carrier.kept == []
        outbox.send_due(clock=lambda: AFTER)
        assert ["Chapel House" in kept.words for kept in carrier.kept] == [True]
        assert Message.objects.about(referral.pk).filter(channel=Channel.TEXT, status="SENT").count() == 1
