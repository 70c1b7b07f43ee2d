"""The same reply, told of several times at one moment, with real connections."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connections

from correspondence import replies
from correspondence.models import Reply
from correspondence.replies import Came
from participants.models import SafeContact
from tests.conftest import Clone
from tests.factories import correspondence as make

pytestmark = pytest.mark.servers


@pytest.mark.parametrize("number", ["+447700900123", "+447700900777"])
def test_the_same_reply_at_the_same_moment_is_kept_once(committed_db: Clone, number: str) -> None:
    make.open_woman()
    ready = threading.Barrier(4)
    taken: list[Reply | None] = []
    ref = f"SM{uuid4().hex}"

    def call() -> None:
        ready.wait()
        try:
            taken.append(replies.take(Came(ref, number, "STOP"), carrier="TWILIO", at=make.NOW))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == 4
    assert sum(reply is not None for reply in taken) == 1
    assert Reply.objects.count() == 1
    assert SafeContact.objects.filter(text="NO").count() == (1 if number.endswith("123") else 0)
