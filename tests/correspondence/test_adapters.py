"""What every adapter promises, whoever is at the other end: the same tests for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from correspondence import gate
from correspondence.adapters import adapters, http
from correspondence.adapters.base import Adapter, Content, Doubt, Rejected, State, Trace, Trouble
from correspondence.adapters.notify import token
from correspondence.gate import Destination
from correspondence.statuses import Channel
from participants.safe_contact import Way
from tests.correspondence.providers import NotifyDesk, Provider, TwilioDesk, provider, settings_for
from tests.correspondence.smtp_sink import Sink, closed_port, sink
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
KEY = "0198a6a2-4f2e-7c1d-9b53-0d8a6a2f4e01"
WORDS = "Hi Siân, see you Wed 11 Nov 10am. Jo"
PDF = b"%PDF-1.7 a letter"
CONTENT = Content(KEY, "A note from Jo", WORDS, PDF)

KINDS = ["smtp", "notify text", "notify e-mail", "notify letter", "twilio"]
ASKABLE = [kind for kind in KINDS if kind != "smtp"]


@dataclass
class Rig:
    """One adapter with the real other side, and how to look into it."""

    adapter: Adapter
    way: Way
    wrong_way: Way
    fault: Callable[[str], None]
    taken: Callable[[], list[tuple[str, str]]]
    reaches: tuple[str, str]
    nobody_listens: Callable[[], None]
    other_side: Any


@pytest.fixture
def rig(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Rig]:
    kind: str = request.param
    with ExitStack() as stack:
        if kind == "smtp":
            yield _smtp(stack.enter_context(sink()), settings)
            return
        desk = TwilioDesk if kind == "twilio" else NotifyDesk
        yield _by_http(kind, stack.enter_context(provider(desk)), settings)


def _smtp(post: Sink, settings: Settings) -> Rig:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1

    def fault(name: str) -> None:
        replies = {
            "busy": ("RCPT", "451 later"),
            "address": ("RCPT", "550 no"),
            "nonsense": ("DOT", "bananas"),
        }
        if name in {"mute", "cut"}:
            post.mute_at = "DOT"
        else:
            command, answer = replies[name]
            post.replies[command] = answer

    def taken() -> list[tuple[str, str]]:
        mails = [message_from_bytes(raw) for raw in post.mails]
        return [(str(m["To"]), m.get_payload(decode=True).decode().strip()) for m in mails]  # type: ignore[union-attr]

    def nobody() -> None:
        settings.EMAIL_PORT = closed_port()

    return Rig(
        adapters()[Channel.EMAIL], Way.EMAIL, Way.TEXT, fault, taken, ("sian@post.example", WORDS), nobody, post
    )  # fmt: skip


def _by_http(kind: str, other: Provider, settings: Settings) -> Rig:
    for name, value in settings_for(other).items():
        setattr(settings, name, value)
    by, _, what = kind.partition(" ")
    channel = {"e-mail": Channel.EMAIL, "letter": Channel.LETTER}.get(what, Channel.TEXT)
    setattr(settings, f"JUNO_{channel.value}S_BY", by)
    way = {Channel.EMAIL: Way.EMAIL, Channel.LETTER: Way.POST}.get(channel, Way.TEXT)
    reaches = {
        "notify text": ("07700 900123", WORDS),
        "notify e-mail": ("sian@post.example", WORDS),
        "notify letter": ("", PDF.decode()),
        "twilio": ("+447700900123", WORDS),
    }[kind]

    def fault(name: str) -> None:
        other.fault = {"busy": "429"}.get(name, name)

    def taken() -> list[tuple[str, str]]:
        return [(one.to, one.body.decode() or one.words) for one in other.kept]

    def nobody() -> None:
        settings.JUNO_NOTIFY_URL = settings.JUNO_TWILIO_URL = f"http://127.0.0.1:{closed_port()}"

    wrong = Way.TEXT if way is not Way.TEXT else Way.EMAIL
    return Rig(adapters()[channel], way, wrong, fault, taken, reaches, nobody, other)


def leave_for(way: Way) -> Destination:
    return gate.open_for(make.open_woman(), way, at=make.NOW)


def trace(ref: str = "", since: datetime | None = None, **more: Any) -> Trace:
    return Trace(KEY, ref, "07700 900123", WORDS, since or timezone.now(), **more)


def every(kinds: list[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rig", kinds, indirect=True)


@every(KINDS)
def test_it_sends_once_to_where_the_gate_said(rig: Rig) -> None:
    ref = rig.adapter.send(leave_for(rig.way), CONTENT)

    assert rig.taken() == [rig.reaches]
    assert bool(ref) == rig.adapter.tells
    assert rig.adapter.carrier


@every(KINDS)
def test_leave_for_another_way_is_not_enough(rig: Rig) -> None:
    with pytest.raises(TypeError):
        rig.adapter.send(leave_for(rig.wrong_way), CONTENT)

    assert rig.taken() == []


@every(KINDS)
def test_where_nobody_listens_nothing_went_and_it_may_be_tried_again(rig: Rig) -> None:
    rig.nobody_listens()

    with pytest.raises(Trouble):
        rig.adapter.send(leave_for(rig.way), CONTENT)


@every(KINDS)
def test_come_back_later_is_trouble_and_nothing_went(rig: Rig) -> None:
    rig.fault("busy")

    with pytest.raises(Trouble):
        rig.adapter.send(leave_for(rig.way), CONTENT)

    assert rig.taken() == []


@every(KINDS)
def test_a_wrong_address_is_refused_for_good(rig: Rig) -> None:
    rig.fault("address")

    with pytest.raises(Rejected) as refused:
        rig.adapter.send(leave_for(rig.way), CONTENT)

    assert refused.value.code
    assert rig.taken() == []


@every(KINDS)
@pytest.mark.parametrize("fault", ["mute", "cut", "nonsense"])
def test_silence_and_nonsense_after_the_words_are_doubt(rig: Rig, fault: str) -> None:
    rig.fault(fault)

    with pytest.raises(Doubt):
        rig.adapter.send(leave_for(rig.way), CONTENT)


@every(ASKABLE)
@pytest.mark.parametrize("fault", ["504"])
def test_a_gateway_that_gave_up_is_doubt(rig: Rig, fault: str) -> None:
    rig.fault(fault)

    with pytest.raises(Doubt):
        rig.adapter.send(leave_for(rig.way), CONTENT)


@every([kind for kind in ASKABLE if kind != "twilio"])
def test_of_a_500_notify_says_that_nothing_was_taken(rig: Rig) -> None:
    rig.fault("500")

    with pytest.raises(Trouble):
        rig.adapter.send(leave_for(rig.way), CONTENT)


@every(["twilio"])
def test_of_a_500_twilio_says_nothing(rig: Rig) -> None:
    rig.fault("500")

    with pytest.raises(Doubt):
        rig.adapter.send(leave_for(rig.way), CONTENT)


@every(KINDS)
def test_what_was_never_sent_is_not_known(rig: Rig) -> None:
    assert rig.adapter.fate(trace()) is None
    if rig.adapter.tells:
        assert rig.adapter.fate(trace("00000000-0000-4000-8000-000000000000")) is None


@every(ASKABLE)
def test_what_went_and_was_not_answered_is_found_without_its_number(rig: Rig) -> None:
    rig.fault("cut")
    with pytest.raises(Doubt):
        rig.adapter.send(leave_for(rig.way), CONTENT)
    rig.fault("")

    fate = rig.adapter.fate(trace())

    assert fate is not None
    assert fate.state is State.UNDER_WAY
    assert fate.ref == rig.other_side.kept[0].id


@every(ASKABLE)
def test_an_earlier_try_is_not_taken_for_this_one(rig: Rig) -> None:
    first = rig.adapter.send(leave_for(rig.way), CONTENT)

    assert rig.adapter.fate(trace(old=frozenset({first}))) is None


@every(["twilio"])
def test_the_same_words_of_an_hour_ago_are_another_text(rig: Rig) -> None:
    rig.adapter.send(leave_for(rig.way), CONTENT)

    assert rig.adapter.fate(trace(since=timezone.now() + timedelta(hours=1))) is None


@every(ASKABLE)
@pytest.mark.parametrize(("good", "bad"), [(True, False), (False, True)])
def test_what_became_of_it_is_read_by_its_number(rig: Rig, good: bool, bad: bool) -> None:
    ref = rig.adapter.send(leave_for(rig.way), CONTENT)
    kept = rig.other_side.kept[0]
    names = {"TWILIO": ("delivered", "undelivered"), "NOTIFY": ("delivered", "permanent-failure")}
    arrived, failed = names[rig.adapter.carrier]
    kept.status = arrived if good else failed

    fate = rig.adapter.fate(trace(ref))

    assert fate is not None
    assert (fate.state is State.ARRIVED, fate.state is State.FAILED, bool(fate.code)) == (good, bad, bad)


@every(ASKABLE)
def test_asking_a_provider_that_is_down_is_trouble(rig: Rig) -> None:
    rig.fault("down")
    with pytest.raises(Trouble):
        rig.adapter.fate(trace())

    rig.nobody_listens()
    with pytest.raises(Trouble):
        rig.adapter.fate(trace())


@every(ASKABLE)
def test_a_wrong_password_is_trouble_that_says_so(rig: Rig, settings: Settings) -> None:
    settings.JUNO_NOTIFY_KEY = settings.JUNO_NOTIFY_KEY[:-1] + "f"
    settings.JUNO_TWILIO_TOKEN = "wrong"

    with pytest.raises(Trouble, match="PROVIDER_KEY"):
        rig.adapter.send(leave_for(rig.way), CONTENT)


@every(["twilio"])
@pytest.mark.parametrize(("fault", "code"), [("stopped", "PROVIDER_STOPPED"), ("trial", "PROVIDER_TRIAL")])
def test_why_a_text_was_refused_is_told_apart(rig: Rig, fault: str, code: str) -> None:
    rig.fault(fault)

    with pytest.raises(Rejected, match=code):
        rig.adapter.send(leave_for(rig.way), CONTENT)


@every(["twilio"])
def test_twilio_is_told_where_to_say_what_became_of_it(rig: Rig, settings: Settings) -> None:
    settings.JUNO_PUBLIC_URL = "https://refer.example"

    rig.adapter.send(leave_for(rig.way), CONTENT)

    assert rig.other_side.callbacks == [f"https://refer.example/hooks/twilio/receipts/{KEY}/"]


def test_the_token_is_the_one_of_the_published_example() -> None:
    made = token(
        "my_test_key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0", at=1568818578
    )

    # Made with another implementation of RFC 7519.
    assert made == (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYiLCJpYXQiOjE1Njg4MTg1Nzh9."
        "YT_aQYNif0l3HaPwy62Cj9g0qsYzjnj1K5pLwkELiFw"
    )


def test_nothing_of_her_is_in_what_a_log_would_show() -> None:
    shown = f"{CONTENT!r} {trace()!r} {leave_for(Way.TEXT)!r}"

    assert "Siân" not in shown
    assert "900123" not in shown


def test_the_standard_settings_send_no_text_and_no_letter() -> None:
    assert set(adapters()) == {Channel.EMAIL}


def test_an_answer_that_is_no_object_says_nothing() -> None:
    assert http.Answer(200, b"[1]").data == {}
    assert http.Answer(200, b"\xff").data == {}
