"""The end of an accepted referral, and going back from an end.

Whether the rule is met, whether every absence is decided and whether she was told is refused above,
in `casework.closing`, which holds the rows locked and calls these in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from referrals.actions import notices
from referrals.actions.moving import Changed, holds, lock, move
from referrals.models import OutcomeNotice, Referral
from referrals.statuses import BY_VERB, MANAGER_GROUNDS, Ground, Status
from ui.refusals import Refused


class Because(StrEnum):
    """Why a closed referral is open again."""

    POLICE_DECISION = "POLICE_DECISION"
    CORRECTION = "CORRECTION"


class OnlyAManager(Refused):
    """The ground is one that only a manager may give."""

    sentence = _("Ask the service manager to hand this referral back on that ground.")
    field = "ground"


class SayWhyReopened(Refused):
    """Going back from an end needs words."""

    sentence = _("Say what police decided, or what was wrong.")
    field = "words"


def complete(
    referral: Referral,
    *,
    attended_on: Sequence[date],
    by: User,
    at: datetime,
    changed_because: str = "",
    seen: int | None = None,
) -> Referral:
    """Close a referral as completed, and write the notice with the dates she came.

    :param changed_because: a `Because`, where this replaces an earlier outcome.
    """
    with transaction.atomic():
        completed = move(referral, "complete", by=by, at=at, seen=seen)
        notices.write_notice(
            completed, attended_on=attended_on, changed_because=changed_because, by=by, at=at
        )
        return completed


def hand_back(
    referral: Referral,
    *,
    ground: Ground,
    attended_on: Sequence[date],
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Referral:
    """Close a referral as not completed on a coded ground, and write the notice.

    :raises OnlyAManager: when the ground is a manager's to give.
    """

    def close(locked: Referral) -> Changed:
        if ground in MANAGER_GROUNDS and not holds(by, locked, Role.MANAGER):
            raise OnlyAManager
        locked.ground = ground
        return Changed(facts={"ground": ground}, fields=("ground",))

    with transaction.atomic():
        handed_back = move(referral, "hand_back", by=by, at=at, seen=seen, change=close)
        notices.write_notice(handed_back, attended_on=attended_on, by=by, at=at)
        return handed_back


def tell_anew(
    referral: Referral, *, attended_on: Sequence[date], by: User, at: datetime
) -> OutcomeNotice | None:
    """Replace what police were told of an end that stands, after a correction; None: nobody is owed one."""
    with transaction.atomic():
        return notices.write_notice(
            lock(referral), attended_on=attended_on, changed_because=Because.CORRECTION, by=by, at=at
        )


def reopen(
    referral: Referral,
    *,
    because: Because,
    words: str,
    by: User,
    at: datetime,
    attended_on: Sequence[date] = (),
    tell: bool = True,
    seen: int | None = None,
) -> Referral:
    """Go back from an end; where police had a notice, a superseding one says that it is open again.

    Places that closing gave up stay given up.

    :param tell: False where the next act of the same transaction writes the superseding notice.
    :raises SayWhyReopened: when no words are given.
    """
    if not words.strip():
        raise SayWhyReopened

    def back(locked: Referral) -> Changed:
        ended_as = Status(locked.status)
        target = BY_VERB["reopen"].returns_to[ended_as] or Status(locked.closed_from)
        return Changed(facts={"because": because}, values={"words": words}, target=target)

    with transaction.atomic():
        reopened = move(referral, "reopen", by=by, at=at, seen=seen, change=back)
        notices.settle_decisions(reopened, by=by, at=at)
        if tell and reopened.notices.exists():
            notices.write_notice(reopened, attended_on=attended_on, changed_because=because, by=by, at=at)
        return reopened
