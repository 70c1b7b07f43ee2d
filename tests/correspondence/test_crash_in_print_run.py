"""A worker killed with SIGKILL in the making of a print run's file: no letter is lost, none is in two files."""

from __future__ import annotations

from functools import partial
from io import BytesIO

import pikepdf
import pytest

from audit.models import Event
from correspondence import outbox, print_files, print_runs
from correspondence.models import Message, PrintRun, PrintRunItem
from correspondence.statuses import Channel, MessageStatus
from tests.conftest import Clone
from tests.correspondence.killed import kill_at
from tests.factories import correspondence as make

pytestmark = pytest.mark.servers
NOW = make.NOW
LETTERS = 5
S = MessageStatus


def a_run() -> PrintRun:
    for _number in range(LETTERS):
        make.message(make.open_woman(), Channel.LETTER)
    outbox.send_due(clock=partial(lambda moment: moment, NOW))
    worker = make.caseworker()
    ready = list(Message.objects.letters_to_print().values_list("pk", flat=True))
    provider = Message.objects.letters_to_print()[0].provider
    return print_runs.make_run(provider, ready, by=worker, at=NOW)


@pytest.mark.parametrize("point", ["letters joined", "file kept, not committed"])
def test_killed_while_its_file_is_made_it_is_made_whole_by_the_next(committed_db: Clone, point: str) -> None:
    run = a_run()

    for _again in range(3):
        kill_at(point, committed_db)
        run.refresh_from_db()
        assert (run.rendered_at, run.body) == (None, None)
    assert set(Message.objects.values_list("status", flat=True)) == {S.BATCHED}

    assert print_files.make_all(at=NOW) == 1
    assert print_files.make_all(at=NOW) == 0

    run.refresh_from_db()
    assert run.body is not None
    with pikepdf.open(BytesIO(run.body)) as file:
        assert len(file.pages) >= 1 + LETTERS
    printed = list(PrintRunItem.objects.order_by("position").values_list("position", "printed"))
    assert printed == [(number, None) for number in range(1, LETTERS + 1)]
    assert Event.objects.filter(verb="print_run.make").count() == 1
    closed = print_runs.close_run(
        run, printed=[item.pk for item in print_runs.items_of(run)], reason="", by=make.caseworker(), at=NOW
    )
    assert closed.posted == LETTERS
