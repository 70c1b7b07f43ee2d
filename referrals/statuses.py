"""The life of a referral as a table: one row a verb (design.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import CASEWORKERS, POLICE, Role


class Status(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    COMPLETED = "COMPLETED"
    NOT_COMPLETED = "NOT_COMPLETED"


STATUS_LABELS: dict[Status, Promise] = {
    Status.DRAFT: _("Draft"),
    Status.SUBMITTED: _("New"),
    Status.ACCEPTED: _("Open"),
    Status.DECLINED: _("Declined"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.COMPLETED: _("Completed"),
    Status.NOT_COMPLETED: _("Not completed"),
}

OPEN = frozenset({Status.SUBMITTED, Status.ACCEPTED})
CLOSED = frozenset({Status.DECLINED, Status.WITHDRAWN, Status.COMPLETED, Status.NOT_COMPLETED})


class Ground(StrEnum):
    """Why a referral is handed back to police as not completed."""

    CANNOT_BE_MET = "CANNOT_BE_MET"
    NOT_REACHED = "NOT_REACHED"
    SHE_DECLINED = "SHE_DECLINED"
    NOT_OFFERED = "NOT_OFFERED"
    UNSUITABLE = "UNSUITABLE"


GROUND_LABELS: dict[Ground, Promise] = {
    Ground.CANNOT_BE_MET: _("The workshops can no longer be completed in time"),
    Ground.NOT_REACHED: _("We could not reach her"),
    Ground.SHE_DECLINED: _("She told us that she does not want to take part"),
    Ground.NOT_OFFERED: _("We could not give her dates"),
    Ground.UNSUITABLE: _("The programme is not suitable for her"),
}

SPEAKS_OF_NOT_ATTENDING = frozenset({Ground.CANNOT_BE_MET})
MANAGER_GROUNDS = frozenset({Ground.UNSUITABLE})


class Reason(StrEnum):
    """Why a referral is declined or withdrawn."""

    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    OUT_OF_AREA = "OUT_OF_AREA"
    NO_TIME = "NO_TIME"
    DUPLICATE = "DUPLICATE"
    SENT_BY_MISTAKE = "SENT_BY_MISTAKE"
    NOT_SAFE = "NOT_SAFE"
    MISSING_FACTS = "MISSING_FACTS"
    POLICE_DECISION = "POLICE_DECISION"
    DIED = "DIED"
    OTHER = "OTHER"


REASON_LABELS: dict[Reason, Promise] = {
    Reason.NOT_ELIGIBLE: _("She does not meet the programme's rules"),
    Reason.OUT_OF_AREA: _("She lives outside the area"),
    Reason.NO_TIME: _("There is too little time before the deadline"),
    Reason.DUPLICATE: _("She has already been referred for this"),
    Reason.SENT_BY_MISTAKE: _("It was sent by mistake"),
    Reason.NOT_SAFE: _("It would not be safe for her or for others"),
    Reason.MISSING_FACTS: _("Facts we need never came"),
    Reason.POLICE_DECISION: _("Police are dealing with it another way"),
    Reason.DIED: _("She has died"),
    Reason.OTHER: _("Another reason"),
}

DECLINE_REASONS = (
    Reason.NOT_ELIGIBLE,
    Reason.OUT_OF_AREA,
    Reason.NO_TIME,
    Reason.DUPLICATE,
    Reason.NOT_SAFE,
    Reason.MISSING_FACTS,
    Reason.OTHER,
)
WITHDRAW_REASONS = (
    Reason.POLICE_DECISION,
    Reason.SENT_BY_MISTAKE,
    Reason.DUPLICATE,
    Reason.DIED,
    Reason.OTHER,
)


@dataclass(frozen=True)
class Move:
    """One verb: from which states, to which, by whom, and what must be said with it.

    `target` is None where the verb goes back to where the referral was before it was closed.
    """

    verb: str
    sources: frozenset[Status]
    target: Status | None
    roles: tuple[Role, ...]
    done: Promise
    needs: str = ""
    on_behalf: tuple[Role, ...] = field(default=())
    returns_to: dict[Status, Status | None] = field(default_factory=dict)
    only: dict[Status, tuple[Role, ...]] = field(default_factory=dict)
    notice: bool = False


MOVES: tuple[Move, ...] = (
    Move(
        "submit",
        frozenset({Status.DRAFT}),
        Status.SUBMITTED,
        POLICE,
        _("sent"),
        on_behalf=(Role.COORDINATOR,),
    ),
    Move("accept", frozenset({Status.SUBMITTED}), Status.ACCEPTED, CASEWORKERS, _("accepted")),
    Move(
        "decline",
        frozenset({Status.SUBMITTED}),
        Status.DECLINED,
        CASEWORKERS,
        _("declined"),
        needs="reason and words",
        notice=True,
    ),
    Move(
        "withdraw",
        frozenset({Status.SUBMITTED, Status.ACCEPTED}),
        Status.WITHDRAWN,
        (*POLICE, *CASEWORKERS),
        _("withdrawn"),
        needs="reason and words",
    ),
    Move(
        "complete",
        frozenset({Status.ACCEPTED}),
        Status.COMPLETED,
        CASEWORKERS,
        _("completed"),
        notice=True,
    ),
    Move(
        "hand_back",
        frozenset({Status.ACCEPTED}),
        Status.NOT_COMPLETED,
        CASEWORKERS,
        _("handed back"),
        needs="ground",
        notice=True,
    ),
    Move(
        "reopen",
        CLOSED,
        None,
        CASEWORKERS,
        _("reopened"),
        needs="police decision or correction",
        returns_to={
            Status.DECLINED: Status.SUBMITTED,
            Status.WITHDRAWN: None,
            Status.NOT_COMPLETED: Status.ACCEPTED,
            Status.COMPLETED: Status.ACCEPTED,
        },
        only={Status.COMPLETED: (Role.MANAGER,)},
    ),
    Move(
        "transfer",
        OPEN,
        Status.SUBMITTED,
        CASEWORKERS,
        _("transferred"),
        needs="words",
    ),
)

BY_VERB: dict[str, Move] = {move.verb: move for move in MOVES}
