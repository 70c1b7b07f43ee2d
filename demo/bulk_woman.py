"""One referral of a caseload written in bulk: the rows that a woman's story leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from audit.rows import new_id
from casework.models import Absence, ContactAttempt, FirstCall, Need, OnwardReferral
from correspondence.models import Message
from demo.places import World
from participants import names, sounds
from participants.models import EqualityAnswers, Participant
from referrals.models import OutcomeNotice, PlanStep, Referral, ReferredPerson
from referrals.statuses import Status
from workshops.models import Place

WHO = "Made up <made.up@staff.example>"
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # those of the last part of a postcode


@dataclass
class Story:
    """A referral with all that hangs on it.

    :param her: whose it is; her record was written with an earlier referral unless `is_first`.
    """

    referral: Referral
    person: ReferredPerson
    her: Participant
    is_first: bool
    equality: list[EqualityAnswers] = field(default_factory=list)
    attempts: list[ContactAttempt] = field(default_factory=list)
    calls: list[FirstCall] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    offers: list[OnwardReferral] = field(default_factory=list)
    steps: list[PlanStep] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notices: list[OutcomeNotice] = field(default_factory=list)

    @property
    def key(self) -> UUID:
        """Her sealing key."""
        return self.her.seal_key_id

    def rows(self) -> tuple[Sequence[Any], ...]:
        """Return the rows, a list a table, each after those it points to.

        Whoever was turned away at once has no record with the provider.
        """
        return (
            [self.her] if self.is_first and self.referral.accepted_at else [],
            [self.referral],
            [self.person],
            self.equality,
            self.attempts,
            self.calls,
            self.needs,
            self.offers,
            self.steps,
            self.places,
            self.absences,
            self.messages,
            self.notices,
        )


def referred(world: World, chance: Random, number: int, *, at: datetime, earlier: Story | None) -> Story:
    """Return a referral as police sent it: of a woman who was here `earlier`, or of a new one."""
    key = earlier.key if earlier else new_id()
    referral = _referral(world, number, key, at=at, arrested=chance.randrange(30))
    first, last = f"Woman{number % 997}", f"Example{number % 9973}"
    identity = {
        "seal_key_id": key,
        "first_names": first,
        "last_name": last,
        "search_name": names.search_form(f"{first} {last}"),
        "sounds": sounds.keys(first, last),
        "date_of_birth": at.date() - timedelta(days=chance.randrange(18 * 366, 70 * 365)),
        "phone": f"07700 900{number % 1000:03}",
        "phone_digits": f"07700900{number % 1000:03}",
        "address_lines": f"{number} Example Road",
        "postcode": _postcode(number),
    }
    person = ReferredPerson(
        referral=referral, frozen_at=at, frozen_by=WHO, crime_reference=f"44{number:09}", **identity
    )
    her = earlier.her if earlier else _record(world, identity, at=at)
    return Story(referral, person, her, is_first=earlier is None)


def _postcode(number: int) -> str:
    """Return one of 4,000 postcodes, so that no two women live together and few are neighbours."""
    return f"SO14 {number // 400 % 10}{LETTERS[number // 20 % 20]}{LETTERS[number % 20]}"


def _referral(world: World, number: int, key: UUID, *, at: datetime, arrested: int) -> Referral:
    officer = world.officers[number % len(world.officers)]
    force = world.force
    return Referral(
        reference=f"B-{number:07}",
        programme=world.juno,
        definition=world.juno.current,
        provider=world.juno.provider,
        status=Status.SUBMITTED,
        source="ONLINE",
        referred_by=officer,
        referring_organisation=force,
        reports_to=force,
        disposal_on=at.date(),
        deadline_on=at.date() + timedelta(days=112),
        arrested_on=at.date() - timedelta(days=arrested),
        seal_key_id=key,
        started_at=at,
        started_by=WHO,
        submitted_at=at,
        submitted_by=WHO,
    )


def _record(world: World, identity: dict[str, Any], *, at: datetime) -> Participant:
    name = f"{identity['last_name']}, {identity['first_names']}"
    return Participant(
        provider=world.juno.provider, sort_name=name.casefold(), created_at=at, created_by=WHO, **identity
    )
