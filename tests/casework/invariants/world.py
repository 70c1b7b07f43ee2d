"""A small service in which everything collides: few women, few places, two rooms of one building."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from accounts.models import User
from participants.models import KeepApart, Participant
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import accounts, participants, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory, catching_up
from workshops.models import Place, Room, Workshop

STARTS = NOW + timedelta(hours=2)
PLACES = 2  # on each workshop
FIRST_DAYS = (date(2026, 12, 2), date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 9))


@dataclass(frozen=True)
class World:
    """Who is there. `women[0]` and `women[1]` are kept apart; `women[-1]` is `women[0]` on a second matter."""

    programme: Programme
    worker: User
    manager: User
    practitioner: User
    officer: User
    women: Sequence[Referral]
    asking: Referral  # sent, not accepted
    rooms: Sequence[Room]
    workshops: Sequence[Workshop]

    def workshop(self, index: int) -> Workshop:
        return Workshop.objects.select_related("room__venue", "programme").get(pk=self.workshops[index].pk)

    def woman(self, index: int) -> Referral:
        return Referral.objects.get(pk=self.women[index].pk)

    def places(self) -> list[Place]:
        """Every place there ever was, in an order that does not depend on its key."""
        rows = Place.objects.select_related("workshop", "referral", "participant")
        return list(rows.order_by("booked_at", "referral__reference", "workshop__starts_at", "seat"))


def build(folder: Path | None = None) -> World:
    """Make it with the real actions: four groups of two places, two of them in one building on one day.

    :param folder: where its definition is written, of a programme that has catch-up sessions; None: JUNO.
    """
    juno = catching_up(folder) if folder else ProgrammeFactory.create(code="JUNO")
    worker, manager = accounts.coordinator(juno.provider), accounts.manager(juno.provider)
    women = [_woman(juno, n, worker) for n in range(4)]
    for case in women:
        participants.answered_herself(her(case))
    keep_apart(women[0], women[1], at=NOW)
    women.append(_woman(juno, 4, worker, participant=her(women[0])))
    hall = workshops.room(juno.provider)
    beside, other = workshops.room(juno.provider, venue=hall.venue), workshops.room(juno.provider)
    practitioner = accounts.practitioner(juno.provider)
    days: list[Workshop] = []
    for first_on, room in zip(FIRST_DAYS, (hall, beside, hall, other), strict=True):
        team = [practitioner] if room == hall else []
        days += workshops.pair(
            juno, first_on=first_on, room=room, capacity=PLACES, practitioners=team, name=f"G{len(days)}"
        )
    officer = accounts.officer(referrals.force_of(juno))
    asking = referrals.submitted(juno, by=officer, first_names="Held", crime_reference="44260000099")
    return World(
        juno, worker, manager, practitioner, officer, women, asking, [hall, beside, other], sorted_days(days)
    )


def sorted_days(days: Sequence[Workshop]) -> list[Workshop]:
    """Return first workshops before second ones, each by day: the order does not depend on keys."""
    return sorted(days, key=lambda w: (w.step_number or 0, w.starts_at, w.room.name))


def _woman(juno: Programme, number: int, worker: User, participant: Participant | None = None) -> Referral:
    return referrals.accepted(
        juno,
        worker=worker,
        participant=participant,
        first_names=f"W{number}",
        crime_reference=f"4426000000{number}",
    )


def her(case: Referral) -> Participant:
    return Participant.objects.get(referrals=case)


def keep_apart(one: Referral, other: Referral, *, at: datetime) -> None:
    KeepApart.objects.create(
        participant=her(one), other=her(other), seal_key_id=her(one).seal_key_id, made_at=at, made_by="x"
    )
