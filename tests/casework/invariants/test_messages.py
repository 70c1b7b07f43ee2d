"""Each invariant of messages finds what breaks it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from casework.invariants import messages
from correspondence.models import Message
from correspondence.statuses import MessageStatus as S
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
ENDED = {"ended_at": make.NOW, "ended_by": "JUNO"}


@pytest.fixture
def message() -> Message:
    """A message in good order, beside the one that is broken."""
    make.message(make.open_woman())
    return make.message(make.open_woman())


@pytest.mark.parametrize(
    "broken",
    [
        {"status": S.SENDING},  # no sweep would find it
        {"status": S.SENT},
        {"status": S.DELIVERED},
        {"status": S.FAILED, "why": "X"},
        {"status": S.FAILED, **ENDED},
        {"status": S.UNSURE, "why": "X", "provider": None, **ENDED},  # in nobody's list
        {"status": S.WITHDRAWN, **ENDED},
        {"status": S.REPLACED, "why": "X", **ENDED},
        {"status": S.QUEUED, **ENDED},
    ],
)
def test_a_message_without_end_or_task_is_found(message: Message, broken: dict[str, Any]) -> None:
    assert messages.no_message_is_without_end_or_task() == []

    Message.objects.filter(pk=message.pk).update(**broken)

    assert messages.no_message_is_without_end_or_task() == [message.reference]


def test_a_message_replaced_by_itself_or_by_nothing_is_found(message: Message) -> None:
    for other in (None, message):
        Message.objects.filter(pk=message.pk).update(status=S.REPLACED, why="X", replaced_by=other, **ENDED)

        assert messages.no_message_is_replaced_by_itself_or_by_nothing() == [message.reference]


def test_what_a_provider_took_and_nobody_asks_after_is_found(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(status=S.SENT, carrier="TWILIO", **ENDED)
    assert messages.what_a_provider_took_is_asked_after_until_it_is_known() == [message.reference]

    Message.objects.filter(pk=message.pk).update(ask_after_at=make.NOW)
    assert messages.what_a_provider_took_is_asked_after_until_it_is_known() == []

    Message.objects.filter(pk=message.pk).update(ask_after_at=None, carrier="SMTP")
    assert messages.what_a_provider_took_is_asked_after_until_it_is_known() == []

    Message.objects.filter(pk=message.pk).update(carrier="TWILIO", ended_by="Jo")  # a person has said so
    assert messages.what_a_provider_took_is_asked_after_until_it_is_known() == []
