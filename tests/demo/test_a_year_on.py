"""The made-up police answer about those whose year is over, and leave the newest for whoever looks."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import timezone

from demo import a_year_on
from demo.places import World
from reports.models import FollowUpResult
from tests.factories import accounts
from tests.reports.followup.following import NOW, completed
from tests.reports.made import Made


@pytest.fixture
def made(db: None, monkeypatch: pytest.MonkeyPatch) -> Made:
    monkeypatch.setattr("correspondence.wake._wake", lambda *args: None)
    made = Made()
    for weeks in (70, 60, 54, 53, 40):
        completed(made, f"{weeks} weeks ago", timezone.localdate(NOW) - timedelta(weeks=weeks))
    return made


def test_the_old_are_answered_and_the_newest_left(made: Made) -> None:
    team = accounts.police_team(made.force)
    world = cast(World, SimpleNamespace(juno=made.programme, police_team=team))
    moments = list(a_year_on.every_few_weeks(world, first=NOW - timedelta(weeks=79), now=NOW))

    answered: Any = FollowUpResult.objects.values_list("referral", flat=True)
    assert set(answered) == set(made.ids("70 weeks ago", "60 weeks ago"))
    assert not FollowUpResult.objects.filter(recorded_at__gt=NOW).exists()
    assert moments == sorted(moments)
