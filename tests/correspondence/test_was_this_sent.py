"""The page "Was this sent?": what was begun and never finished, and its three answers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role
from audit.models import Event
from casework.invariants import messages as invariants
from correspondence import by_hand, outbox, sent_or_not, tracing
from correspondence.models import Message
from correspondence.moves import CannotMove
from correspondence.statuses import Channel, MessageStatus
from tests.factories import correspondence as make
from ui import keyset

pytestmark = pytest.mark.django_db
S = MessageStatus
URL = "/messages/was-this-sent/"


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch, office_hours: None) -> None:
    monkeypatch.setattr(make, "NOW", timezone.now() - timedelta(hours=2))


@pytest.fixture
def worker() -> User:
    return make.caseworker()


@pytest.fixture
def browser(worker: User) -> Client:
    client = Client()
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    return client


def begun(*, later: timedelta = timedelta(), **fields: Any) -> Message:
    """A text somebody opened on the office phone an hour ago, or that much later, and never ticked."""
    text = make.message(make.open_woman(), **{"at": make.NOW, "due_at": make.NOW, **fields})
    return by_hand.hand_out(text, by=make.caseworker(), at=make.NOW + timedelta(hours=1) + later)


def swept() -> None:
    tracing.recover(timezone.now)


def page(browser: Client, url: str = URL) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser: Client, message: Message, verb: str, submission: str = "") -> str:
    data = {"submission": submission or str(uuid4()), "version": ""}
    answer = browser.post(f"/messages/{message.pk}/{verb}/?back=asked", data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def events(message: Message, verb: str) -> int:
    return Event.objects.filter(verb=f"message.{verb}", subject_id=message.pk).count()


def references(html: str) -> list[str]:
    return re.findall(r"<h2[^>]*>.*?(JUNO-\d+)", html, re.S)


def test_an_empty_page_says_what_that_means(browser: Client) -> None:
    make.message(make.open_woman(), at=make.NOW, due_at=make.NOW)

    assert "Of every message it is known whether it went." in page(browser)


def test_each_question_says_where_to_look_and_names_nobody(browser: Client) -> None:
    text = begun()
    swept()

    html = page(browser)

    assert references(html) == [text.reference]
    assert "Look in the sent texts on the office phone." in html
    assert "nobody ticked what happened" in html
    for verb in ("say_sent", "say_not_sent", "cannot_tell"):
        assert html.count(f"/messages/{text.pk}/{verb}/?back=asked") == 1
    assert "Penhaligon" not in html
    assert "07700 900123" not in html
    assert Event.objects.filter(verb="message.list_unsure").exists()


@pytest.mark.parametrize(
    ("verb", "status", "says"),
    [
        ("say_sent", S.SENT, "Marked as sent."),
        ("say_not_sent", S.QUEUED, "It is sent again, if"),
        ("cannot_tell", S.UNSURE, "Nothing is sent again."),
    ],
)
def test_an_answer_is_written_down_once_and_leads_back(
    browser: Client, worker: User, verb: str, status: MessageStatus, says: str
) -> None:
    text, other = begun(), begun()
    swept()
    same = str(uuid4())

    answer = press(browser, text, verb, same)
    again = press(browser, text, verb, same)

    assert says in answer
    assert references(answer) == references(again) == [other.reference]
    assert now(text).status == status
    assert events(text, verb) == 1
    assert Event.objects.get(verb=f"message.{verb}", subject_id=text.pk).who_id == worker.pk
    assert invariants.no_message_is_without_end_or_task() == []


def test_what_nobody_can_tell_is_work_of_another_kind(browser: Client) -> None:
    text = begun()
    swept()
    press(browser, text, "cannot_tell")

    listed = page(browser, "/messages/")
    one = page(browser, f"/messages/{text.pk}/")

    assert "Nobody can tell whether these went" in listed
    assert "Was this sent?" not in listed
    assert outbox.send_due(clock=timezone.now).counts == {}, "nothing goes a second time"
    assert list(Message.objects.needing_a_person()) == [now(text)]
    assert "Ring her instead" in one
    assert "I have dealt with it" in one
    assert "I cannot tell" not in one


def test_a_second_person_who_cannot_tell_either_is_told(browser: Client) -> None:
    text = begun()
    swept()
    by_hand.cannot_tell(text, by=make.caseworker(), at=timezone.now())

    answer = press(browser, text, "cannot_tell")

    assert "Somebody has said already that it cannot be told." in answer
    assert events(text, "cannot_tell") == 1


def test_what_was_found_out_later_can_still_be_said(browser: Client) -> None:
    text = begun()
    swept()
    press(browser, text, "cannot_tell")

    press(browser, text, "say_sent")

    assert (now(text).status, now(text).why) == (S.SENT, "")


def test_what_no_sweep_has_looked_at_is_asked_too(browser: Client) -> None:
    """Where the worker is gone for good nobody else would ask."""
    text = begun()
    assert now(text).status == S.SENDING
    assert references(page(browser)) == [text.reference]
    assert f'href="{URL}"' in page(browser, "/messages/")

    press(browser, text, "say_not_sent")

    assert (now(text).status, now(text).attempts) == (S.QUEUED, 0)
    assert events(text, "doubt") == events(text, "say_not_sent") == 1


@pytest.mark.parametrize("after", [by_hand.IN_HAND, tracing.LOOKED_AT], ids=["in hand", "a sweep comes yet"])
@pytest.mark.parametrize("verb", ["say_sent", "say_not_sent", "cannot_tell"])
def test_what_may_still_be_going_is_not_asked_about(verb: str, after: timedelta) -> None:
    text = make.message(make.open_woman(), at=make.NOW, due_at=make.NOW)
    by_hand.hand_out(text, by=make.caseworker(), at=make.NOW)
    early = make.NOW + after - timedelta(seconds=1)

    with pytest.raises(CannotMove):
        getattr(by_hand, verb)(text, by=make.caseworker(), at=early)

    assert sent_or_not.questions(Message.objects.all(), at=early, query={}).questions == []
    assert now(text).status == S.SENDING


def test_one_under_a_lease_is_not_asked_about_however_long_ago_it_began() -> None:
    """A carrier that is asked after it, or a clock that was wrong: somebody has it."""
    text = begun(later=timedelta(hours=-1))
    at = timezone.now()
    Message.objects.filter(pk=text.pk).update(lease_until=at + timedelta(seconds=1))

    with pytest.raises(CannotMove):
        by_hand.say_not_sent(text, by=make.caseworker(), at=at)

    assert sent_or_not.questions(Message.objects.all(), at=at, query={}).questions == []


def test_what_came_too_late_is_not_sent_again_by_a_no(browser: Client) -> None:
    text = begun(not_after=timezone.now() - timedelta(minutes=1))
    swept()
    asked = page(browser)
    assert "Its day has passed" in asked
    assert "No, it did not go" in asked
    assert "No, send it again" not in asked

    press(browser, text, "say_not_sent")
    outbox.send_due(clock=timezone.now)

    assert now(text).status == S.TOO_LATE


def test_an_email_is_looked_for_elsewhere_than_a_text(browser: Client) -> None:
    mail = make.message(make.open_woman(), Channel.EMAIL, at=make.NOW, due_at=make.NOW)
    Message.objects.filter(pk=mail.pk).update(
        status=S.UNSURE, carrier="SMTP", why="CRASHED", effect_started_at=make.NOW,
        ended_at=make.NOW, ended_by="JUNO",
    )  # fmt: skip

    assert "Look in the sent mail" in page(browser)


def test_the_oldest_stands_first_and_no_page_loses_or_repeats_one(browser: Client) -> None:
    made = [
        # What was due first was begun last, and many at one moment.
        begun(later=timedelta(minutes=n % 7), due_at=make.NOW - timedelta(minutes=n))
        for n in range(keyset.SIZE + 5)
    ]
    swept()
    expected = [m.reference for m in sorted(made, key=lambda m: (m.effect_started_at, m.pk))]

    first = page(browser)
    link = re.search(r'href="([^"]*\?newer=[^"]+)"', first)
    assert link is not None
    second = page(browser, link[1])
    back = re.search(r'href="([^"]*\?older=[^"]+)"', second)
    assert back is not None

    assert references(first) + references(second) == expected
    assert references(page(browser, back[1])) == references(first)
    assert references(page(browser, f"{URL}?newer=nonsense")) == references(first)


def test_a_page_of_twenty_costs_what_a_page_of_one_does(browser: Client) -> None:
    counts = []
    for more in (1, 19):
        for _ in range(more):
            begun()
        swept()
        page(browser)
        with CaptureQueriesContext(connection) as queries:
            page(browser)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


def test_another_providers_questions_are_not_asked_here(browser: Client) -> None:
    text = begun()
    swept()
    other = Organisation.objects.create(kind="PROVIDER", code="OTHER", name="Other")
    Message.objects.filter(pk=text.pk).update(provider=other)

    assert text.reference not in page(browser)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.COORDINATOR, Role.MANAGER}])
def test_only_caseworkers_are_asked(role: Role) -> None:
    client = Client()
    client.force_login(make.caseworker(role), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(URL).status_code == 403


def test_the_outbox_and_today_lead_here(browser: Client) -> None:
    begun()
    swept()

    assert f'href="{URL}"' in page(browser, "/messages/")
    assert f'href="{URL}"' in page(browser, "/today/")


def test_today_asks_no_second_time_what_nobody_can_tell(browser: Client) -> None:
    text = begun()
    swept()
    press(browser, text, "cannot_tell")

    html = page(browser, "/today/")

    assert text.reference in html
    assert f'href="{URL}"' not in html
