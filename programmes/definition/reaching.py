"""How she is reached, and what she is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from programmes.kinds import Channel, MessageEvent, StartEvent
from programmes.label import NO_LABEL, Label


@dataclass(frozen=True, slots=True)
class ContactTarget:
    """Reached within `days` (working or calendar) of `start`."""

    code: str
    days: int
    working_days: bool
    start: StartEvent
    label: Label


@dataclass(frozen=True, slots=True)
class ContactProtocol:
    """How hard we try before anybody may say that she was not reached."""

    first_call_working_days: int
    attempts: int
    over_working_days: int
    letter_after_attempts: int
    ask_police_after_attempts: int
    targets: tuple[ContactTarget, ...]


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """One message of the plan; `at` is wall time in Europe/London, None means at once."""

    purpose: str
    channel: Channel
    event: MessageEvent
    days: int
    at: time | None
    working_days_only: bool
    steps: tuple[int, ...]
    active: bool
    label: Label


@dataclass(frozen=True, slots=True)
class Words:
    participant: Label
    participants: Label
    step: Label


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Her own page: how many days a link to it works, and what she is told to bring."""

    days: int = 60
    bring: Label = NO_LABEL


USUAL_OWN_PAGE = OwnPage()


@dataclass(frozen=True, slots=True)
class Published:
    """Numbers and hosts known to belong to the programme: no message may come from them."""

    phones: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
