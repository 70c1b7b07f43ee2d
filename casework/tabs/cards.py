"""Plain values that every tab uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import Promise

from casework.messages import day
from participants.models import Participant
from referrals.models import Referral

Words = str | Promise


@dataclass(frozen=True)
class Fact:
    """A line of a card: what, and how it is."""

    key: Words
    value: Words


@dataclass(frozen=True)
class Card:
    title: Words
    facts: Sequence[Fact]
    change: str = ""


def woman(case: Referral) -> Participant:
    """Return her record; before a referral is accepted there is none."""
    her: Participant | None = case.participant
    if her is None:
        raise Http404
    return her


def day_or_nothing(on: Any) -> str:
    return day(on) if on else ""
