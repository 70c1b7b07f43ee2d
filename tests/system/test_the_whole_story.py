"""One woman, from an officer's referral to the commissioner's return, as each person would walk it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, expect

from correspondence import outbox, print_files
from correspondence.models import Message
from correspondence.statuses import Channel, MessageStatus
from referrals.models import OutcomeNotice
from reports import actions as reports
from reports.models import IssuedReturn
from tests.conftest import Service
from tests.system import pictures, steps
from tests.system.browsing import HER_NAMES, Desk, at_a_desk
from tests.system.cast import DURING, OFFICER, REFERRED, Cast, cast, hers, neighbours
from workshops.models import Place

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TABLET = {"width": 810, "height": 1080}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def clock(service: Service) -> Iterator[time_machine.Traveller]:
    """The clock of the service and of the worker: it runs, and the story moves it on."""
    with time_machine.travel(REFERRED, tick=True) as traveller:
        yield traveller


def test_the_whole_story(
    service: Service, browser: Browser, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    people = cast()

    with at_a_desk(browser, service, viewport=PHONE) as officer:
        steps.refer_her(officer)
    with at_a_desk(browser, service) as desk:
        steps.accept_her(desk, people)
        steps.reach_her(desk)
        steps.book_her(desk)
        steps.tell_her_the_dates(desk)
        _others_for_the_pictures(desk, people)
        _letters_and_texts(desk, tmp_path)
    for number, moment in DURING.items():
        clock.move_to(moment)
        outbox.send_due(clock=timezone.now)
        with at_a_desk(browser, service, viewport=TABLET) as tablet:
            steps.mark_the_register(tablet, people, "Here")
        assert Place.objects.get(referral=hers(), plan_step__number=number).mark == "HERE"
    clock.move_to(datetime(2027, 2, 25, 9, 30, tzinfo=UTC))
    with at_a_desk(browser, service) as desk:
        _complete(desk, people)
    clock.move_to(datetime(2027, 2, 25, 14, 30, tzinfo=UTC))
    with at_a_desk(browser, service, viewport=PHONE) as officer:
        _acknowledge(officer)
    clock.move_to(datetime(2027, 4, 6, 9, 0, tzinfo=UTC))
    with at_a_desk(browser, service) as desk:
        _sign_off(desk, people)
    with at_a_desk(browser, service) as reader:
        _read_the_return(reader, people, tmp_path)


def _others_for_the_pictures(desk: Desk, people: Cast) -> None:
    if not pictures.WANTED:
        return
    neighbours(people, at=timezone.now())
    desk.open("/today/")
    pictures.picture(desk.page, "today", width=1280, height=960)
    desk.open(f"/cases/{hers().pk}/")
    pictures.picture(desk.page, "case", width=1280, height=960)


def _letters_and_texts(desk: Desk, folder: Path) -> None:
    """The worker draws the letter and mails the officer; the coordinator prints, posts and texts."""
    sent_before = len(mail.outbox)
    outbox.send_due(clock=timezone.now)
    to_officer = [message for message in mail.outbox[sent_before:] if message.to == [OFFICER]]
    assert [message.subject for message in to_officer] == [
        f"{hers().reference}: there is something for you to read"
    ]
    for message in to_officer:
        assert not [name for name in HER_NAMES if name in f"{message.subject} {message.body}"]

    desk.go_to("Letters and texts")
    desk.follow("Print letters")
    desk.press("Make the letters (PDF)")
    print_files.make_all(at=timezone.now())
    expect(desk.page.get_by_role("button", name="Open the letters (PDF)")).to_be_visible()
    desk.look()
    assert desk.read_file("Open the letters (PDF)").startswith(b"%PDF")
    desk.fill({"outcome": "ALL"})
    desk.press("Save")
    desk.sees("marked as posted")
    letter = Message.objects.about(hers().pk).get(channel=Channel.LETTER)
    assert letter.status == MessageStatus.POSTED
    pictures.picture_of_pdf(bytes(letter.body or b""), "letter", folder)

    desk.go_to("Letters and texts")
    desk.follow("Word that she is booked", within=f"tr:has-text('{hers().reference}')")
    desk.press("Open this text to send it")
    desk.sees("07700 900 123")
    desk.press("I have sent it")
    desk.sees("Marked as sent.")


def _complete(desk: Desk, people: Cast) -> None:
    desk.sign_in(people.coordinator)
    desk.follow("Complete the case", within=steps.row())
    desk.sees("She attended both workshops, on Wed 27 January 2027 and Wed 24 February 2027.")
    desk.press("Complete and tell police")
    desk.sees("Waiting for police to acknowledge")
    assert hers().status == "COMPLETED"


def _acknowledge(officer: Desk) -> None:
    sent_before = len(mail.outbox)
    outbox.send_due(clock=timezone.now)
    (told,) = [message for message in mail.outbox[sent_before:] if message.to == [OFFICER]]
    assert hers().reference in told.subject
    assert "attended" not in str(told.body)

    officer.sign_in_by_code(OFFICER)
    officer.sees("Completed")
    officer.go_to("Outcomes")
    officer.follow(hers().reference, within="main")
    officer.sees("She attended both workshops, on Wed 27 January 2027 and Wed 24 February 2027.")
    officer.does_not_see("Spoke to her", "Jo from the course", "07700")
    officer.press("I have read this")
    officer.sees(f"by {OFFICER}")
    notice = OutcomeNotice.objects.get(referral=hers())
    assert notice.acknowledged_at is not None


def _sign_off(desk: Desk, people: Cast) -> None:
    desk.sign_in(people.manager)
    desk.go_to("Returns")
    desk.follow("2026-27 Q4", within="main")
    desk.fill({"narrative": "One group ran, and nobody missed a day."})
    desk.press("Save the words")
    desk.follow("Prepare for signing off")
    desk.fill({"name": "Ruth Bell, service manager"})
    if desk.page.locator("[name=reason]").count():
        desk.fill({"reason": "Some cases are still being closed."})
    desk.press("Prepare the return")
    assert reports.draw_waiting(at=timezone.now()) == 1
    desk.page.get_by_text("Read it first").wait_for()
    desk.look()
    assert desk.read_file("Open the PDF").startswith(b"%PDF")
    desk.fill({"read": "on"})
    desk.press("Sign off and issue")
    desk.sees("Signed off by Ruth Bell, service manager")


def _read_the_return(reader: Desk, people: Cast, folder: Path) -> None:
    reader.sign_in(people.commissioner)
    reader.follow("2026-27 Q4", within="main")
    reader.does_not_see(hers().reference, *HER_NAMES)
    body = reader.download("Download the PDF")
    issued = IssuedReturn.objects.get()
    assert sha256(body).hexdigest() == issued.pdf_sha256
    reader.follow("What counts")
    assert reader.page.request.get(f"{reader.service.url}/cases/").status == 403
    assert reader.page.request.get(f"{reader.service.url}/cases/{hers().pk}/").status in (403, 404)
    pictures.picture_of_pdf(body, "return", folder)
