"""The one function that writes where a referral stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS, Role
from audit import trail
from referrals import keeping
from referrals.models import Referral, Source
from referrals.statuses import BY_VERB, CLOSED, STATUS_LABELS, Move, Status
from ui.refusals import Refused


class CannotMove(Refused):
    """The referral is not where this verb starts from."""

    def __init__(self, move: Move, status: Status) -> None:
        super().__init__(
            _g(
                "This referral cannot be %(done)s now: it is already “%(status)s”. "
                "Open it again to see what happened."
            )
            % {"done": move.done, "status": STATUS_LABELS[status]}
        )


class NotYours(Refused):
    """The person does not hold a role that may do this to this referral."""

    sentence = _("You may not do this. Ask the service manager, or the officer who sent it.")


class JustJoined(Refused):
    """Her record was joined with another, or parted from it, while the page was open."""

    sentence = _("Her record was joined with another a moment ago. Open the case again, then do this.")


@dataclass(frozen=True)
class Changed:
    """What a verb changed besides the status, for the trail. `target` where the table leaves it open."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None
    target: Status | None = None


Change = Callable[[Referral], Changed]


def move(
    referral: Referral,
    verb: str,
    *,
    by: User,
    at: datetime,
    change: Change = lambda _locked: Changed(),
    seen: int | None = None,
) -> Referral:
    """Lock, check, change, record: take a referral along one row of the table of moves.

    :param change: what else the verb changes, done on the locked row between check and save.
    :raises CannotMove: when it is not where the verb starts.
    :raises NotYours: when `by` holds none of the verb's roles for this referral.
    :raises Stale: when it was changed since `seen`.
    """
    row = BY_VERB[verb]
    with transaction.atomic():
        locked = lock(referral)
        _check(row, locked, by=by)
        locked.expect(seen)
        before = Status(locked.status)
        changed = change(locked)
        locked.status = _target(row, locked, changed)
        _stamp_closing(locked, before, by=by, at=at)
        if locked.status in CLOSED or verb == "transfer":
            keeping.let_go(locked, by=by, at=at)
        locked.version += 1
        locked.save()
        trail.record(
            f"referral.{verb}",
            locked,
            by=by,
            at=at,
            fields=("status", *changed.fields),
            facts={"from": before, "to": locked.status, **changed.facts},
            values=changed.values,
        )
        return locked


def lock(referral: Referral) -> Referral:
    """Return the row as it is now, locked until the transaction ends."""
    locked: Referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    return locked


def lock_beside(referral: Referral, participant_id: UUID | None) -> Referral:
    """Lock a referral after the record that the caller has locked, which must still be hers.

    :raises JustJoined: when another record became hers at the same moment.
    """
    locked = lock(referral)
    if locked.participant_id != participant_id:
        raise JustJoined
    return locked


def may_move(user: User, referral: Referral) -> list[Move]:
    """Return the verbs this person may use on a referral now, in the table's order: its buttons."""
    return [
        row
        for row in BY_VERB.values()
        if referral.status in row.sources and holds(user, referral, *_roles(row, referral))
    ]


def holds(user: User, referral: Referral, *roles: Role) -> bool:
    """Tell whether a person holds one of the roles for this referral's force or programme."""
    return any(
        held.role in roles
        and (
            _works_on(held.organisation_id, held.programme_code, referral)
            if held.role in CASEWORKERS
            else held.organisation_id == referral.referring_organisation_id
        )
        for held in user.active_memberships()
    )


def _works_on(organisation_id: Any, programme_code: str, referral: Referral) -> bool:
    if organisation_id != referral.provider_id:
        return False
    return not programme_code or programme_code == referral.programme.code


def _roles(row: Move, referral: Referral) -> tuple[Role, ...]:
    entered = referral.source in {Source.PHONE, Source.SECURE_MAIL, Source.PAPER, Source.SELF}
    roles = row.only.get(Status(referral.status), row.roles)
    return (*roles, *row.on_behalf) if entered else roles


def _check(row: Move, locked: Referral, *, by: User) -> None:
    if locked.status not in row.sources:
        raise CannotMove(row, Status(locked.status))
    if not holds(by, locked, *_roles(row, locked)):
        raise NotYours


def _target(row: Move, locked: Referral, changed: Changed) -> Status:
    target = changed.target or row.target
    if target is None:
        raise AssertionError(f"{row.verb} must say where it leads")
    return target


def _stamp_closing(locked: Referral, before: Status, *, by: User, at: datetime) -> None:
    if locked.status in CLOSED:
        locked.closed_at, locked.closed_by = at, by.trail_name
        locked.closed_from = before
    else:
        locked.closed_at, locked.closed_by, locked.closed_from = None, "", ""
        locked.reason, locked.reason_words, locked.ground = "", None, ""
