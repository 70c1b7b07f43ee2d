"""The caseload that is written in bulk: it must hold together as a real one does, or figures taken on it mean nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audit import sealing
from casework.models import OnwardReferral
from demo import bulk, places
from participants.models import EqualityAnswers, Participant
from programmes.models import Programme
from referrals.models import OutcomeNotice, Referral
from reports import splitting
from reports.disclosure import Rule
from reports.measures import counting
from reports.quarters import quarter_of
from workshops.models import Place, Workshop

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
WOMEN = 300


@pytest.fixture
def juno(db: None) -> Programme:
    world = places.build(at=NOW - timedelta(days=800))
    bulk.make(world, women=WOMEN, years=2, now=NOW, told=lambda done: None)
    return world.juno


@pytest.mark.django_db
def test_a_caseload_in_bulk_has_something_behind_every_figure(juno: Programme) -> None:
    quarter = quarter_of(NOW).previous

    counted = counting.count(juno, quarter, at=NOW)

    assert Referral.objects.count() == WOMEN
    empty = {code for code, figure in counted.figures.items() if not figure.value}
    assert empty <= {"waiting", "in_progress", "activity_turned_away", "withdrawn"}
    assert len(splitting.tables(counted, Rule())) >= 11
    assert len(counted.year.referred) >= WOMEN // 2 - 5


@pytest.mark.django_db
def test_a_caseload_in_bulk_ends_now_and_holds_together(juno: Programme) -> None:
    again = Participant.objects.filter(pk__in=Referral.objects.values("participant")).count()
    held = Workshop.objects.filter(ends_at__lte=NOW)

    assert not Referral.objects.filter(submitted_at__gt=NOW).exists()
    assert not Referral.objects.filter(closed_at__gt=NOW).exists()
    assert not Place.objects.filter(workshop__in=held, mark="NOT_MARKED").exists()
    assert not Place.objects.exclude(workshop__in=held).exclude(mark="NOT_MARKED").exists()
    assert again < Referral.objects.filter(participant__isnull=False).count()  # some came twice
    closed = Referral.objects.filter(closed_at__isnull=False)
    assert closed.count() == OutcomeNotice.objects.count()
    sealing.preload(EqualityAnswers.objects.values_list("seal_key_id", flat=True))
    assert all(row.answers.startswith("{") for row in EqualityAnswers.objects.all())
    assert {row.service for row in OnwardReferral.objects.all()} == {"A made-up service"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "demo", "said"),
    [
        ({"referrals": 0}, True, "1 to 1000000"),
        ({"years": 21}, True, "1 to 20 years"),
        ({}, False, "JUNO_DEMO=1"),
    ],
)
def test_what_cannot_be_written_is_refused(
    asked: dict[str, int], demo: bool, said: str, settings: Settings
) -> None:
    settings.DEMO = demo

    with pytest.raises(CommandError, match=said):
        call_command("bulk_data", **asked)


@pytest.mark.django_db
def test_nothing_is_written_beside_what_is_there(juno: Programme, settings: Settings) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="something in this database already"):
        call_command("bulk_data", referrals=10)

    assert Referral.objects.count() == WOMEN
