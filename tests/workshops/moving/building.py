"""A building where women are booked, its new words, and what they were written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from correspondence import outbox, print_files, print_runs
from correspondence.models import Message, PrintRun
from correspondence.statuses import Channel
from correspondence.writing import facts_of
from programmes.models import Programme
from referrals.models import Referral
from tests.factories import workshops
from tests.factories.accounts import NOW
from tests.workshops.moving.changes import LATER, woman
from workshops import actions
from workshops.models import Venue
from workshops.statuses import WhoHears

OLD, NEW = "2 Quay Street", "7 Chapel Lane"
AFTER = LATER + timedelta(minutes=1)
TELL, SPELL = WhoHears.EVERYBODY, WhoHears.NOBODY


def details(venue: Venue, **other: Any) -> actions.VenueDetails:
    as_it_is = actions.VenueDetails(
        **{name: getattr(venue, name) for name in actions.VenueDetails.__dataclass_fields__}
    )
    return replace(as_it_is, **{"address": f"{NEW}\nExampletown", **other})


def amend(venue: Venue, by: User, who_hears: WhoHears | None, *, at: datetime = LATER, **other: Any) -> Venue:
    return actions.amend_venue(venue, details(venue, **other), who_hears=who_hears, by=by, at=at)


def booked(programme: Programme, number: int = 1) -> tuple[Referral, Venue]:
    referral = woman(programme, number)
    pair = workshops.pair(programme)
    workshops.booked(referral, pair)
    return referral, pair[0].room.venue


def letter_of(referral: Referral) -> Message:
    return Message.objects.about(referral.pk).get(purpose="INVITATION", channel=Channel.LETTER)


def posted(referral: Referral) -> None:
    Message.objects.about(referral.pk).filter(purpose="INVITATION").update(
        status="POSTED", ended_at=NOW, ended_by="somebody"
    )


def addresses(referral: Referral, *statuses: str) -> set[str]:
    rows = Message.objects.about(referral.pk).filter(
        status__in=statuses or ("QUEUED",), participant__isnull=False
    )
    found = [facts_of(row) for row in rows.exclude(purpose="ASK_AGAIN")]
    return {day.address.split(",")[0] for facts in found if facts for day in facts.days}


def made(at: datetime = AFTER) -> None:
    outbox.send_due(clock=lambda: at)


def in_a_run(referral: Referral, by: User) -> tuple[Message, PrintRun]:
    made(LATER)
    letter = letter_of(referral)
    run = print_runs.make_run(referral.provider, [letter.pk], by=by, at=LATER)
    print_files.make(run.pk, at=LATER)
    return letter, PrintRun.objects.get(pk=run.pk)
