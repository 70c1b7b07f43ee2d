"""The pages of texts that came back: on Today, in a list without a word of them, and one by one."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from audit.models import Event
from correspondence import replies
from correspondence.models import Message, Reply
from correspondence.replies import AlreadySettled, Came
from tests.factories import correspondence as make
from tests.factories import referrals
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "NOW", timezone.now() - timedelta(minutes=5))


@pytest.fixture
def worker() -> User:
    return make.caseworker()


@pytest.fixture
def browser(worker: User) -> Client:
    return signed_in(worker)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def came(words: str = "Can I bring my sister?", number: str = "+447700900123") -> Reply:
    reply = replies.take(Came(uuid4().hex, number, words), carrier="TWILIO", at=make.NOW)
    assert reply is not None
    return reply


def page(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reply_stands_on_today_until_somebody_has_dealt_with_it(browser: Client, worker: User) -> None:
    make.message(make.open_woman())
    reply = came()
    assert "1 text to read" in page(browser, "/today/")
    assert "1 text came back and waits to be read" in page(browser, "/messages/")

    shown = page(browser, f"/messages/replies/{reply.pk}/")
    assert "Can I bring my sister?" in shown
    data = {"submission": str(uuid4()), "version": ""}
    answer = browser.post(f"/messages/replies/{reply.pk}/", data, follow=True)

    assert "Taken off the list." in answer.content.decode()
    settled = Reply.objects.get()
    assert (settled.settled_by, list(Reply.objects.to_read())) == (worker.trail_name, [])
    assert "text to read" not in page(browser, "/today/")
    assert "I have dealt with it" not in page(browser, f"/messages/replies/{reply.pk}/")
    assert Event.objects.filter(verb="reply.settle", subject_id=reply.pk).count() == 1
    assert Event.objects.filter(verb="reply.view", subject_id=reply.pk).count() >= 1


def test_a_reply_stands_on_her_case() -> None:
    case = referrals.accepted(ProgrammeFactory.create(code="JUNO"))
    browser = signed_in(referrals.worker_of(case))
    text = Message.objects.create(
        key="one", purpose="X", channel="TEXT", wording="DISCREET", status="SENT", participant=case.participant,
        about_id=case.pk, provider=case.programme.provider, seal_key_id=case.seal_key_id, due_at=make.NOW,
        written_at=make.NOW, written_by="Jo", ended_at=make.NOW, ended_by="Jo",
    )  # fmt: skip
    reply = came("he is here", number=case.participant.phone if case.participant else "")
    assert reply.message == text

    shown = page(browser, f"/cases/{case.pk}/letters/")

    assert "A text that came back" in shown
    assert f"/messages/replies/{reply.pk}/" in shown
    assert "he is here" not in shown
    assert f"/cases/{case.pk}/" in page(browser, f"/messages/replies/{reply.pk}/")


def test_no_word_of_a_reply_is_in_a_list(browser: Client) -> None:
    make.open_woman()
    came("he is here")

    for url in ("/messages/replies/", "/today/", "/messages/"):
        assert "he is here" not in page(browser, url)
        assert "900123" not in page(browser, url)


def test_a_reply_that_says_stop_says_what_was_done(browser: Client) -> None:
    make.open_woman()
    reply = came("STOP")

    assert "No more texts" in page(browser, "/messages/replies/")
    assert "None is sent to this number any more" in page(browser, f"/messages/replies/{reply.pk}/")


def test_a_reply_from_nobody_we_know_is_shown_with_its_number(browser: Client) -> None:
    make.provider()
    reply = came(number="+447700900777")

    assert "A number nobody has" in page(browser, "/messages/replies/")
    assert "+447700900777" in page(browser, f"/messages/replies/{reply.pk}/")


def test_another_provider_sees_nothing_of_it() -> None:
    make.open_woman()
    reply = came()
    elsewhere = Organisation.objects.create(kind="PROVIDER", code="OTHER", name="Other")
    stranger = User.objects.create_user("stranger@other.example")
    Membership.objects.create(user=stranger, organisation=elsewhere, role=Role.COORDINATOR)
    browser = signed_in(stranger)

    assert browser.get(f"/messages/replies/{reply.pk}/").status_code == 404
    assert str(reply.pk) not in page(browser, "/messages/replies/")


def test_two_people_at_once_settle_it_once(worker: User) -> None:
    make.open_woman()
    reply = came()
    replies.settle(reply, by=worker, at=timezone.now())

    with pytest.raises(AlreadySettled):
        replies.settle(reply, by=worker, at=timezone.now())


def test_the_list_needs_no_more_questions_for_many(browser: Client) -> None:
    counts = []
    for number in (1, 8):
        for _ in range(number):
            make.open_woman()
            came()
        with CaptureQueriesContext(connection) as asked:
            page(browser, "/messages/replies/")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 25
