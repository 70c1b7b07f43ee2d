"""What the page that holds dates offers an officer: the runs that fit, with the woman beside her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from programmes.offers import Run
from referrals import keeping, pages
from referrals.messages import for_the_officer, held_in_words
from referrals.models import Referral
from referrals.statuses import Status
from workshops import offers
from workshops.actions import held_until
from workshops.booking_page import Option, option_of

SHOWN = 6  # what two people can look over together; the last that fits is always among them


@dataclass(frozen=True)
class HoldingPage:
    """Everything the page says, in words; nothing of her."""

    options: tuple[Option, ...]
    notes: tuple[str, ...]
    held: str
    until: datetime
    next_url: str


def build(referral: Referral, *, at: datetime) -> HoldingPage:
    workshops = {str(w.pk): w for w in offers.coming(referral.programme, at=at, but=referral)}
    reading = offers.read_case(referral, at=at, workshops=list(workshops.values()))
    kept = keeping.kept(referral, at=at)
    return HoldingPage(
        options=tuple(option_of(run, reading, workshops) for run in _few(reading.runs.feasible)),
        notes=tuple(for_the_officer(reading)),
        held=held_in_words(kept) if kept else "",
        until=held_until(at),
        next_url=next_url(referral),
    )


def _few(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the earliest runs, and the one that starts last."""
    few = [run for run in runs if not run.mixed][: SHOWN - 1] or list(runs[: SHOWN - 1])
    last = max(runs, key=lambda run: run.starts_on, default=None)
    return tuple(few) if last is None or last in few else (*few, last)


def next_url(referral: Referral) -> str:
    """Return where an officer goes on: with the draft, or back to what was sent."""
    if referral.status == Status.DRAFT:
        return pages.next_to_answer(referral)
    return pages.sent_url(referral)
