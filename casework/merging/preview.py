"""What joining two records would do: found by doing it, and taking it back before anybody sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.merging import joining, relations
from casework.merging.details import filled
from casework.merging.ledger import Change
from participants.models import Participant
from ui.refusals import Refused

Words = str | Promise

DETAILS: dict[str, Promise] = {
    "preferred_name": _("Likes to be called"),
    "date_of_birth": _("Date of birth"),
    "pnc_id": _("PNC ID"),
    "phone": _("Phone"),
    "email": _("Email"),
    "address_lines": _("Address"),
    "languages": _("Languages"),
    "interpreter": _("Interpreter"),
    "access_needs": _("What she needs to take part"),
    "reading": _("Reads letters"),
    "restricted_at": _("Restricted"),
}


@dataclass(frozen=True)
class Preview:
    """The page: what moves, what is filled in, what needs a thought, or why it cannot be."""

    moves: Sequence[tuple[Words, int]]
    fills: Sequence[Words]
    warnings: Sequence[Words]
    refused: str = ""


def preview(kept: Participant, gone: Participant, *, by: User, at: datetime) -> Preview:
    """Return what `joining.join` would do now."""
    try:
        with transaction.atomic():
            first, second = joining.lock(kept, gone, by=by)
            fills = [label for name, label in DETAILS.items() if name in filled(first, second)]
            ledger = joining.carry_over(first, second, by=by, at=at)
            transaction.set_rollback(True)
    except Refused as refused:
        return Preview((), (), (), str(refused))
    counts = {label: number for label, number in ledger.counts.items() if label in relations.LABELS}
    moves = [(relations.LABELS[label], number) for label, number in sorted(counts.items())]
    return Preview(moves, fills, [words for found, words in _WARNINGS if any(map(found, ledger.changes))])


def _ends(label: str, column: str) -> Callable[[Change], bool]:
    return lambda change: change.row == label and column in change.now


def _drops_a_yes(change: Change) -> bool:
    return change.row == "participants.SafeContact" and "NOT_ASKED" in change.now.values()


_WARNINGS = (
    (
        _ends("participants.KeepApart", "ended_at"),
        _("These two are kept apart from each other. If that is right they are two women: do not join them."),
    ),
    (
        _ends("workshops.Place", "released_at"),
        _("Both have a place at the same time. One of the two is given back."),
    ),
    (
        _drops_a_yes,
        _("What she said is safe was said of another number or address. Ask her again before you write."),
    ),
    (_ends("participants.ContactStop", "lifted_at"), _("Ringing is stopped on both. It stays stopped.")),
)
