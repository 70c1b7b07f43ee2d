"""A sign-in code is on its way before the mail server has said a word."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts import posting
from tests.correspondence.smtp_sink import Sink, sink
from tests.factories import accounts, referrals
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> str:
    force = referrals.force_of(ProgrammeFactory.create(code="JUNO"))
    return accounts.officer(force).email


@pytest.fixture
def post(settings: Settings) -> Iterator[Sink]:
    with sink() as running:
        by_smtp(settings, running.port)
        yield running


def by_smtp(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 5


def on_their_way() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == posting.THREAD]


def wait_until_sent() -> None:
    for thread in on_their_way():
        thread.join(60)


@pytest.mark.parametrize("path", ["/sign-in/code/", "/password/reset/"])
def test_the_page_answers_while_the_mail_server_says_nothing(
    path: str, officer: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "WAITS", (0.0,))
    with socket.create_server(("127.0.0.1", 0)) as mute:
        by_smtp(settings, mute.getsockname()[1])

        answer = Client().post(path, {"email": officer})

        assert answer.status_code == 302
        assert len(on_their_way()) == 1, "the server has not greeted yet, and nobody waited for it"
    wait_until_sent()


def test_the_code_arrives_and_signs_in(officer: str, post: Sink) -> None:
    browser = Client()
    browser.post("/sign-in/code/", {"email": officer})
    wait_until_sent()

    [mail] = [message_from_bytes(raw) for raw in post.mails]
    code = re.search(r"code is: (\S+)", str(mail.get_payload()))

    assert mail["To"] == officer
    assert code
    browser.post(reverse("account_confirm_login_code"), {"code": code.group(1)})
    assert "_auth_user_id" in browser.session


def test_a_server_that_says_later_is_asked_again(
    officer: str, post: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "WAITS", (0.0, 0.2, 0.2))
    monkeypatch.setattr("accounts.posting.sleep", lambda wait: post.replies.clear() if wait else None)
    post.replies["DATA"] = "451 later"

    Client().post("/sign-in/code/", {"email": officer})
    wait_until_sent()

    assert len(post.mails) == 1


def test_a_mail_nobody_takes_is_given_up_and_said(
    officer: str, post: Sink, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(posting, "WAITS", (0.0, 0.0))
    post.replies["DATA"] = "550 no"

    Client().post("/sign-in/code/", {"email": officer})
    wait_until_sent()

    assert post.mails == []
    assert "could not be sent" in caplog.text
    assert officer not in caplog.text
