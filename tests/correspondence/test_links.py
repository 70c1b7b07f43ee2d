"""The link to her own page goes along only where she said so, and is kept nowhere but in what she gets."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit import trail
from correspondence import actions, gate, gsm, letters, links, outbox, registry
from correspondence.checks import nothing_outside_a_letter_names_a_programme
from correspondence.facts import Facts
from correspondence.models import Message, PageLink
from correspondence.statuses import Channel, WhyEnded
from participants.models import Participant
from participants.safe_contact import Allowed, Way, Words
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
NOW = make.NOW
UNTIL = date(2026, 12, 9)
ABOUT = uuid4()


@pytest.fixture(autouse=True)
def _purposes() -> None:
    registry.register("INVITATION", label="Invitation", still_wanted=lambda m: True, page=True)
    registry.register("MISSED", label="Missed", still_wanted=lambda m: True)
    registry.register("BOOKED", label="Booked", still_wanted=lambda m: True, page=True)


def woman(**answers: str) -> Participant:
    """A woman who said yes to every way, and to a link."""
    made = make.woman()
    make.said(made, **{**make.ALL_YES, "page": "YES", **answers})
    return made


def written(
    to: Participant,
    channel: Channel,
    purpose: str = "BOOKED",
    *,
    at: datetime = NOW,
    facts: Facts | None = None,
) -> Message:
    return actions.write(
        purpose=purpose, channel=channel, to=to, about=actions.About(ABOUT, reference="JUNO-00042"),
        facts=facts or make.facts(reply_by="Friday"), key=f"{purpose}:{channel}:{at}", due_at=at,
        page_until=UNTIL, by=trail.SERVICE, at=at,
    )  # fmt: skip


def body_of(message: Message) -> str:
    """What an e-mail said when it went."""
    outbox.send_due(clock=lambda: NOW + timedelta(minutes=1))
    message.refresh_from_db()
    assert message.status == "SENT"
    return str(mail.outbox[-1].body)


def test_it_goes_along_with_what_speaks_of_days_to_come() -> None:
    message = written(woman(), Channel.EMAIL)

    body = body_of(message)

    link = PageLink.objects.get()
    assert body.endswith(f"\nhttp://localhost:8000/w/{links.token_of(link)}")
    assert (link.about_id, link.expires_on, message.page) == (ABOUT, UNTIL, True)


@pytest.mark.parametrize(
    ("answers", "purpose"),
    [({"page": "NO"}, "BOOKED"), ({"page": "NOT_ASKED"}, "BOOKED"), ({}, "MISSED")],
)
def test_it_does_not_go_where_she_did_not_allow_it_or_where_no_days_are_spoken_of(
    answers: dict[str, str], purpose: str
) -> None:
    message = written(woman(**answers), Channel.EMAIL, purpose)

    assert not message.page
    assert "http" not in body_of(message)
    assert not PageLink.objects.exists()


def test_police_saying_she_allowed_it_opens_nothing() -> None:
    hers = make.woman()
    make.said(hers, source="POLICE", asked_alone=True, **{**make.ALL_YES, "page": "YES"})

    message = written(hers, Channel.EMAIL)

    assert (message.wording, message.page) == ("DISCREET", False)


def test_the_gate_is_asked_again_when_it_goes() -> None:
    hers = woman()
    message = written(hers, Channel.EMAIL)
    make.said(hers, **{**make.ALL_YES, "page": "NO"}, at=NOW + timedelta(seconds=30))

    assert "http" not in body_of(message)
    assert not message.page


def test_a_link_that_was_stopped_does_not_go_and_the_words_still_do() -> None:
    message = written(woman(), Channel.EMAIL)
    actions.stop_page(ABOUT, by=trail.SERVICE, at=NOW)

    assert "http" not in body_of(message)


def test_after_a_caseworker_stopped_it_no_message_makes_another() -> None:
    hers = woman()
    written(hers, Channel.EMAIL)
    actions.stop_page(ABOUT, by=trail.SERVICE, at=NOW)

    again = written(hers, Channel.EMAIL, at=NOW + timedelta(days=1))

    assert not again.page
    assert not PageLink.objects.in_use().exists()


def test_one_link_serves_all_messages_and_lasts_as_long_as_the_last_asks() -> None:
    hers = woman()
    messages = [written(hers, Channel.LETTER, "INVITATION"), written(hers, Channel.TEXT)]

    assert all(message.page for message in messages)
    assert PageLink.objects.count() == 1


def test_the_database_keeps_no_secret_and_no_address() -> None:
    message = written(woman(), Channel.TEXT)
    token = links.token_of(PageLink.objects.get())

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(l::text, '') FROM correspondence_pagelink l")
        kept = cursor.fetchone()[0]
    assert message.page
    assert token not in kept
    assert token not in (message.words or "")
    assert links.digest_of(token) in kept


def test_two_links_about_one_case_are_never_in_use_at_once() -> None:
    first = links.make(ABOUT, reference="", until=UNTIL, by=trail.SERVICE, at=NOW)
    links.make(ABOUT, reference="", until=UNTIL, by=trail.SERVICE, at=NOW + timedelta(seconds=1))

    first.refresh_from_db()
    assert first.why_ended == WhyEnded.REPLACED
    with pytest.raises(IntegrityError, match="page_link_is_one_at_a_time"), transaction.atomic():
        PageLink.objects.filter(pk=first.pk).update(ended_at=None, ended_by="", why_ended="")


def test_a_letter_has_it_in_full_and_is_made_again_when_it_is_stopped() -> None:
    message = written(woman(), Channel.LETTER, "INVITATION")
    outbox.send_due(clock=lambda: NOW + timedelta(minutes=1))
    message.refresh_from_db()
    assert (message.status, message.page) == ("RENDERED", True)

    actions.stop_page(ABOUT, by=trail.SERVICE, at=NOW)

    message.refresh_from_db()
    assert (message.status, message.body) == ("QUEUED", None)
    outbox.send_due(clock=lambda: NOW + timedelta(minutes=2))
    message.refresh_from_db()
    assert (message.status, message.page) == ("RENDERED", False)


def test_the_please_ring_letter_never_has_one() -> None:
    leave = gate.leave(
        make.woman(), Way.POST, Allowed(Words.PLEASE_RING, withheld_number=True, by_herself=False)
    )

    page = letters.letter_html("INVITATION", make.facts(), leave, page="https://dates.example/w/x")

    assert "dates.example" not in page


def test_a_text_counts_the_link_and_goes_without_where_it_has_no_room(settings: Any) -> None:
    settings.JUNO_PLAIN_URL = "https://dates.example"
    hers = woman()

    message = written(hers, Channel.TEXT)
    whole = links.words_to_send(message, at=NOW)
    assert len(whole) - len(message.words or "") == links.room_for_one()
    assert gsm.fits(whole)

    settings.JUNO_PLAIN_URL = "https://" + "very-long-" * 12 + "dates.example"
    crowded = written(hers, Channel.TEXT, at=NOW + timedelta(days=1))
    assert not crowded.page
    assert gsm.fits(crowded.words or "")


def test_without_a_host_for_it_no_link_is_made(settings: Any) -> None:
    settings.JUNO_PLAIN_URL = ""

    message = written(woman(), Channel.EMAIL)

    assert not message.page
    assert not PageLink.objects.exists()


@pytest.mark.parametrize("host", ["juno.example", "www.hamptontrust.org.uk"])
def test_set_up_refuses_a_host_that_names_the_programme(host: str, settings: Any) -> None:
    settings.JUNO_PLAIN_URL = f"https://{host}"

    assert [e.id for e in nothing_outside_a_letter_names_a_programme()] == ["correspondence.E004"]


def test_another_key_of_the_service_makes_another_link_and_sends_no_dead_one(settings: Any) -> None:
    hers = woman()
    first = written(hers, Channel.EMAIL)
    settings.SECRET_KEY = "another key altogether, for the time after"

    assert links.address(ABOUT, at=NOW) == ""
    written(hers, Channel.EMAIL, at=NOW + timedelta(days=1))

    assert PageLink.objects.count() == 2
    assert first.page
    assert links.address(ABOUT, at=NOW) != ""


@given(st.uuids())
def test_a_secret_has_130_bits_of_letters_that_are_hard_to_misread(pk: Any) -> None:
    token = links.token_of(PageLink(pk=pk))

    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{26}", token)
    assert links.digest_of(token.upper().replace("0", "O").replace("1", "I")) == links.digest_of(token)
    assert len(links._LETTERS) ** links.LENGTH == 2**130
