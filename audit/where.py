"""From where a thing is being done: set for each request, read by the trail."""

from __future__ import annotations

import uuid
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Where:
    """The network address and the request that an event belongs to."""

    address: str | None = None
    request_id: uuid.UUID | None = None


_here: ContextVar[Where] = ContextVar("where", default=Where())  # noqa: B039 (it is frozen)


def here() -> Where:
    """Return where the present work comes from; empty in a task or a command."""
    return _here.get()


def stand(where: Where) -> None:
    """Say where the present work comes from."""
    _here.set(where)
