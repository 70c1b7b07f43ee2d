"""A workshop of one place for one woman alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from programmes.definition import Step
from programmes.messages import day as day_in_words
from programmes.models import ClosedDay, Programme
from programmes.working_days import is_closed
from referrals.models import Referral
from workshops import closures, staffing
from workshops import refusals as no
from workshops.actions.planning import Day, lay
from workshops.models import Room, Workshop


@dataclass(frozen=True)
class OwnTime:
    """When and where one woman is seen alone, by whom, and for how long (minutes)."""

    starts_at: datetime
    minutes: int
    room: Room
    practitioners: Sequence[User]


def make_time(referral: Referral, step: Step, time: OwnTime, *, by: trail.Person, at: datetime) -> Workshop:
    """Make a workshop of one place for one woman; the caller books her on it in the same transaction.

    :raises Refused: IntoThePast, ClosedThatDay, BuildingShut, NoSuchTime, NoRoom,
        PractitionerElsewhere, TrainingRanOut.
    """
    ends_at = time.starts_at + timedelta(minutes=time.minutes)
    on, today = timezone.localdate(time.starts_at), timezone.localdate(at)
    if time.starts_at <= at:
        raise no.IntoThePast(_("Choose a day and time that lie ahead."), field="on")
    if is_closed(on, ClosedDay.days()):
        words = _("%(day)s is a bank holiday or a closed day. Choose another day.")
        raise no.ClosedThatDay(words % {"day": day_in_words(on)}, field="on")
    closures.refuse(time.room, [on], field="room")
    staffing.refuse_untrained(time.practitioners, referral.definition.parsed, [on], today=today)
    programme: Programme = referral.programme
    day = Day(programme, step.of, time.room, time.starts_at, ends_at, 1, None, kept_for=referral)
    return lay(day, time.practitioners, by=by, at=at)
