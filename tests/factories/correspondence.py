"""Invented women, what they said about contact, and messages to them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from audit import trail
from correspondence import actions, registry
from correspondence.facts import Day, Facts
from correspondence.models import Message
from correspondence.statuses import Channel
from participants import actions as participants
from participants.models import Participant, SafeContact

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
_numbers = itertools.count(1)

ALL_YES: dict[str, Any] = dict.fromkeys(("call", "voicemail", "text", "email", "post"), "YES")


def provider() -> Organisation:
    """Return the one provider, made the first time."""
    made, _ = Organisation.objects.get_or_create(
        code="HARBOUR", defaults={"kind": "PROVIDER", "name": "Harbour Women's Trust"}
    )
    return made


def caseworker(role: Role = Role.COORDINATOR, **fields: Any) -> User:
    """Return somebody who signs in for the provider."""
    user = User.objects.create_user(
        f"worker{next(_numbers)}@harbour.example", **{"name": "Jo Marsh", **fields}
    )
    Membership.objects.create(user=user, organisation=provider(), role=role)
    return user


def woman(**details: Any) -> Participant:
    """Return a woman with a mobile, an address and an e-mail; nothing asked of her yet."""
    given = {
        "first_names": "Siân",
        "last_name": "Penhaligon",
        "phone": "07700 900123",
        "email": "sian@post.example",
        "address_lines": "12 Example Street\nExampletown",
        "postcode": "EX1 2AB",
    } | details
    return participants.create(participants.Details(**given), provider=provider(), by=trail.SERVICE, at=NOW)


def said(participant: Participant, *, at: datetime = NOW, **answers: Any) -> SafeContact:
    """Record what she told a worker herself; give `source="POLICE"` for what police heard."""
    source = answers.pop("source", "HERSELF")
    return participants.confirm_safe_contact(participant, by=trail.SERVICE, at=at, source=source, **answers)


def open_woman(**details: Any) -> Participant:
    """Return a woman who said yes to every way, herself."""
    participant = woman(**details)
    said(participant, **ALL_YES)
    return participant


def facts(**changes: Any) -> Facts:
    """Return what an invitation to two days says."""
    first = NOW + timedelta(days=9)
    days = tuple(
        Day.of(
            start,
            start + timedelta(hours=5),
            venue="Harbour Hall",
            address="12 Quay Street, Exampletown EX1 2AB",
            finding_it="Two minutes from the bus station.",
        )
        for start in (first, first + timedelta(days=28))
    )
    given: dict[str, Any] = {
        "name": "Siân",
        "signed_by": "Jo",
        "phone": "01632 960 001",
        "written_on": "2 November 2026",
        "days": days,
        "consequences": "Coming to both is part of your caution. If something stops you, tell me early.",
    }
    return Facts(**{**given, **changes})


def purpose(code: str = "INVITATION", *, wanted: bool = True, reminder: bool = False) -> None:
    """Make a purpose known, as the app that owns it would."""
    registry.register(
        code,
        label=code.replace("_", " ").capitalize(),
        still_wanted=lambda _message: wanted,
        reminder=reminder,
    )


def message(to: Participant, channel: Channel = Channel.TEXT, **fields: Any) -> Message:
    """Write a message to her that is due now."""
    code = fields.pop("purpose", "INVITATION" if channel is Channel.LETTER else "REMINDER_DAY")
    registry.register(code, label=code.replace("_", " ").capitalize(), still_wanted=lambda _message: True)
    given: dict[str, Any] = {
        "about": actions.About(uuid4(), "1", f"JUNO-{next(_numbers):05}"),
        "facts": facts(),
        "key": f"test:{uuid4()}",
        "due_at": NOW,
        "by": trail.SERVICE,
        "at": NOW,
    }
    return actions.write(purpose=code, channel=channel, to=to, **{**given, **fields})
