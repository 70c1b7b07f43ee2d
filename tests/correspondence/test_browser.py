"""Letters and texts in a real browser: every page fits 320 pixels and satisfies axe."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from correspondence import by_hand, outbox, print_files, replies
from correspondence.models import Message
from correspondence.replies import Came
from correspondence.statuses import Channel, MessageStatus
from tests.browser import shown_width
from tests.conftest import Service
from tests.factories import correspondence as make
from tests.ui.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("office_hours")]
SHOTS = os.environ.get("SCREENSHOTS", "")


def sign_in(page: Page, service: Service, user: User) -> None:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": service.url}])


def check(page: Page, name: str) -> None:
    """Look at a page at three widths; keep a picture where one is wanted."""
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        wide = shown_width(page)
        assert wide <= width, f"{name} is {wide} wide at {width}"
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"correspondence-{name}-{width}.png", full_page=True)
    # GOV.UK puts the link to the page before outside <main> on purpose.
    assert [v for v in violations(page) if not (v.startswith("region") and "back-link" in v)] == []


def test_a_coordinator_sends_a_text_answers_a_question_and_prints_the_letters(
    service: Service, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(make, "NOW", start)
    worker = make.caseworker()
    women = [make.woman() for _ in range(4)]
    for woman in women[:3]:
        make.said(woman, at=start, **make.ALL_YES)
    texts = [make.message(woman, due_at=start, at=start) for woman in women[:2]]
    for woman in women:
        make.message(woman, Channel.LETTER, due_at=start, at=start)
    make.message(women[0], due_at=start + timedelta(days=3), at=start)
    by_hand.hand_out(texts[1], by=worker, at=start)
    outbox.send_due(clock=timezone.now)
    make.said(women[2], post="NO", at=timezone.now())
    sign_in(page, service, worker)

    page.goto(f"{service.url}/messages/")
    check(page, "outbox")
    page.get_by_role("link", name=texts[0].reference).click()
    check(page, "text")
    page.get_by_role("button", name="Open this text to send it").click()
    check(page, "text-open")
    assert page.locator("#number").input_value() == "07700 900123"
    page.get_by_role("button", name="I have sent it").click()
    expect(page.locator("main")).to_contain_text("Marked as sent.")
    page.get_by_role("link", name=texts[1].reference).click()
    check(page, "was-this-sent")
    page.get_by_role("button", name="Yes, it was sent").click()

    page.get_by_role("button", name="Print letters").click()
    check(page, "letters")
    page.get_by_role("button", name="Make the letters (PDF)").click()
    check(page, "run-being-made")
    print_files.make_all(at=timezone.now())
    page.reload()  # it looks again by itself too: the link may be gone before it is pressed
    check(page, "run")
    page.get_by_label("Some did not").check()
    page.get_by_role("button", name="Save").click()
    check(page, "run-error")
    page.get_by_label("Yes, mark them as posted today").check()
    page.get_by_role("button", name="Save").click()

    expect(page.locator("main")).to_contain_text("2 marked as posted")
    assert Message.objects.filter(status=MessageStatus.POSTED).count() == 2
    assert {m.status for m in Message.objects.filter(pk__in=[t.pk for t in texts])} == {"SENT"}


def test_a_coordinator_answers_one_after_the_other_whether_it_went(
    service: Service, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(make, "NOW", start)
    worker = make.caseworker()
    late = start + timedelta(minutes=30)
    texts = [make.message(make.open_woman(), due_at=start, at=start, not_after=end) for end in (None, late)]
    for text in texts:
        by_hand.hand_out(text, by=worker, at=start)
    mail = make.message(make.open_woman(), Channel.EMAIL, due_at=start, at=start)
    monkeypatch.setattr("correspondence.adapters.smtp.Mail.send", lambda *_given: 1 / 0)  # nobody foresaw it
    outbox.send_due(clock=timezone.now)
    sign_in(page, service, worker)

    page.goto(f"{service.url}/today/")
    page.get_by_role("button", name=f"Was this sent? {texts[0].reference}").click()
    check(page, "was-this-sent-list")
    page.get_by_role("button", name=f"I cannot tell {mail.reference}").click()
    expect(page.get_by_text("Nothing is sent again.")).to_be_visible()
    for text in texts:
        sent = page.get_by_role("button", name=f"Yes, it was sent {text.reference}")
        sent.click()
        expect(sent).to_have_count(0)  # the next is pressed on the page that answered

    expect(page.get_by_text("Nothing to ask")).to_be_visible()
    check(page, "was-this-sent-none")
    page.goto(f"{service.url}/messages/")
    expect(page.get_by_role("heading", name="Nobody can tell whether these went")).to_be_visible()
    assert [now.status for now in Message.objects.filter(pk__in=[t.pk for t in texts])] == ["SENT", "SENT"]


def test_a_coordinator_reads_what_came_back_and_sends_another_way(
    service: Service, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(make, "NOW", start)
    worker = make.caseworker()
    woman = make.open_woman()
    text = make.message(woman, due_at=start, at=start)
    by_hand.hand_out(text, by=worker, at=start)
    by_hand.could_not(text, by=worker, at=start)
    make.message(make.open_woman(phone="07700 900124"), due_at=start, at=start)
    for words, number in (("Can I bring my sister?", "+447700900123"), ("STOP", "+447700900124")):
        replies.take(Came(number, number, words), carrier="TWILIO", at=start)
    sign_in(page, service, worker)

    page.goto(f"{service.url}/today/")
    expect(page.get_by_text("Try next: ring her.")).to_be_visible()
    check(page, "today-replies")
    page.get_by_role("link", name="2 texts to read").click()
    check(page, "replies")
    page.get_by_role("row").nth(2).get_by_role("link").click()
    check(page, "reply-stop")
    page.goto(f"{service.url}/messages/replies/")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    check(page, "reply")
    page.get_by_role("button", name="I have dealt with it").click()
    expect(page.get_by_text("Taken off the list.")).to_be_visible()

    page.goto(f"{service.url}/messages/{text.pk}/")
    check(page, "failed")
    page.get_by_role("button", name="Ring her instead").click()
    expect(page.get_by_role("heading", name="Ring instead of writing")).to_be_visible()
    check(page, "outbox-instead")
