"""The pages of letters and texts, as a browser without JavaScript meets them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role
from audit.models import Event
from correspondence import actions, by_hand, outbox, print_files, print_runs, tracing
from correspondence.models import Message, PrintRun
from correspondence.statuses import Channel, MessageStatus
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
S = MessageStatus


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch, office_hours: None) -> None:
    monkeypatch.setattr(make, "NOW", timezone.now() - timedelta(minutes=5))


@pytest.fixture
def worker() -> User:
    return make.caseworker()


@pytest.fixture
def browser(worker: User) -> Client:
    client = Client()
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    return client


def due(channel: Channel = Channel.TEXT, **fields: object) -> Message:
    woman = make.woman()
    make.said(woman, at=make.NOW, **make.ALL_YES)
    return make.message(woman, channel, due_at=make.NOW, at=make.NOW, **fields)


def page(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser: Client, message: Message, verb: str, **changes: object) -> str:
    data = {"submission": str(uuid4()), "version": "", **changes}
    answer = browser.post(f"/messages/{message.pk}/{verb}/", data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_an_empty_outbox_says_what_that_means(browser: Client) -> None:
    assert "Nothing to send, and nothing went wrong" in page(browser, "/messages/")


def test_a_due_text_is_opened_sent_and_ticked(browser: Client) -> None:
    text = due()
    listed = page(browser, "/messages/")
    assert "Texts to send from the office phone" in listed
    assert "07700 900123" not in page(browser, f"/messages/{text.pk}/")

    opened = press(browser, text, "hand_out")
    assert "07700 900123" in opened
    assert re.search(r"see you (on )?\w{3} \d+ \w{3}", opened)
    done = press(browser, text, "mark_sent")

    assert "Marked as sent." in done
    assert now(text).status == S.SENT


def test_pressing_twice_acts_once(browser: Client) -> None:
    text = due()
    same = str(uuid4())

    press(browser, text, "hand_out", submission=same)
    again = press(browser, text, "hand_out", submission=same)

    assert "07700 900123" in again
    assert Event.objects.filter(verb="message.claim", subject_id=text.pk).count() == 1


def test_a_text_somebody_else_has_opened_says_so(browser: Client) -> None:
    text = due()
    by_hand.hand_out(text, by=make.caseworker(), at=timezone.now())

    answer = press(browser, text, "hand_out")

    assert "There is a problem" in answer
    assert "<title>Error: " in answer


def test_a_stopped_text_says_why_and_shows_no_number(browser: Client) -> None:
    text = due()
    assert text.participant is not None
    make.said(text.participant, text="NO", at=timezone.now() - timedelta(seconds=30))

    answer = press(browser, text, "hand_out")

    assert "She said no to this." in answer
    assert "07700 900123" not in answer


def test_was_this_sent_is_asked_and_answered(browser: Client) -> None:
    text = due()
    by_hand.hand_out(text, by=make.caseworker(), at=make.NOW)
    tracing.recover(lambda: make.NOW + by_hand.IN_HAND)
    assert "Was this sent?" in page(browser, "/messages/")

    press(browser, text, "say_sent")

    assert now(text).status == S.SENT
    assert "Was this sent?" not in page(browser, "/messages/")


def test_a_name_is_in_no_title_address_or_list(browser: Client) -> None:
    text, letter = due(), due(Channel.LETTER)
    outbox.send_due(clock=timezone.now)

    for url in ("/messages/", "/messages/letters/", f"/messages/{text.pk}/", f"/messages/{letter.pk}/"):
        html = page(browser, url)
        assert "Penhaligon" not in html
        assert "Siân" not in re.search(r"<title>(.*?)</title>", html, re.S)[1]  # type: ignore[index]


def test_letters_are_printed_as_one_run_and_marked_posted(browser: Client) -> None:
    letters = [due(Channel.LETTER) for _ in range(2)]
    outbox.send_due(clock=timezone.now)
    html = page(browser, "/messages/letters/")
    assert html.count('name="letters"') == 2

    data = {"submission": str(uuid4()), "letters": [str(letter.pk) for letter in letters]}
    made = browser.post("/messages/letters/", data, follow=True)
    assert "The letters are being made" in made.content.decode()
    print_files.make_all(at=timezone.now())
    run = PrintRun.objects.get()
    file = browser.get(f"/messages/runs/{run.pk}/file/")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'inline; filename="letters.pdf"'
    assert file.content.startswith(b"%PDF-")
    closed = browser.post(
        f"/messages/runs/{run.pk}/", {"submission": str(uuid4()), "outcome": "ALL"}, follow=True
    )

    assert "2 marked as posted" in closed.content.decode()
    assert {now(letter).status for letter in letters} == {S.POSTED}
    assert Event.objects.filter(verb="message.print").count() == 2
    assert "This run is finished" in page(browser, f"/messages/runs/{run.pk}/")


def test_a_letter_that_may_not_go_is_left_out_with_its_reason(browser: Client) -> None:
    letter = due(Channel.LETTER)
    outbox.send_due(clock=timezone.now)
    assert letter.participant is not None
    make.said(letter.participant, post="NO", at=timezone.now())

    html = page(browser, "/messages/letters/")

    assert "Left out" in html
    assert "She said no to this." in html
    assert 'name="letters"' not in html


@pytest.mark.parametrize("file", ["file", "labels"])
def test_a_letter_stopped_in_a_run_is_named_and_its_file_is_not_given_out(
    file: str, browser: Client, worker: User
) -> None:
    good, stopped = due(Channel.LETTER), due(Channel.LETTER)
    outbox.send_due(clock=timezone.now)
    run = print_runs.make_run(make.provider(), [good.pk, stopped.pk], by=worker, at=timezone.now())
    print_files.make_all(at=timezone.now())
    assert "Not to be posted" not in page(browser, f"/messages/runs/{run.pk}/")
    assert stopped.participant is not None
    make.said(stopped.participant, post="NO", at=timezone.now())
    actions.withdraw_unsafe(stopped.participant, by=worker, at=timezone.now())

    html = page(browser, f"/messages/runs/{run.pk}/")
    refused = browser.get(f"/messages/runs/{run.pk}/{file}/", follow=True).content.decode()
    print_files.make_all(at=timezone.now())
    given = browser.get(f"/messages/runs/{run.pk}/{file}/")

    assert "Not to be posted" in html
    assert "take it out and shred it" in html
    assert "being made again without it" in refused
    assert given["Content-Type"] == "application/pdf"


def test_a_letter_tells_in_which_runs_it_was_and_a_finished_run_what_became_of_each(
    browser: Client, worker: User
) -> None:
    letter = due(Channel.LETTER)
    outbox.send_due(clock=timezone.now)
    first = print_runs.make_run(make.provider(), [letter.pk], by=worker, at=timezone.now())
    print_files.make_all(at=timezone.now())
    print_runs.close_run(first, printed=[], reason="Paper jam", by=worker, at=timezone.now())
    second = print_runs.make_run(make.provider(), [letter.pk], by=worker, at=timezone.now())
    print_files.make_all(at=timezone.now())
    html = page(browser, f"/messages/{letter.pk}/")
    assert html.index("In the run") < html.index("Did not print: Paper jam")

    [item] = print_runs.items_of(second)
    print_runs.close_run(second, printed=[item.pk], reason="", by=worker, at=timezone.now())

    assert html.count("/messages/runs/") == 2
    assert "Printed" in page(browser, f"/messages/{letter.pk}/")
    assert "Did not print: Paper jam" in page(browser, f"/messages/runs/{first.pk}/")


def test_how_many_letters_are_still_to_be_made_is_said(browser: Client) -> None:
    due(Channel.LETTER)
    outbox.send_due(clock=timezone.now)
    assert "to be made" not in page(browser, "/messages/letters/")
    due(Channel.LETTER)
    later = due(Channel.LETTER)
    Message.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(days=1))

    assert "1 letter is ready to print, 1 more to be made" in page(browser, "/messages/letters/")


def test_more_letters_than_one_run_takes_are_counted(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_runs, "MOST", 2)
    for _ in range(3):
        due(Channel.LETTER)
    outbox.send_due(clock=timezone.now)

    assert "3 letters wait. One print run takes 2 of them" in page(browser, "/messages/letters/")


def test_some_did_not_print_asks_which_and_why(browser: Client, worker: User) -> None:
    letter = due(Channel.LETTER)
    outbox.send_due(clock=timezone.now)
    run = print_runs.make_run(make.provider(), [letter.pk], by=worker, at=timezone.now())
    print_files.make_all(at=timezone.now())

    answer = browser.post(f"/messages/runs/{run.pk}/", {"submission": str(uuid4()), "outcome": "SOME"})

    html = answer.content.decode()
    assert "Choose the letters that did not print" in html
    assert "Write what happened" in html
    assert now(letter).status == S.BATCHED


def test_one_letter_is_opened_as_a_pdf_and_recorded(browser: Client) -> None:
    letter = due(Channel.LETTER)
    assert browser.get(f"/messages/{letter.pk}/letter/").status_code == 404
    outbox.send_due(clock=timezone.now)

    answer = browser.get(f"/messages/{letter.pk}/letter/")

    assert answer["Content-Disposition"] == 'inline; filename="letter.pdf"'
    assert Event.objects.filter(verb="message.letter", subject_id=letter.pk).exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.COORDINATOR, Role.MANAGER}])
def test_only_caseworkers_come_in(role: Role) -> None:
    text = due()
    client = Client()
    client.force_login(make.caseworker(role), backend="django.contrib.auth.backends.ModelBackend")

    for url in ("/messages/", "/messages/letters/", f"/messages/{text.pk}/"):
        assert client.get(url).status_code == 403


def test_another_providers_messages_do_not_exist_here(browser: Client, worker: User) -> None:
    text = due()
    other = Organisation.objects.create(kind="PROVIDER", code="OTHER", name="Other")
    Message.objects.filter(pk=text.pk).update(provider=other)

    assert browser.get(f"/messages/{text.pk}/").status_code == 404
    assert browser.post(f"/messages/{text.pk}/hand_out/", {"submission": str(uuid4())}).status_code == 404
    assert text.reference not in page(browser, "/messages/")
    assert now(text).status == S.QUEUED


def test_an_unknown_verb_is_not_found(browser: Client) -> None:
    assert browser.post(f"/messages/{due().pk}/destroy/", {}).status_code == 404


@pytest.mark.parametrize("url", ["/messages/", "/messages/letters/"])
def test_a_list_of_five_costs_as_many_queries_as_a_list_of_one(browser: Client, url: str) -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            due()
            due(Channel.LETTER)
        outbox.send_due(clock=timezone.now)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25
