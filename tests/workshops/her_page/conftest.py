"""A woman booked on two days who said yes to a link, and what was sent to her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from casework.actions import telling
from correspondence import links
from correspondence.models import PageLink
from participants.models import Participant
from referrals.models import Referral
from tests.factories import casework, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from workshops.models import Place, Workshop

BOOKED_AT = NOW + timedelta(hours=4)
LATER = NOW + timedelta(days=1)


@dataclass
class Her:
    """One woman, her case, her days and her link."""

    referral: Referral
    days: list[Workshop]
    places: list[Place]

    @property
    def participant(self) -> Participant:
        found: Participant | None = self.referral.participant
        assert found is not None
        return found

    @property
    def link(self) -> PageLink | None:
        return links.in_use(self.referral.pk)

    @property
    def path(self) -> str:
        link = links.last(self.referral.pk)
        assert link is not None
        return f"{links.PATH}{links.token_of(link)}"

    def says(self, *, at: datetime = LATER, **answers: str) -> None:
        """She tells a worker what is safe."""
        given = {**casework.SAFE, "page": "YES", **answers}
        by = referrals.worker_of(self.referral)
        telling.ask_what_is_safe(self.referral, answers=given, by=by, at=at)


@pytest.fixture
def nothing_counted(db: None) -> None:
    """No press and no miss of an earlier test is remembered."""
    cache.clear()


@pytest.fixture
def booked() -> Any:
    """Return a function that makes such a woman."""

    def make(*, page: str = "YES", answers: dict[str, str] | None = None, **person: Any) -> Her:
        programme = person.pop("programme", None) or ProgrammeFactory.create(code="JUNO")
        referral = casework.reached(programme=programme, **person)
        her = Her(referral, [], [])
        her.says(at=NOW + timedelta(hours=3), page=page, **(answers or {}))
        her.days = workshops.pair(programme)
        her.places = workshops.booked(referral, her.days, at=BOOKED_AT)
        return her

    return make


@pytest.fixture
def her(booked: Any) -> Her:
    made: Her = booked()
    return made
