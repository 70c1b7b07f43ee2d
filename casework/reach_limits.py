"""By when she is to be called and reached: what the programme sets, counted for one case. No Django here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from programmes.definition import Definition
from programmes.label import Label
from programmes.rules import CaseDates, target_on

CALLED = frozenset({"FIRST_CALL"})  # met by a call, whoever answered; the others by speaking to her


@dataclass(frozen=True)
class Limit:
    """One target that is not met yet."""

    code: str
    label: Label
    on: date

    def over(self, today: date) -> bool:
        return today > self.on


def limits(
    definition: Definition, dates: CaseDates, *, called: bool, spoken: bool, closed: Collection[date] = ()
) -> tuple[Limit, ...]:
    """Return the targets still to be met, the nearest first.

    A target that starts from a day nobody has given (the arrest, the disposal) is left out: it cannot
    be counted yet.

    :param called: somebody has rung her number.
    :param spoken: somebody has spoken to her.
    """
    found = []
    for target in definition.contact.targets:
        on = target_on(target, dates, frozenset(closed))
        met = spoken or (called and target.code in CALLED)
        if on is not None and not met:
            found.append(Limit(target.code, target.label, on))
    return tuple(sorted(found, key=lambda limit: limit.on))
