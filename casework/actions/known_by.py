"""Which practitioners know a woman, noted and ended by a caseworker."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.opening import open_case
from participants.models import HowKnown, KnownBy
from referrals.models import Referral
from ui.refusals import Refused
from workshops.actions import look_at
from workshops.querysets import practitioners_of


class NotAPractitioner(Refused):
    """Only somebody who runs this provider's workshops matters here."""

    sentence = _("Choose a practitioner of this service.")
    field = "practitioner"


class SayWhyKnown(Refused):
    """It is noted, and ended, for a reason."""

    sentence = _("Say why.")
    field = "reason"


class NotedBefore(Refused):
    """It stands already."""

    sentence = _("It is noted already that she knows her.")
    field = "practitioner"


class EndedAlready(Refused):
    """A colleague was there first."""

    sentence = _("This has been ended already.")


def note_known(
    referral: Referral, practitioner: User, *, how: HowKnown, reason: str, by: User, at: datetime
) -> KnownBy:
    """Note that a practitioner knows her: from now on she is not booked on a workshop of that person.

    Bookings already made stay: `workshops.known.meetings` has them. Locks participant, referral.

    :raises Refused: NotAPractitioner, SayWhyKnown, NotedBefore, NotYours.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by, accepted=False)
        if not practitioners_of({locked.provider_id}).filter(user=practitioner.pk).exists():
            raise NotAPractitioner
        if not reason.strip():
            raise SayWhyKnown
        if KnownBy.objects.standing().filter(participant=participant, practitioner=practitioner).exists():
            raise NotedBefore
        row = KnownBy(
            participant=participant,
            practitioner=practitioner,
            seal_key_id=participant.seal_key_id,
            how=how,
            reason=reason.strip(),
            noted_at=at,
            noted_by=by.trail_name,
        )
        row.save(force_insert=True)
        look_at(locked.programme, at=at)
        trail.record("participant.note_known", participant, by=by, at=at, facts={"how": str(how)})
        return row


def end_known(row: KnownBy, *, case: Referral, why: str, by: User, at: datetime) -> KnownBy:
    """Say that it does not matter any more, or was wrong, and why; the row stays.

    :raises Refused: SayWhyKnown, EndedAlready, NotYours.
    """
    with transaction.atomic():
        participant, _locked = open_case(case, by=by, accepted=False)
        if not why.strip():
            raise SayWhyKnown(field="why")
        locked = KnownBy.objects.select_for_update().get(pk=row.pk)
        if locked.ended_at is not None or locked.participant_id != participant.pk:
            raise EndedAlready
        locked.ended_at, locked.ended_by, locked.why_ended = at, by.trail_name, why.strip()
        locked.save(update_fields=["ended_at", "ended_by", "why_ended"])
        look_at(case.programme, at=at)
        trail.record("participant.end_known", participant, by=by, at=at)
        return locked
