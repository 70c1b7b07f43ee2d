"""From the first question to the sent page."""

from __future__ import annotations

import re

import pytest

from accounts.models import User
from referrals import actions
from referrals.drafts import Draft
from referrals.models import Referral, TurnedAway
from tests.factories import referrals
from tests.factories.accounts import NOW
from tests.referrals import walking
from tests.referrals.writing.pages import START, SignIn, text_of, write

pytestmark = pytest.mark.django_db


def test_a_referral_goes_from_the_first_question_to_the_sent_page(signed_in: SignIn, officer: User) -> None:
    client = signed_in(officer)
    referral = write(client)

    landed = walking.send(client, f"/referrals/{referral.pk}/check/", {}, version=referral.version)

    assert landed["Location"] == f"/referrals/{referral.pk}/equality/"
    sent = Referral.objects.get()
    page = text_of(client.get(f"/referrals/{referral.pk}/sent/"))
    assert sent.status == "SUBMITTED"
    assert sent.draft is None
    assert sent.confirmed_by == officer.trail_name
    assert re.fullmatch(r"R-\d{5}", sent.reference)
    assert sent.reference in page
    assert "Testwell" not in page


def test_what_she_is_called_is_in_no_title_and_no_address(
    signed_in: SignIn, officer: User, worker: User
) -> None:
    client = signed_in(officer)
    referral = write(client)
    urls = [f"/referrals/{referral.pk}/{page}/" for page in ("about", "check")]
    pages = [text_of(client.get(url)) for url in urls]
    actions.submit(referral, by=officer, at=NOW)
    staff = signed_in(worker)
    pages += [text_of(staff.get(f"/referrals/{referral.pk}/{p}/")) for p in ("review", "accept", "decline")]

    titles = [re.findall(r"<title>(.*?)</title>", page, re.S)[0] for page in pages]

    assert any("Testwell" in page for page in pages)
    assert not any("Testwell" in title or "Sam" in title for title in titles)


@pytest.mark.parametrize(
    ("first", "last"), [("Ŵ", ""), ("Siân", "O’Neill-Ŵyn"), ("D", "E"), ("Mary Jane", "van der Berg")]
)
def test_every_name_is_a_good_name(signed_in: SignIn, officer: User, first: str, last: str) -> None:
    client = signed_in(officer)
    referral = write(client, first_names=first, last_name=last)

    sent = actions.submit(referral, by=officer, at=NOW)

    assert (sent.person.first_names, sent.person.last_name) == (first, last)
    assert sent.person.initials == "".join(part[0] for part in f"{first} {last}".split()).upper()


def test_a_no_is_counted_and_nothing_else_is_kept(signed_in: SignIn, officer: User) -> None:
    client = signed_in(officer)

    landed = walking.send(client, START, walking.ELIGIBLE, adult="no")
    page = text_of(client.get(landed["Location"]))

    assert "aged 18 or over" in page
    assert "Samaritans" in page
    row = TurnedAway.objects.get()
    assert (row.question, row.count) == ("ADULT", 1)
    assert not Referral.objects.exists()


def test_two_who_cannot_be_taken_are_two(signed_in: SignIn, officer: User) -> None:
    client = signed_in(officer)

    for _time in range(2):
        walking.send(client, START, walking.ELIGIBLE, excluded_offence="yes")

    assert TurnedAway.objects.get().count == 2


@pytest.mark.parametrize("key", ["about", "reach", "offence", "help"])
def test_an_empty_page_says_what_to_do_for_each_question(signed_in: SignIn, officer: User, key: str) -> None:
    draft = referrals.draft(by=officer, pages={})

    answered = walking.send(signed_in(officer), f"/referrals/{draft.pk}/{key}/", {}, version=0)

    page = text_of(answered)
    assert "<title>Error: " in page
    links = re.findall(r'<a href="#([^"]+)"', page)
    assert links
    for link in links:
        assert f'id="{link}"' in page
    assert "This field is required" not in page
    assert Draft.read(Referral.objects.get(pk=draft.pk).draft).pages == {}


def test_the_first_page_says_what_to_do_too(signed_in: SignIn, officer: User) -> None:
    page = text_of(walking.send(signed_in(officer), START, {}))

    assert "<title>Error: " in page
    assert "Choose yes or no: Is she a woman?" in page
