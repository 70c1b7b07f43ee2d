"""What a register asks about a woman who was not there, and who keeps the answers.

An absence lies in an app above this one, which registers here which reasons there are and how an
answer is kept. Nothing in the list says which reason is good enough: that is a decision, taken later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from workshops.models import Place


class Rung(TextChoices):
    """Whether she was rung from the workshop that day."""

    REACHED = "REACHED", _("Yes, and I spoke to her")
    NO_ANSWER = "NO_ANSWER", _("Yes, no answer")
    NOT_RUNG = "NOT_RUNG", _("No")


@dataclass(frozen=True)
class Said:
    """The answers about one absence. `told_before` is None where nobody knows."""

    told_before: bool | None
    reason: str
    rung: Rung


Keep = Callable[[Place, Said, User, datetime], None]
Reasons = Callable[[], Sequence[tuple[str, str]]]

_registered: list[tuple[Keep, Reasons]] = []


def register(keep: Keep, reasons: Reasons) -> None:
    """Say who keeps what is said of an absence, and which reasons there are."""
    _registered[:] = [(keep, reasons)]


def reasons() -> Sequence[tuple[str, str]]:
    """Return the codes and their words, in order."""
    return _registered[0][1]() if _registered else ()


def keep(place: Place, said: Said, *, by: User, at: datetime) -> None:
    """Keep what was said of one absence; the woman and the workshop are locked by the caller."""
    if _registered:
        _registered[0][0](place, said, by, at)
