"""The made-up world: small here, but lived through by the same stories to the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from casework.models import Feedback, ListedService, OnwardReferral, Score
from casework.today import today
from casework.track import AtRisk, OnTrack
from correspondence.models import Message
from demo import world
from participants.models import Participant
from referrals.models import AmendedField, OutcomeNotice, PoliceDecision, Question, Referral
from reports.models import Benchmark, IssuedReturn
from tests.casework.tracking import at_risk, tracks_of, without_reason_or_step
from tests.lasting import lasting
from workshops.models import HeldSeat, Workshop

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A world with few women by chance and all the awkward ones."""
    with pytest.MonkeyPatch.context() as patch, lasting(django_db_blocker):
        patch.setattr(settings, "EMAIL_BACKEND", settings.EMAIL_BACKEND)  # the world turns mail off
        patch.setattr(settings, "JUNO_DEMO_WOMEN", 12)
        with time_machine.travel(NOW, tick=True):
            world.make(now=NOW, told=lambda at: None)
        yield


@pytest.mark.slow
@pytest.mark.parametrize("weeks", [0, 3, 8])
def test_every_open_case_is_on_track_or_at_risk_with_reason_and_step(weeks: int) -> None:
    """Now, and were nobody to do anything for weeks: what is due then is due, and is somebody's."""
    at = NOW + timedelta(weeks=weeks)
    found: dict[UUID, OnTrack | AtRisk] = {}
    for worker in User.objects.filter(memberships__role=Role.COORDINATOR, is_active=True).distinct():
        hers = tracks_of(worker, at=at)
        listed = at_risk(worker, at=at)

        risky = {pk for pk, track in hers.items() if isinstance(track, AtRisk)}
        assert {case.pk for case in listed.subjects} == risky
        assert without_reason_or_step(listed) == []
        found |= hers

    still_open = Referral.objects.filter(status__in=["SUBMITTED", "ACCEPTED"])
    assert set(found) == set(still_open.values_list("pk", flat=True))
    assert {OnTrack.OUR_STEP, AtRisk.NO_WAY_LEFT} <= set(found.values())


@pytest.mark.slow
def test_the_made_up_world_holds_together() -> None:
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
    assert ListedService.objects.count() == 5
    assert {True, False} <= set(OnwardReferral.objects.values_list("accepted", flat=True))
    assert OnwardReferral.objects.filter(taken_up_at__isnull=False).exists()
    assert set(Score.objects.values_list("moment", flat=True)) == {"BEFORE", "AFTER"}
    assert Feedback.objects.exists()
    assert OutcomeNotice.objects.filter(acknowledged_at__isnull=False).exists()

    # Each queue between police and coordinators has something in it.
    ended = OutcomeNotice.objects.filter(referral__status="NOT_COMPLETED")
    assert {"amended", "duplicates", "perhaps-apart", "shut"} <= slugs
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
