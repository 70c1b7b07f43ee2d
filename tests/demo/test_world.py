"""The made-up world: small here, but lived through by the same stories to the same moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from casework.today import today
from correspondence.models import Message
from demo import world
from participants.models import Participant
from referrals.models import AmendedField, OutcomeNotice, PoliceDecision, Question, Referral
from reports.models import Benchmark, IssuedReturn
from tests.conftest import Clone
from workshops.models import HeldSeat, Workshop

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


@pytest.fixture
def made(committed_db: Clone, settings: Settings) -> list[str]:
    """A world with few women by chance and all the awkward ones; gives what was refused on the way."""
    settings.EMAIL_BACKEND = settings.EMAIL_BACKEND  # the world turns mail off: put it back afterwards
    settings.JUNO_DEMO_WOMEN = 12
    with time_machine.travel(NOW, tick=True):
        return world.make(now=NOW, told=lambda at: None).refused


@pytest.mark.slow
def test_the_made_up_world_holds_together(made: list[str]) -> None:
    women = {woman.full_name for woman in Participant.objects.all()}
    coordinator = User.objects.get(email="jo@charity.example")
    slugs = {queue.slug for queue in today(coordinator, now=NOW).queues}

    assert {"Sukarno", "Niamh O'Dowd", "Siân Ŵyn Prŷs-Jones"} <= women
    assert Workshop.objects.count() >= 26
    assert Referral.objects.filter(status="DRAFT").count() == 2
    assert Referral.objects.values("referring_organisation").distinct().count() == 2
    assert {"COMPLETED", "ACCEPTED", "SUBMITTED"} <= set(Referral.objects.values_list("status", flat=True))
    assert len(slugs) >= 6
    assert IssuedReturn.objects.exists()
    assert any(issued.figures["voices"] for issued in IssuedReturn.objects.all())
    assert Benchmark.objects.exists()
    assert OutcomeNotice.objects.filter(acknowledged_at__isnull=False).exists()

    # Each queue between police and coordinators has something in it.
    ended = OutcomeNotice.objects.filter(referral__status="NOT_COMPLETED")
    assert {"amended", "duplicates"} <= slugs
    assert Question.objects.filter(answered_at=None).exists()
    assert AmendedField.objects.filter(taken="WAITING").count() == 3
    assert HeldSeat.objects.live(NOW).exists()
    assert ended.filter(acknowledged_at=None).exists()
    assert ended.filter(acknowledged_at__isnull=False, decisions=None).exists()
    assert set(PoliceDecision.objects.values_list("kind", flat=True)) >= {"EXCUSE_ACCEPTED"}

    # Nothing lies in the future, and nobody real could be rung.
    numbers = {woman.phone_digits for woman in Participant.objects.exclude(phone="")}
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert not Message.objects.filter(written_at__gt=NOW).exists()
    assert all(number.startswith("07700900") for number in numbers)
    with pytest.raises(CommandError, match="something in this database already"):
        call_command("demo_data")
