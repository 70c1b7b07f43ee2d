"""No message is sent twice, none is lost, and none goes where it is not safe (design.md §5 rule 6): what its tests share."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import Message as Mail

from correspondence import outbox
from correspondence.models import Message
from correspondence.statuses import MessageStatus
from tests.factories import correspondence as make

NOW = make.NOW

S = MessageStatus


def run(at: datetime = NOW) -> dict[str, int]:
    return outbox.send_due(clock=lambda: at).counts


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def parsed(raw: bytes) -> Mail:
    return message_from_bytes(raw)
