"""Whoever writes the words sends them to herself as a test; nobody else ever gets one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from correspondence import gate, outbox
from correspondence.models import Message
from correspondence.pdf import EngineMissing
from correspondence.statuses import Wording
from correspondence.words import trying
from correspondence.words.slots import SLOTS, Slot, of_letter, of_text
from correspondence.words.spoken import from_file
from programmes.models import Wording as OwnWording
from tests.correspondence.test_print_runs import words as read
from tests.factories import correspondence as make
from tests.workshops.pages.asking import sent, signed_in, text

pytestmark = pytest.mark.django_db
NOW = make.NOW
LETTER = of_letter("INVITATION", Wording.FULL)
TEXT = of_text("REMINDER_DAY", Wording.FULL)
OURS = "# Your days\n\nTea is ready for you at {venue}.\n\n{days}"
OUR_TEXT = "Hi {name}, tea at {time} on {date}. Call me on {phone}"
# What nobody who sees the subject of an e-mail in passing may learn.
SECRETS = ("juno", "caution", "police", "offence", "workshop", "women", "invitation", "course", "siân")


@pytest.fixture(autouse=True)
def on_the_day() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def manager() -> User:
    return make.caseworker(Role.MANAGER)


@pytest.fixture
def client(manager: User) -> Client:
    return signed_in(manager)


def address(slot: Slot) -> str:
    return reverse("correspondence:words", args=[slot.slug])


def typed(words: str, **given: str) -> dict[str, Any]:
    day = {"from_on-day": "2", "from_on-month": "11", "from_on-year": "2026"}
    return sent(text=words, programme="ALL", language="en", do="test", **day, **given)


def try_out(slot: Slot, words: str, me: User) -> Message:
    return trying.send_to_me(slot, words, language="en", provider=make.provider(), me=me, at=NOW)


def swept() -> None:
    outbox.send_due(clock=lambda: NOW + timedelta(seconds=5))


def test_a_text_goes_as_typed_to_her_own_sign_in_address_and_nothing_is_saved(
    client: Client, manager: User
) -> None:
    woman = make.open_woman()

    page = client.post(address(TEXT), typed(OUR_TEXT))
    swept()

    [gone] = mail.outbox
    assert gone.to == [manager.email]
    assert woman.email not in str(gone.message())
    assert "This is a test" in str(gone.body)
    assert "Hi Siân, tea at 10am on Wed 11 Nov. Call me on 01632 960 001" in str(gone.body)
    assert f"The test goes to {manager.email}" in text(page)
    assert OUR_TEXT in text(page)
    assert not OwnWording.objects.exists()
    assert Message.objects.get().status == "SENT"
    assert Event.objects.filter(verb="message.write", who=manager.trail_name).exists()


@pytest.mark.parametrize("slug", sorted(SLOTS))
def test_no_subject_says_what_we_do_and_all_words_that_came_along_can_be_tried(
    slug: str, manager: User
) -> None:
    message = try_out(SLOTS[slug], from_file(SLOTS[slug], "en") or "", manager)

    said = trying.words(message)

    assert "test" in trying.subject().casefold()
    assert not [secret for secret in SECRETS if secret in trying.subject().casefold()]
    assert ("/letter/" in said) == (SLOTS[slug].medium == "letter")
    assert "{" not in said


def test_of_a_letter_the_worker_makes_the_pdf_and_the_e_mail_leads_to_it(
    client: Client, manager: User
) -> None:
    client.post(address(LETTER), typed(OURS))
    swept()

    message = Message.objects.get()
    where = reverse("correspondence:letter", args=[message.pk])
    assert where in str(mail.outbox[0].body)
    made = read(client.get(where).getvalue())
    assert "Tea is ready for you at Harbour Hall." in made
    assert made.count("Test: not to be posted") == 2
    assert not Message.objects.letters_to_print().exists()


def test_a_letter_that_cannot_be_made_now_is_tried_again_and_no_e_mail_leads_nowhere(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = try_out(LETTER, OURS, manager)

    def missing(_html: str) -> bytes:
        raise EngineMissing("no engine")

    with monkeypatch.context() as without:
        without.setattr("correspondence.letters.letter_pdf", missing)
        swept()
    message.refresh_from_db()
    assert (message.status, message.why, mail.outbox) == ("QUEUED", "PDF_ENGINE", [])

    outbox.send_due(clock=lambda: NOW + timedelta(hours=1))
    message.refresh_from_db()
    assert message.status == "SENT"


def test_sent_twice_it_goes_once_and_the_next_press_goes_again(client: Client) -> None:
    once = typed(OUR_TEXT)

    page = client.post(address(TEXT), once)
    client.post(address(TEXT), once)
    assert Message.objects.count() == 1

    again = {**once, "submission": page.context["form"]["submission"].value()}
    client.post(address(TEXT), again)
    assert Message.objects.count() == 2


def test_words_that_may_not_be_used_are_not_tried_and_say_why(client: Client) -> None:
    page = client.post(address(TEXT), typed("Hi {name}, come to JUNO. {phone}"))

    assert page.context["form"].errors["text"]
    assert not Message.objects.exists()


def test_a_closed_account_gets_nothing(manager: User) -> None:
    message = try_out(TEXT, OUR_TEXT, manager)
    User.objects.filter(pk=manager.pk).update(is_active=False)

    swept()

    message.refresh_from_db()
    assert (message.status, message.why, mail.outbox) == ("FAILED", "ADDRESS", [])
    manager.refresh_from_db()
    with pytest.raises(gate.NotAnOfficialAddress):
        try_out(TEXT, OUR_TEXT, manager)


def test_the_database_keeps_no_test_to_a_woman(manager: User) -> None:
    message, woman = try_out(TEXT, OUR_TEXT, manager), make.open_woman()

    with pytest.raises(IntegrityError, match="message_test_of_words_is_to_staff"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(staff=None, participant=woman)


def test_a_coordinator_cannot_open_the_editor() -> None:
    page = signed_in(make.caseworker()).post(address(TEXT), typed(OUR_TEXT))

    assert page.status_code == 403
    assert not Message.objects.exists()
