"""Print runs: only safe letters, in order, one woman a sheet, posted once."""

import re
import subprocess
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pikepdf
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import trail
from audit.models import Event, SubjectKey
from correspondence import by_hand, outbox, pdf, print_files, print_runs
from correspondence.models import Message, PrintRun, PrintRunItem
from correspondence.moves import move
from correspondence.statuses import Channel, MessageStatus
from participants import actions as participants
from participants.models import Participant
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
LATER = NOW + timedelta(hours=1)
S = MessageStatus


def letters(number: int) -> list[Message]:
    made = [make.message(make.open_woman(), Channel.LETTER) for _ in range(number)]
    outbox.send_due(clock=lambda: NOW)
    return made


def run_of(messages: list[Message]) -> PrintRun:
    return print_runs.make_run(make.provider(), [m.pk for m in messages], by=trail.SERVICE, at=NOW)


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def items(run: PrintRun) -> list[UUID]:
    return list(PrintRunItem.objects.filter(run=run).order_by("position").values_list("pk", flat=True))


def words(document: bytes) -> str:
    """Read a PDF's words with Poppler."""
    return subprocess.run(
        ["pdftotext", "-", "-"], input=document, capture_output=True, check=True
    ).stdout.decode()


def positions(document: bytes, word: str) -> list[tuple[float, float]]:
    """Where a word begins, in points from the left and the top of its page."""
    found = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"],
        input=document,
        capture_output=True,
        check=True,
    ).stdout.decode()
    places = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)</word>', found)
    return [(float(x), float(y)) for x, y, said in places if said == word]


def stop(message: Message) -> None:
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk)
        move(locked, "withdraw", by=trail.SERVICE, at=NOW, why="CLOSED")


def move_house(woman: Participant) -> None:
    details = participants.Details(
        first_names="Siân", last_name="Penhaligon", address_lines="99 Other Road", postcode="EX1 9ZZ"
    )
    participants.amend(woman, details, by=trail.SERVICE, at=NOW)


def test_a_run_is_a_cover_sheet_of_references_and_each_letter_on_its_own_sheet() -> None:
    made = letters(3)
    run = run_of(made)

    assert print_files.make(run.pk, at=NOW)

    run.refresh_from_db()
    assert run.body is not None
    assert pdf.page_count(run.body) == 2 + 3 * 2
    with pikepdf.open(BytesIO(run.body)) as opened:
        blank = [page.Contents.read_bytes().strip() == b"" for page in opened.pages]
    assert blank == [False, True] * 4
    assert {now(m).status for m in made} == {S.BATCHED}


def test_labels_hold_each_address_in_print_order_and_nothing_else() -> None:
    run = run_of(letters(2))
    print_files.make(run.pk, at=NOW)

    run.refresh_from_db()
    in_order = PrintRunItem.objects.filter(run=run).order_by("position").select_related("message")
    assert run.labels is not None
    assert words(run.labels).split() == [w for item in in_order for w in item.message.sent_to.split()]


@pytest.mark.parametrize(("number", "sheets"), [(1, 1), (21, 1), (22, 2), (43, 3)])
def test_twenty_one_labels_stand_on_a_sheet(number: int, sheets: int) -> None:
    made = print_files.labels([[f"Person {n}", "1 Example Road", "EX1 1AA"] for n in range(number)])

    assert pdf.page_count(made) == sheets
    assert words(made).count("EX1 1AA") == number


def test_each_label_stands_where_the_sheet_is_cut() -> None:
    """L7160: 63.5 x 38.1 mm, 15.15 mm from the top, 7.25 mm from the left, columns 66.04 mm apart."""
    made = print_files.labels([["At", "Its", "Place"]] * 21)

    places = [(x / 72 * 25.4, y / 72 * 25.4) for x, y in positions(made, "At")]

    for number, (x, y) in enumerate(places):
        left, top = 7.25 + 66.04 * (number % 3), 15.15 + 38.1 * (number // 3)
        assert left < x < left + 10
        assert top < y < top + 12
    assert len(places) == 21


def test_the_cover_sheet_shows_where_the_window_is() -> None:
    run = run_of(letters(1))
    print_files.make(run.pk, at=NOW)
    run.refresh_from_db()
    assert run.body is not None
    (letter,) = Message.objects.filter(printings__run=run)
    assert letter.body is not None

    (box_x, box_y), *_below = positions(run.body, "Put")
    [first_word] = letter.sent_to.split()[:1]
    (address_x, address_y), *_more = positions(letter.body, first_word)

    # Both begin in the same 95.4 x 26.8 mm at 24.6 mm, 39.5 mm; a letter reaches a little above its line.
    for x, y in ((box_x, box_y), (address_x, address_y)):
        assert 24.5 < x / 72 * 25.4 < 35
        assert 38.9 < y / 72 * 25.4 < 50


def test_the_file_of_a_run_is_made_once() -> None:
    run = run_of(letters(1))

    assert print_files.make(run.pk, at=NOW)
    assert not print_files.make(run.pk, at=NOW)
    assert print_files.make_all(at=NOW) == 0


def test_a_run_whose_wake_was_lost_is_found_by_the_sweep() -> None:
    run_of(letters(1))

    assert print_files.make_all(at=NOW) == 1


def test_a_letter_changed_in_the_database_is_never_printed_and_costs_no_other() -> None:
    good, changed = letters(2)
    run = run_of([good, changed])
    Message.objects.filter(pk=changed.pk).update(body_sha256="0" * 64)

    assert print_files.make(run.pk, at=NOW)

    run.refresh_from_db()
    assert run.body is not None
    assert pdf.page_count(run.body) == 2 + 2
    assert changed.reference not in words(run.body).split()
    assert (now(changed).status, now(changed).why, now(good).status) == (S.FAILED, "DAMAGED", S.BATCHED)
    assert [i.message.pk for i in print_runs.taken_out(run)] == [changed.pk]


def test_a_damaged_letter_sent_again_is_made_anew_and_printed() -> None:
    (letter,) = letters(1)
    run = run_of([letter])
    Message.objects.filter(pk=letter.pk).update(body_sha256="0" * 64)
    print_files.make(run.pk, at=NOW)
    run.refresh_from_db()
    assert run.closed_at == NOW, "nothing is left in it"
    assert SubjectKey.objects.get(pk=run.seal_key_id).wrapped is None

    by_hand.send_again(now(letter), by=make.caseworker(), at=LATER)
    outbox.send_due(clock=lambda: LATER)
    again = print_runs.make_run(make.provider(), [letter.pk], by=trail.SERVICE, at=LATER)

    assert print_files.make(again.pk, at=LATER)
    assert [i.message.pk for i in print_runs.items_of(again)] == [letter.pk]


def test_a_damaged_letter_stopped_at_the_same_moment_stays_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    (letter,) = letters(1)
    run = run_of([letter])
    Message.objects.filter(pk=letter.pk).update(body_sha256="0" * 64)
    monkeypatch.setattr(print_files.logger, "error", lambda *_said: stop(letter))

    assert print_files.make(run.pk, at=NOW)

    assert now(letter).status == S.WITHDRAWN


def test_a_run_that_cannot_be_made_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = run_of(letters(1)), run_of(letters(1))
    make_one = print_files.make

    def make_or_fail(run_id: UUID, *, at: datetime) -> bool:
        if run_id == broken.pk:
            raise RuntimeError("the disk is full")
        return make_one(run_id, at=at)

    monkeypatch.setattr(print_files, "make", make_or_fail)

    assert print_files.make_all(at=NOW) == 1
    sound.refresh_from_db()
    assert sound.rendered_at == NOW


class TestALetterStoppedWhileItIsInARun:
    """She says no, or the workshop moves, between the making of the file and the envelope."""

    def test_it_is_not_in_a_file_made_after_that(self) -> None:
        good, stopped = letters(2)
        run = run_of([good, stopped])
        stop(stopped)

        print_files.make(run.pk, at=NOW)

        run.refresh_from_db()
        assert run.body is not None
        assert stopped.reference not in words(run.body).split()
        assert not print_runs.is_stale(run)

    def test_a_file_made_before_that_is_made_anew_without_it(self) -> None:
        good, stopped = letters(2)
        run = run_of([good, stopped])
        print_files.make(run.pk, at=NOW)
        stop(stopped)
        run.refresh_from_db()
        assert print_runs.is_stale(run)

        print_runs.make_anew(run)
        print_files.make_all(at=LATER)

        run.refresh_from_db()
        assert run.body is not None
        assert stopped.reference not in words(run.body).split()
        assert good.reference in words(run.body).split()
        assert not print_runs.is_stale(run)

        print_runs.make_anew(run)  # somebody else pressed at the same moment
        run.refresh_from_db()
        assert run.rendered_at == LATER

    def test_whoever_posts_the_others_is_told_to_take_it_out(self) -> None:
        good, stopped = letters(2)
        run = run_of([good, stopped])
        print_files.make(run.pk, at=NOW)
        printed = items(run)
        stop(stopped)

        closed = print_runs.close_run(run, printed=printed, reason="", by=make.caseworker(), at=LATER)

        assert [m.pk for m in closed.pull_out] == [stopped.pk]
        assert (now(good).status, now(stopped).status) == (S.POSTED, S.WITHDRAWN)
        assert PrintRunItem.objects.get(message=stopped).printed is False

    def test_one_whose_day_has_passed_is_not_posted_either(self) -> None:
        good, late = letters(2)
        run = run_of([good, late])
        print_files.make(run.pk, at=NOW)
        Message.objects.filter(pk=late.pk).update(not_after=LATER)

        closed = print_runs.close_run(run, printed=items(run), reason="", by=make.caseworker(), at=LATER)

        assert [m.pk for m in closed.pull_out] == [late.pk]
        assert (now(good).status, now(late).status, now(late).why) == (S.POSTED, S.TOO_LATE, "NOT_AFTER")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("no", "SHE_SAID_NO"), ("moved", "POST_NOT_ASKED"), ("moved and asked", "ADDRESS_CHANGED"),
        ("discreet", "WORDING"), ("not wanted", "NOT_WANTED"),
    ],
)  # fmt: skip
def test_a_letter_that_may_not_go_any_more_is_left_out_with_its_reason(change: str, why: str) -> None:
    good, bad = letters(2)
    woman = bad.participant
    assert woman is not None
    if change == "no":
        make.said(woman, post="NO", at=LATER)
    elif change.startswith("moved"):
        move_house(woman)
        if change == "moved and asked":
            make.said(woman, post="YES", at=LATER)
    elif change == "discreet":
        make.said(woman, post="YES", words="DISCREET", at=LATER)
    else:
        from correspondence import registry

        registry.register("INVITATION", label="x", still_wanted=lambda m: m.pk != bad.pk)

    rows = Message.objects.letters_to_print().select_related("participant")
    checked = {row.message.pk: row.why for row in print_runs.check(rows, at=LATER)}
    run = print_runs.make_run(make.provider(), [good.pk, bad.pk], by=trail.SERVICE, at=LATER)

    assert checked == {good.pk: "", bad.pk: why}
    assert list(PrintRunItem.objects.filter(run=run).values_list("message", flat=True)) == [good.pk]
    assert now(bad).status == S.RENDERED


def test_nothing_left_to_print_is_said() -> None:
    (message,) = letters(1)
    run_of([message])

    with pytest.raises(print_runs.NothingToPrint):
        run_of([message])


def test_what_printed_is_posted_and_the_rest_waits_with_its_reason() -> None:
    made = letters(3)
    run = run_of(made)
    print_files.make(run.pk, at=NOW)
    first, second, third = items(run)

    closed = print_runs.close_run(
        run, printed=[first, third], reason="Paper jam", by=make.caseworker(), at=LATER
    )

    assert (closed.posted, closed.put_back, closed.pull_out) == (2, 1, ())
    assert sorted(now(m).status for m in made) == [S.POSTED, S.POSTED, S.RENDERED]
    assert PrintRunItem.objects.get(pk=second).reprint_reason == "Paper jam"
    assert Message.objects.letters_to_print().count() == 1


def test_closing_destroys_the_joined_file_and_keeps_each_womans_own_copy() -> None:
    (message,) = letters(1)
    run = run_of([message])
    print_files.make(run.pk, at=NOW)

    print_runs.close_run(run, printed=items(run), reason="", by=make.caseworker(), at=LATER)

    run.refresh_from_db()
    assert run.body is None
    assert run.labels is None
    assert SubjectKey.objects.get(pk=run.seal_key_id).wrapped is None
    assert now(message).body is not None


def test_a_no_between_printing_and_posting_is_pulled_out() -> None:
    good, bad = letters(2)
    run = run_of([good, bad])
    print_files.make(run.pk, at=NOW)
    assert bad.participant is not None
    make.said(bad.participant, post="NO", at=LATER)

    closed = print_runs.close_run(run, printed=items(run), reason="", by=make.caseworker(), at=LATER)

    assert [m.pk for m in closed.pull_out] == [bad.pk]
    assert (now(good).status, now(bad).status, now(bad).why) == (S.POSTED, S.REFUSED_UNSAFE, "SHE_SAID_NO")


def test_a_run_is_closed_once_and_not_before_it_is_made() -> None:
    run = run_of(letters(1))
    with pytest.raises(print_runs.NotMadeYet):
        print_runs.close_run(run, printed=[], reason="x", by=make.caseworker(), at=LATER)
    print_files.make(run.pk, at=NOW)
    print_runs.close_run(run, printed=items(run), reason="", by=make.caseworker(), at=LATER)

    with pytest.raises(print_runs.AlreadyClosed):
        print_runs.close_run(run, printed=items(run), reason="", by=make.caseworker(), at=LATER)

    assert Event.objects.filter(verb="message.post").count() == 1


def test_checking_ten_letters_costs_as_many_queries_as_two() -> None:
    letters(10)
    counts = []
    for number in (2, 10):
        rows = list(Message.objects.letters_to_print().select_related("participant")[:number])
        with CaptureQueriesContext(connection) as queries:
            print_runs.check(rows, at=NOW, wanted=False)
        counts.append(len(queries))

    assert counts[0] == counts[1]
