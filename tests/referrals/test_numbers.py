"""The numbers police know her and the matter by: a wrong letter is pointed out, ticked, and kept."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from participants import identifiers
from referrals import actions
from referrals.drafts import Draft
from referrals.models import Referral
from tests.factories import referrals
from tests.factories.accounts import NOW
from tests.referrals import walking

SignIn = Callable[[User], Client]
PAGES = {"about": walking.ABOUT, "offence": walking.OFFENCE}


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def year_of(number: str, shift: int) -> str:
    return number.format(year=f"{(walking.OFFENCE_ON.year + shift) % 100:02}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "name", "typed", "kept"),
    [
        ("about", "pnc_id", "19/500001t", "2019/0500001T"),
        ("about", "cro_number", "12345 / 24z", "012345/24Z"),
        ("about", "cro_number", "sf05/482703j", "SF05/482703J"),
        ("about", "postcode", "po30 1ud", "PO30 1UD"),
        ("about", "postcode", "zz993vz", "ZZ99 3VZ"),
        ("offence", "arrest_number", "25/44sc/01/12345w", "2544SC0100000012345W"),
        ("offence", "arrest_number", "2544 SC01 0000 0012 345W", "2544SC0100000012345W"),
        ("offence", "case_urn", "44 sc 00123/25", "44SC0012325"),
        ("offence", "crime_reference", "44 {year}/0123 456", "44{year}0123456"),
        ("offence", "custody_reference", "44SC/1234/25", "44SC/1234/25"),
    ],
)
def test_a_number_is_forgiven_its_spaces_slashes_and_case(
    signed_in: SignIn, officer: User, page: str, name: str, typed: str, kept: str
) -> None:
    draft = referrals.draft(by=officer, pages={})
    answers = {**PAGES[page], name: year_of(typed, 0)}

    landed = walking.send(signed_in(officer), f"/referrals/{draft.pk}/{page}/", answers, version=0)

    assert landed.status_code == 302, text_of(landed)
    assert Draft.read(Referral.objects.get().draft).text(name) == year_of(kept, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "name", "typed", "sentence"),
    [
        ("about", "pnc_id", "2019/0500001X", "its last letter does not fit"),
        ("about", "cro_number", "012345/24A", "its last letter does not fit"),
        ("about", "postcode", "Q1 1AA", "it does not look like one"),
        ("offence", "arrest_number", "2544SC0100000012345A", "its last letter does not fit"),
        ("offence", "crime_reference", "45260123456", "your force writes them like 44250123456"),
        ("offence", "crime_reference", "44{year}0123456", "its year is not near the year of the offence"),
    ],
)
def test_what_does_not_add_up_is_pointed_out_once_and_kept_when_ticked(
    signed_in: SignIn, officer: User, page: str, name: str, typed: str, sentence: str
) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/{page}/"
    answers = {**PAGES[page], name: year_of(typed, -5)}

    first = text_of(walking.send(client, url, answers, version=0))
    untouched = Draft.read(Referral.objects.get().draft).pages
    ticked = walking.send(client, url, {**answers, "as_is": "on"}, version=0)

    assert sentence in first
    assert "I have checked: it is right as it is" in first
    assert untouched == {}
    assert ticked.status_code == 302
    assert Draft.read(Referral.objects.get().draft).text(name) == year_of(typed, -5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "name", "sentence"),
    [
        ("about", "pnc_id", "Enter the PNC ID as a year, a slash"),
        ("about", "cro_number", "Enter the CRO number as up to six digits"),
        ("offence", "arrest_number", "Enter the arrest or summons number as two digits"),
        ("offence", "case_urn", "Enter the URN as four letters or digits"),
    ],
)
def test_what_is_no_such_number_is_refused_with_what_to_do(
    signed_in: SignIn, officer: User, page: str, name: str, sentence: str
) -> None:
    draft = referrals.draft(by=officer, pages={})

    answered = walking.send(
        signed_in(officer), f"/referrals/{draft.pk}/{page}/", {**PAGES[page], name: "???"}, version=0
    )

    assert sentence in text_of(answered)


@pytest.mark.django_db
def test_the_numbers_are_frozen_with_what_police_sent(officer: User) -> None:
    numbers = (
        {"cro_number": "012345/24Z"},
        {"arrest_number": "2544SC0100000012345W", "case_urn": "44SC0012325"},
    )
    pages = referrals.answers()
    pages["about"] |= numbers[0]
    pages["offence"] |= numbers[1]

    sent = actions.submit(referrals.draft(by=officer, pages=pages), by=officer, at=NOW)

    person = sent.person
    assert (person.cro_number, person.arrest_number, person.case_urn) == (
        "012345/24Z", "2544SC0100000012345W", "44SC0012325"
    )  # fmt: skip


@given(
    st.integers(0, 99),
    st.integers(0, 99),
    st.text("ABCDEFGHJKLMNPQRTUVWXYZ", min_size=2, max_size=2),
    st.integers(0, 99),
    st.integers(1, 99_999_999_999),
)
def test_an_arrest_number_written_with_slashes_is_the_one_without(
    year: int, force: int, unit: str, system: int, sequence: int
) -> None:
    digits = f"{force:02}{system:02}{year:02}{sequence:011}"
    letter = identifiers.check_letter(digits)
    whole = f"{year:02}{force:02}{unit}{system:02}{sequence:011}{letter}"

    slashed = identifiers.arrest_summons_number(f"{year:02}/{force:02}{unit}/{system:02}/{sequence}{letter}")

    assert slashed == identifiers.arrest_summons_number(whole) == identifiers.Checked(whole)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kept"), [(" 12 345 ", "12345"), ("ph/2041", "PH2041"), ("", ""), ("constable", None)]
)
def test_an_officers_own_collar_number_is_tidied_or_asked_for_again(
    signed_in: SignIn, officer: User, typed: str, kept: str | None
) -> None:
    answered = walking.send(
        signed_in(officer), "/you/", {"name": "Jo New", "rank": "PC", "collar_number": typed, "phone": ""}
    )

    officer.refresh_from_db()
    if kept is None:
        assert "Enter the collar number as up to six digits" in text_of(answered)
    else:
        assert (answered.status_code, officer.collar_number) == (302, kept)
