"""Identifiers are forgiven in their form and judged in their substance."""

from __future__ import annotations

import re
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants import identifiers as ids
from participants.identifiers import Doubt, Problem

YEAR = 2026


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("81/34U", "1981/0000034U"),
        ("02/73319Z", "2002/0073319Z"),
        ("00/223R", "2000/0000223R"),
        ("79/163001B", "1979/0163001B"),
        ("0273319Z", "2002/0073319Z"),
        ("033Y", "2003/0000003Y"),
        ("67/9893091D", "1967/9893091D"),
        ("20020073319Z", "2002/0073319Z"),
        ("2024/0123456F", "2024/0123456F"),
        ("1998/0045678Q", "1998/0045678Q"),
        ("2019/0500001T", "2019/0500001T"),
        (" 2019 / 0500001 t ", "2019/0500001T"),
        ("2019/0500001\u200bT", "2019/0500001T"),
    ],
)
def test_a_pnc_id_is_kept_in_one_form(typed: str, kept: str) -> None:
    checked = ids.pnc_id(typed, this_year=YEAR)

    assert checked == ids.Checked(kept)


@pytest.mark.parametrize(
    ("typed", "kept", "expected"),
    [
        ("20030011985Z", "2003/0011985Z", "U"),
        ("20120052494O", "2012/0052494O", "Q"),
        ("20230583843N", "2023/0583843N", "L"),
        ("2001/0171310S", "2001/0171310S", "W"),
    ],
)
def test_a_wrong_check_letter_is_a_doubt_and_never_a_block(typed: str, kept: str, expected: str) -> None:
    checked = ids.pnc_id(typed, this_year=YEAR)

    assert checked.value == kept
    assert checked.problem is None
    assert checked.doubt is Doubt.WRONG_CHECK_LETTER
    assert ids.check_letter(kept[2:4] + kept[5:12]) == checked.expected != kept[-1]


@pytest.mark.parametrize("typed", ["", "1X23/1234567A", "2024/F", "hello", "2024/12345678F", "A/1B", "24/"])
def test_what_is_no_pnc_id_is_refused(typed: str) -> None:
    assert ids.pnc_id(typed, this_year=YEAR).problem is Problem.WRONG_SHAPE


@given(st.integers(1930, YEAR), st.integers(0, 9_999_999))
def test_every_pnc_id_made_with_its_letter_is_good_and_one_wrong_letter_is_seen(
    year: int, serial: int
) -> None:
    digits = f"{year % 100:02}{serial:07}"
    made = f"{year}/{serial:07}{ids.check_letter(digits)}"

    assert ids.pnc_id(made, this_year=YEAR) == ids.Checked(made)
    assert ids.pnc_id(made.replace("/", ""), this_year=YEAR).value == made
    for letter in set(string.ascii_uppercase) - {made[-1]}:
        assert ids.pnc_id(made[:-1] + letter, this_year=YEAR).doubt is Doubt.WRONG_CHECK_LETTER


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("65656/91H", "065656/91H"),
        ("012345/24Z", "012345/24Z"),
        ("SF05/482703J", "SF05/482703J"),
        ("SF83/50058Z", "SF83/50058Z"),
        ("sf 83/50058 z", "SF83/50058Z"),
    ],
)
def test_a_cro_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert ids.cro_number(typed) == ids.Checked(kept)


def test_a_cro_number_with_a_wrong_letter_is_a_doubt() -> None:
    assert ids.cro_number("85227/65G").doubt is Doubt.WRONG_CHECK_LETTER
    assert ids.cro_number("85227-65G").problem is Problem.WRONG_SHAPE


@pytest.mark.parametrize(
    "number",
    ["2005FF0500000000555P", "9700000000000123456K", "22FD112200001234560X", "2544SC0100000012345W"],
)
def test_an_arrest_summons_number_is_good(number: str) -> None:
    assert ids.arrest_summons_number(number) == ids.Checked(number)


def test_an_arrest_summons_number_is_forgiven_its_slashes() -> None:
    assert ids.arrest_summons_number("25/44SC/01/00000012345w").value == "2544SC0100000012345W"


def test_an_arrest_summons_number_with_a_wrong_letter_names_the_right_one() -> None:
    checked = ids.arrest_summons_number("2202XC0200000000021D")

    assert (checked.doubt, checked.expected) == (Doubt.WRONG_CHECK_LETTER, "R")


@pytest.mark.parametrize(("typed", "good"), [("44SC0012325", True), ("44 sc 00123/25", True), ("44S", False)])
def test_a_case_urn_has_force_unit_and_digits(typed: str, good: bool) -> None:
    assert ids.case_urn(typed).good is good


HAMPSHIRE = "44[0-9]{9}"


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("44250123456", None),
        ("44 25 0123456", None),
        ("44/25/0123456", None),
        ("44240123456", None),
        ("44210123456", Doubt.UNEXPECTED_YEAR),
        ("4425012345", Doubt.UNEXPECTED_SHAPE),
    ],
)
def test_an_occurrence_number_is_held_against_its_forces_pattern(typed: str, doubt: Doubt | None) -> None:
    checked = ids.occurrence_number(typed, pattern=HAMPSHIRE, year_at=2, offence_on=date(2025, 3, 1))

    assert (checked.problem, checked.doubt) == (None, doubt)


def test_an_occurrence_number_of_an_unknown_force_is_free_text_up_to_20() -> None:
    assert ids.occurrence_number("nc/123 45").value == "NC/123 45"
    assert ids.occurrence_number("x" * 21).problem is Problem.TOO_LONG
    assert ids.occurrence_number("  ").problem is Problem.WRONG_SHAPE


def test_an_occurrence_number_across_the_century_is_near_its_year() -> None:
    checked = ids.occurrence_number(
        "44000123456", pattern=HAMPSHIRE, year_at=2, offence_on=date(2099, 12, 31)
    )

    assert checked.good


@pytest.mark.parametrize(
    ("typed", "good"), [("1234", True), ("hc 1234", True), ("123456AB", True), ("ABC", False)]
)
def test_a_collar_number_is_digits_with_letters_around(typed: str, good: bool) -> None:
    assert ids.collar_number(typed).good is good


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("PO30 1UD", "PO30 1UD"),
        ("po301ud", "PO30 1UD"),
        ("so14 7ly", "SO14 7LY"),
        ("W1A1AA", "W1A 1AA"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("GIR 0AA", "GIR 0AA"),
        ("zz993vz", "ZZ99 3VZ"),
    ],
)
def test_a_postcode_is_kept_with_its_space(typed: str, kept: str) -> None:
    assert ids.postcode(typed) == ids.Checked(kept)


@pytest.mark.parametrize("typed", ["SO14 7LC", "Q1 1AA", "SO14", "", "1AA", "ZZ99 3VY"])
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    assert ids.postcode(typed).problem is Problem.WRONG_SHAPE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("0044 7700-900-123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("(01632) 960123", "+441632960123"),
        ("020 7946 0123", "+442079460123"),
        ("08081 570123", "+448081570123"),
        ("07624 900123", "+447624900123"),
        ("+48 512 345 678", "+48512345678"),
    ],
)
def test_a_phone_number_is_kept_as_e164(typed: str, kept: str) -> None:
    assert ids.phone(typed) == ids.Checked(kept)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("07012 345678", Problem.NOT_A_NUMBER_IN_USE),
        ("07600 123456", Problem.NOT_A_NUMBER_IN_USE),
        ("07700 90012", Problem.WRONG_SHAPE),
        ("077009001234", Problem.WRONG_SHAPE),
        ("none", Problem.WRONG_SHAPE),
        ("07700 900123 Sam", Problem.WRONG_SHAPE),
        ("", Problem.WRONG_SHAPE),
        ("0906 1234567", Problem.WRONG_SHAPE),
    ],
)
def test_a_number_that_reaches_nobody_is_refused(typed: str, problem: Problem) -> None:
    assert ids.phone(typed).problem is problem


def test_a_landline_is_doubted_where_a_text_must_reach() -> None:
    assert ids.phone("01632 960123", mobile=True).doubt is Doubt.NOT_MOBILE
    assert ids.phone("07700 900123", mobile=True).doubt is None


@given(st.integers(0, 999), st.lists(st.sampled_from(" -()."), max_size=6))
def test_a_phone_number_survives_any_spacing(last: int, noise: list[str]) -> None:
    digits = f"07700900{last:03}"
    typed = digits[:5] + "".join(noise).replace("(", " ").replace(")", " ") + digits[5:]

    assert ids.phone(typed).value == f"+44{digits[1:]}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jo.Bloggs@Hampshire.police.uk", "jo.bloggs@hampshire.police.uk"),
        (" jo.bloggs@hampshire.pnn.police.uk ", "jo.bloggs@hampshire.police.uk"),
        ("jo@herts.police.uk", "jo@herts.police.uk"),
    ],
)
def test_a_police_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert ids.police_email(typed) == ids.Checked(kept)


@pytest.mark.parametrize(
    "typed",
    [
        "jo@police.uk.example",
        "jo@notpolice.uk",
        "jo@xpolice.uk",
        "jo@mail.example",
        "jo@hampshire.police.example",
    ],
)
def test_an_address_that_only_looks_like_police_is_refused(typed: str) -> None:
    assert ids.police_email(typed).problem is Problem.NOT_A_POLICE_ADDRESS


def test_a_force_takes_its_own_domains_alone() -> None:
    domains = ["hampshire.police.example"]

    assert ids.police_email("jo@hampshire.police.example", domains=domains).good
    assert not ids.police_email("jo@hampshire.police.uk", domains=domains).good
    assert ids.police_email("jo@a@b", domains=domains).problem is Problem.WRONG_SHAPE


@given(st.text(max_size=60))
def test_no_text_makes_a_check_fall_over_and_what_is_good_stays_good(text: str) -> None:
    checks = [
        lambda t: ids.pnc_id(t, this_year=YEAR),
        ids.cro_number,
        ids.arrest_summons_number,
        ids.case_urn,
        ids.occurrence_number,
        ids.collar_number,
        ids.postcode,
        ids.phone,
        ids.police_email,
    ]
    for check in checks:
        checked = check(text)
        if checked.problem is None:
            assert check(checked.value) == checked
            assert not re.search(r"[\n\r\t]", checked.value)
