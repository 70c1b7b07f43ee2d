"""The first call, and what she was told: saved as the conversation goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.opening import open_case
from casework.ending import REACHES_HER
from casework.models import FirstCall, Telling
from casework.statuses import Told, ToldBy
from casework.whereabouts import PlaceFact
from correspondence import actions as correspondence
from participants import actions as participants
from participants.models import Answer, AnswerSource, ContactStop, Participant, Reading, SafeContact
from referrals.models import Referral
from ui.refusals import Refused
from workshops.models import Place
from workshops.statuses import Mark


class NothingBooked(Refused):
    """There are no dates to tell her."""

    sentence = _("She has no dates yet. Book her first, then tell her the dates.")
    field = "told_dates"


class DidNotHear(Refused):
    """What was posted may never have been read."""

    sentence = _("Choose how she heard it: on the phone or in person. A letter does not show that she knows.")
    field = "how"


class NotFinished(Refused):
    """The first call is finished when all that she must be asked and told has been."""

    sentence = _(
        "Before you finish: confirm her number, ask what is safe, tell her about privacy, and tell her what a missed workshop means."
    )


@dataclass(frozen=True)
class Said:
    """What the first-call page holds; saved whole each time."""

    number_confirmed: bool = False
    help_wanted: Sequence[str] = ()
    cannot_come_on: Sequence[int] = ()
    access_needed: Sequence[str] = ()
    reading: str = Reading.NOT_ASKED
    worries: str = ""
    needs_words: str = ""


def begin_first_call(referral: Referral, *, by: User, at: datetime) -> FirstCall:
    """Return the checklist, made when the page is first saved."""
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        made: FirstCall
        made, _new = FirstCall.objects.get_or_create(
            referral=locked,
            defaults={
                "seal_key_id": participant.seal_key_id,
                "started_at": at,
                "started_by": by.trail_name,
            },
        )
        return made


def save_first_call(
    referral: Referral,
    said: Said,
    *,
    told: Sequence[Told],
    by: User,
    at: datetime,
    seen: int | None = None,
) -> FirstCall:
    """Save the checklist as it stands; each thing told becomes a row with its moment.

    :raises Stale: when somebody else saved it since the page was opened.
    """
    with transaction.atomic():
        row = begin_first_call(referral, by=by, at=at)
        locked: FirstCall = FirstCall.objects.select_for_update().get(pk=row.pk)
        locked.expect(seen)
        locked.number_confirmed = said.number_confirmed
        locked.help_wanted = list(said.help_wanted)
        locked.cannot_come_on = list(said.cannot_come_on)
        locked.access_needed = list(said.access_needed)
        locked.worries, locked.needs_words = said.worries or None, said.needs_words or None
        locked.version += 1
        locked.save()
        _keep_reading(referral, said.reading, by=by, at=at)
        heard = set(Telling.objects.filter(referral=referral).values_list("what", flat=True))
        for what in told:
            if what not in heard:
                tell(referral, what=what, how=ToldBy.CALL, by=by, at=at)
        trail.record("case.save_first_call", referral, by=by, at=at)
        return locked


def finish_first_call(referral: Referral, *, by: User, at: datetime) -> FirstCall:
    """Say that the first conversation is done.

    :raises NotFinished: while she has not been asked and told what she must be.
    """
    with transaction.atomic():
        row = begin_first_call(referral, by=by, at=at)
        locked: FirstCall = FirstCall.objects.select_for_update().get(pk=row.pk)
        heard = set(Telling.objects.filter(referral=referral).values_list("what", flat=True))
        ready = locked.number_confirmed and locked.safe_contact_asked
        if not ready or not {Told.PRIVACY, Told.A_MISS} <= heard:
            raise NotFinished
        if locked.finished_at is None:
            locked.finished_at, locked.finished_by = at, by.trail_name
            locked.advance("finished_at", "finished_by")
            trail.record("case.finish_first_call", referral, by=by, at=at)
        return locked


def tell(referral: Referral, *, what: Told, how: ToldBy, by: User, at: datetime) -> Telling:
    """Keep that she was told something, how, when and by whom; for dates, which.

    :raises NothingBooked: when there are no dates to tell.
    :raises DidNotHear: for a way that does not show that it reached her.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by)
        if how not in REACHES_HER:
            raise DidNotHear
        dates = booked_dates(locked) if what == Told.DATES else []
        if what == Told.DATES and not dates:
            raise NothingBooked
        telling = Telling.objects.create(
            referral=locked,
            what=what,
            how=how,
            dates=[day.isoformat() for day in dates],
            told_at=at,
            told_by=by.trail_name,
        )
        trail.record("case.tell", locked, by=by, at=at, facts={"what": what, "how": how})
        return telling


def booked_dates(referral: Referral) -> list[date]:
    """Return the days she is booked on, in order."""
    held = Place.objects.held().filter(
        referral=referral, mark=Mark.NOT_MARKED, workshop__cancelled_at__isnull=True
    )
    rows = held.order_by("workshop__starts_at").values_list("pk", "workshop__starts_at")
    return [PlaceFact(pk, 0, 0, Mark.NOT_MARKED, starts_at).on for pk, starts_at in rows]


def ask_what_is_safe(referral: Referral, *, by: User, at: datetime, answers: dict[str, Any]) -> SafeContact:
    """Keep her own answers about each way of reaching her.

    What is waiting to go and is no longer safe is taken back. A yes to being rung lifts a stop, since
    it is she who says so.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        kept = participants.confirm_safe_contact(
            participant, by=by, at=at, source=AnswerSource.HERSELF, **answers
        )
        if answers.get("call") == Answer.YES:
            _lift(participant, by=by, at=at)
        correspondence.withdraw_unsafe(participant, by=by, at=at)
        row = begin_first_call(locked, by=by, at=at)
        FirstCall.objects.filter(pk=row.pk).update(safe_contact_asked=True)
        trail.record("case.safe_contact", locked, by=by, at=at, fields=sorted(answers))
        return kept


def amend_details(
    referral: Referral, details: participants.Details, *, by: User, at: datetime, seen: int | None
) -> Participant:
    """Change who she is or where she lives, and take back what would go to the wrong place.

    :raises Stale: when somebody saved since the page was opened.
    """
    with transaction.atomic():
        participant, _locked = open_case(referral, by=by, accepted=False)
        changed = participants.amend(participant, details, by=by, at=at, seen=seen)
        correspondence.withdraw_unsafe(changed, by=by, at=at)
        return changed


def _lift(participant: Participant, *, by: User, at: datetime) -> None:
    ContactStop.objects.filter(participant=participant, lifted_at__isnull=True).update(
        lifted_at=at, lifted_by=by.trail_name
    )


def _keep_reading(referral: Referral, reading: str, *, by: User, at: datetime) -> None:
    participant, _locked = open_case(referral, by=by)
    if reading == Reading.NOT_ASKED or participant.reading == reading:
        return
    before, participant.reading = participant.reading, reading
    participant.advance("reading")
    values = {"reading": [before, reading]}
    trail.record("participant.amend", participant, by=by, at=at, fields=["reading"], values=values)
    correspondence.withdraw_unsafe(participant, by=by, at=at)
