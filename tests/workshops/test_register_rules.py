"""Marks that reach the service late: which of two holds, and what time counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from programmes.models import Programme
from tests.factories import accounts, referrals, workshops
from tests.factories.programmes import ProgrammeFactory
from workshops import actions, rules
from workshops import refusals as no
from workshops.models import Place
from workshops.statuses import Mark

STARTS = datetime(2026, 12, 2, 10, tzinfo=UTC)
AT = STARTS + timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-12-02T10:04:00.000Z", datetime(2026, 12, 2, 10, 4, tzinfo=UTC)),
        ("2026-12-02T10:04:00+00:00", datetime(2026, 12, 2, 10, 4, tzinfo=UTC)),
        ("2026-12-02T08:59:59Z", None),  # before the register opened
        ("2026-12-02T11:00:01Z", None),  # ahead of the service's clock
        ("2026-12-02T10:04:00", None),  # no zone
        ("soon", None),
        ("", None),
    ],
)
def test_the_time_of_a_tap_is_taken_only_where_it_can_be_true(typed: str, read: datetime | None) -> None:
    assert rules.tap_time(typed, starts_at=STARTS, at=AT) == read


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


def test_a_late_answer_never_undoes_a_mark_made_after_it(programme: Programme) -> None:
    one, other = (accounts.practitioner(programme.provider, name=name) for name in ("Jo", "Kit"))
    pair = workshops.pair(programme, practitioners=[one, other])
    place = workshops.booked(referrals.accepted(programme), pair)[0]
    start = place.workshop.starts_at
    actions.mark(place, actions.Entry(Mark.HERE), by=other, at=start + timedelta(minutes=20))

    with pytest.raises(no.MarkedSince):
        actions.mark(
            place,
            actions.Entry(Mark.NOT_HERE),
            by=one,
            at=start + timedelta(minutes=40),
            tapped_at=start + timedelta(minutes=10),
        )
    assert Place.objects.get(pk=place.pk).mark == Mark.HERE

    later = start + timedelta(minutes=30)
    saved = actions.mark(
        place, actions.Entry(Mark.LATE), by=one, at=start + timedelta(minutes=40), tapped_at=later
    )
    assert (saved.mark, saved.marked_at) == (Mark.LATE, later)
