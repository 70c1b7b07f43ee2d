"""A provider's own words: dated, kept, and never put into what has gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from audit import trail
from audit.models import Event
from correspondence import outbox, print_runs
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus, Wording
from correspondence.words import own
from correspondence.words.slots import SLOTS, of_letter, of_text
from programmes.models import Programme
from programmes.models import Wording as OwnWording
from tests.casework.test_pages import client_of, send
from tests.correspondence.test_print_runs import words
from tests.factories import correspondence as make
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
NOW = make.NOW  # Monday 2 November 2026
S = MessageStatus
LETTER = of_letter("INVITATION", Wording.FULL)
TEXT = of_text("REMINDER_DAY", Wording.FULL)
OURS = "# Your days\n\nTea is ready for you at {venue}.\n\n{days}"
OUR_TEXT = "Hi {name}, tea at {time} on {date}. Call me on {phone}"


@pytest.fixture
def manager() -> User:
    return make.caseworker(Role.MANAGER)


def ours(code: str) -> Programme:
    made = ProgrammeFactory.create(code=code)
    made.provider = make.provider()
    made.save()
    return made


def write(manager: User, slot: Any = LETTER, text: str = OURS, **given: Any) -> OwnWording:
    asked = {"programme": None, "language": "en", "from_on": NOW.date(), "at": NOW, **given}
    return own.write(slot, text, provider=make.provider(), by=manager, **asked)


def letter(at: datetime = NOW, **fields: Any) -> Message:
    return make.message(make.open_woman(), Channel.LETTER, due_at=at, **fields)


def made(message: Message, at: datetime = NOW) -> Message:
    outbox.send_due(clock=lambda: at)
    return Message.objects.get(pk=message.pk)


def said(message: Message) -> str:
    assert message.body is not None
    return words(message.body)


def test_a_letter_that_was_made_before_opens_unchanged_after_the_words_are_changed(manager: User) -> None:
    sent = made(letter())
    run = print_runs.make_run(make.provider(), [sent.pk], by=trail.SERVICE, at=NOW)
    run.rendered_at = NOW
    run.save()
    item = run.items.get()
    print_runs.close_run(run, printed=[item.pk], reason="", by=trail.SERVICE, at=NOW)
    before = bytes(Message.objects.get(pk=sent.pk).body or b"")

    write(manager, at=NOW + timedelta(hours=1))
    outbox.send_due(clock=lambda: NOW + timedelta(hours=2))

    after = Message.objects.get(pk=sent.pk)
    assert after.status == S.POSTED
    assert after.body == before
    assert after.body_sha256 == sha256(before).hexdigest()
    shown = client_of(manager).get(reverse("correspondence:letter", args=[sent.pk]))
    assert shown.content == before
    assert "Tea is ready" not in said(after)


def test_a_letter_that_nobody_printed_is_made_again_with_the_words_of_its_day(manager: User) -> None:
    waiting = made(letter())
    assert waiting.status == S.RENDERED
    assert "Tea is ready" not in said(waiting)

    write(manager)

    assert Message.objects.get(pk=waiting.pk).status == S.QUEUED
    again = made(waiting, NOW + timedelta(minutes=1))
    assert again.status == S.RENDERED
    assert "Tea is ready for you at Harbour Hall." in said(again)
    assert again.body_sha256 == sha256(again.body or b"").hexdigest()


def test_a_letter_in_a_print_run_keeps_the_words_it_was_made_with(manager: User) -> None:
    waiting = made(letter())
    print_runs.make_run(make.provider(), [waiting.pk], by=trail.SERVICE, at=NOW)

    write(manager)

    assert "Tea is ready" not in said(made(waiting, NOW + timedelta(minutes=1)))


def test_words_hold_from_their_day_on_and_not_before(manager: User) -> None:
    tomorrow = NOW + timedelta(days=1)
    waiting = made(letter())
    write(manager, from_on=tomorrow.date())

    assert Message.objects.get(pk=waiting.pk).status == S.RENDERED
    assert "Tea is ready" not in said(made(letter()))
    assert "Tea is ready" in said(made(letter(tomorrow), tomorrow))


@pytest.mark.parametrize(("hour", "of_the_day_after"), [(23, False), (24, True)])
def test_the_day_is_that_of_london(manager: User, hour: int, of_the_day_after: bool) -> None:
    """In summer 11.30pm in London is 10.30pm in UTC, and half past midnight is still the day before there."""
    due = datetime(2027, 6, 1, tzinfo=UTC) + timedelta(hours=hour - 1, minutes=30)
    write(manager, TEXT, OUR_TEXT, from_on=datetime(2027, 6, 2, tzinfo=UTC).date())
    woman = make.open_woman()
    make.said(woman, at=due - timedelta(hours=1), **make.ALL_YES)

    found = make.message(woman, Channel.TEXT, due_at=due, at=due)

    assert ("tea at" in (found.words or "")) is of_the_day_after


def test_a_text_is_written_in_the_words_of_the_day_it_is_due_and_stays_so(manager: User) -> None:
    write(manager, TEXT, OUR_TEXT, from_on=(NOW + timedelta(days=7)).date())
    woman = make.open_woman()
    soon = make.message(woman, Channel.TEXT, due_at=NOW + timedelta(days=1))
    later = make.message(woman, Channel.TEXT, due_at=NOW + timedelta(days=7))
    assert "tea at 10am" not in (soon.words or "")
    assert "tea at 10am" in (later.words or "")

    write(manager, TEXT, OUR_TEXT.replace("tea", "cake"), from_on=(NOW + timedelta(days=7)).date())

    assert "tea at 10am" in (Message.objects.get(pk=later.pk).words or "")


def test_of_two_wordings_from_one_day_the_later_written_holds_and_both_are_kept(manager: User) -> None:
    write(manager)
    write(manager, text=OURS.replace("Tea", "Soup"), at=NOW + timedelta(minutes=1))

    assert "Soup is ready" in said(made(letter()))
    assert [row.text for row in own.history(LETTER, manager)] == [OURS.replace("Tea", "Soup"), OURS]


def test_words_of_one_programme_hold_for_it_only(manager: User) -> None:
    juno = ours("JUNO")
    write(manager, programme=juno)

    assert "Tea is ready" in said(made(letter(facts=make.facts(programme="JUNO"))))
    assert "Tea is ready" not in said(made(letter(facts=make.facts(programme="CARA"))))
    assert "Tea is ready" not in said(made(letter()))


def test_another_providers_words_are_not_ours(manager: User) -> None:
    theirs = Organisation.objects.create(code="OTHER", kind="PROVIDER", name="Another")
    boss = User.objects.create_user("boss@other.example", name="Bo")
    Membership.objects.create(user=boss, organisation=theirs, role=Role.MANAGER)
    own.write(
        LETTER, OURS, provider=theirs, programme=None, language="en", from_on=NOW.date(), by=boss, at=NOW
    )

    assert "Tea is ready" not in said(made(letter()))
    assert own.history(LETTER, manager) == []
    with pytest.raises(own.NotYours):
        own.write(
            LETTER,
            OURS,
            provider=make.provider(),
            programme=None,
            language="en",
            from_on=NOW.date(),
            by=boss,
            at=NOW,
        )


def test_welsh_words_go_to_whom_welsh_is_written_and_english_to_the_others(manager: User) -> None:
    welsh = "# Eich dyddiadau\n\nMae te yn barod i chi.\n\n{days}"
    write(manager, text=welsh, language="cy")
    woman = make.open_woman(letter_language="cy")

    assert "Mae te yn barod" in said(made(make.message(woman, Channel.LETTER)))
    assert "Mae te yn barod" not in said(made(letter()))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"text": OURS + "\n\n{offence}"}, own.NotFit),
        (
            {"slot": of_letter("INVITATION", Wording.DISCREET), "text": OURS + "\n\nThe police said so."},
            own.NotFit,
        ),
        ({"from_on": (NOW - timedelta(days=1)).date()}, own.DayHasPassed),
    ],
)
def test_words_that_may_not_be_used_are_not_kept(
    manager: User, changes: Any, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        write(manager, **changes)

    assert not OwnWording.objects.exists()


def test_a_coordinator_writes_none(manager: User) -> None:
    with pytest.raises(own.NotYours):
        write(make.caseworker())


def test_a_manager_of_one_programme_writes_for_that_one_only() -> None:
    juno = ours("JUNO")
    other = ours("CARA")
    boss = make.caseworker(Role.MANAGER)
    Membership.objects.filter(user=boss).update(programme_code="JUNO")
    boss = User.objects.get(pk=boss.pk)

    write(boss, programme=juno)
    for programme in (None, other):
        with pytest.raises(own.NotYours):
            write(boss, programme=programme)


def test_a_template_language_in_the_row_itself_is_only_words(manager: User) -> None:
    """Written past every check, straight into the table: still nothing is run."""
    hostile = "# X\n\n{{ letter.name }} {% include 'base.html' %} {name.__class__} {% now 'Y' %}"
    OwnWording.objects.create(
        provider=make.provider(), purpose=LETTER.slug, language="en", text=hostile, from_on=NOW.date(),
        written_at=NOW, written_by="Mallory",
    )  # fmt: skip

    found = " ".join(said(made(letter())).split())

    assert "{{ letter.name }} {% include 'base.html' %} {name.__class__} {% now 'Y' %}" in found


# --- the pages ---


@pytest.fixture
def desk(manager: User) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield client_of(manager)


def url(slot: Any = LETTER) -> str:
    return reverse("correspondence:words", args=[slot.slug])


TODAY = {"from_on-day": "2", "from_on-month": "11", "from_on-year": "2026"}


def typed(**changes: Any) -> dict[str, Any]:
    return {"text": OURS, "programme": "ALL", "language": "en", **TODAY, **changes}


def test_a_manager_sees_every_set_of_words_and_opens_each(desk: Client) -> None:
    listed = desk.get(reverse("correspondence:all_words")).content.decode()

    for slot in SLOTS.values():
        assert url(slot) in listed
        assert desk.get(url(slot)).status_code == 200
    assert reverse("correspondence:all_words") in desk.get(reverse("correspondence:outbox")).content.decode()


def test_a_preview_shows_the_words_filled_and_keeps_nothing(desk: Client) -> None:
    shown = desk.post(url(), {"submission": uuid4(), "version": "", **typed(), "do": "preview"})

    page = shown.content.decode()
    assert "Tea is ready for you at Harbour Hall." in page
    assert "These words can be used." in page
    assert "Tea is ready for you at {venue}." in page  # what was typed is still there
    assert not OwnWording.objects.exists()


def test_while_somebody_types_only_the_preview_is_answered(desk: Client) -> None:
    shown = desk.post(url(), typed(text=OURS + " JUNO {x}", do="preview"), HTTP_HX_REQUEST="true")

    page = shown.content.decode()
    assert "<h1" not in page
    assert "Take out {x}" in page
    assert not OwnWording.objects.exists()


def test_words_are_saved_dated_and_listed_with_who_wrote_them(desk: Client, manager: User) -> None:
    answer = send(desk, url(), **typed())

    assert answer.url == url()
    row = OwnWording.objects.get()
    assert (row.text, row.purpose, row.from_on) == (OURS, LETTER.slug, NOW.date())
    assert Event.objects.filter(verb="wording.write_wording", subject_id=row.pk).count() == 1
    page = desk.get(url()).content.decode()
    assert "From Monday 2 November 2026: All programmes, by Jo Marsh" in page
    assert (
        "Your own words since Monday 2 November 2026"
        in desk.get(reverse("correspondence:all_words")).content.decode()
    )
    assert "We have kept a place for you" in desk.get(url() + "?came").content.decode()


def test_words_that_do_not_fit_are_sent_back_with_every_reason_and_nothing_lost(desk: Client) -> None:
    bad = OURS + "\n\nYou failed. See www.example.org {x}"
    answer = send(desk, url(), **typed(text=bad))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.index("Error: ") < page.index("<h1")
    assert "Take out {x}" in page
    assert "You failed. See www.example.org {x}" in page
    assert not OwnWording.objects.exists()


def test_no_page_of_words_is_a_coordinators(manager: User) -> None:
    client = client_of(make.caseworker())

    assert client.get(url()).status_code == 403
    assert client.get(reverse("correspondence:all_words")).status_code == 403
    assert "Change the words" not in client.get(reverse("correspondence:outbox")).content.decode()


def test_an_unknown_set_of_words_is_not_found(desk: Client) -> None:
    assert desk.get("/messages/words/nothing-of-the-kind/").status_code == 404
