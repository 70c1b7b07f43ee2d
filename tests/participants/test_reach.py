"""Whether a number or an address would reach anybody: in Python and in the database, one rule."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participants import names, reach
from participants.safe_contact import Detail

D = Detail


@pytest.mark.parametrize(
    ("lines", "postcode", "nowhere", "expected"),
    [
        ("1 Example Road\nExampletown", "PO1 1AA", False, D.GOOD),
        ("1 Example Road", "po11aa", False, D.GOOD),
        ("\n \n1 Example Road\n\nExampletown\n", "PO1 1AA", False, D.GOOD),
        ("A\nB Road\nC\nD\nE", "PO1 1AA", False, D.INCOMPLETE),  # the first line says no house
        ("4A High St\nB\nC\nD\nE", "PO1 1AA", False, D.GOOD),
        ("4A High St\nB\nC\nD\nE\nF", "PO1 1AA", False, D.INCOMPLETE),  # an eighth line in the window
        ("1 Example Road", "", False, D.INCOMPLETE),
        ("1 Example Road", "PO1", False, D.INCOMPLETE),
        ("1 Example Road", "Q1 1AA", False, D.INCOMPLETE),  # no area begins with Q
        ("1 Example Road", "PO1 1CA", False, D.INCOMPLETE),  # no unit has a C
        ("12", "PO1 1AA", False, D.INCOMPLETE),
        ("", "PO1 1AA", False, D.INCOMPLETE),
        ("", "", False, D.MISSING),
        (" \n\t", "", False, D.MISSING),
        ("1 Example Road", "PO1 1AA", True, D.NO_FIXED_ADDRESS),
        ("", "ZZ99 3VZ", False, D.NO_FIXED_ADDRESS),
        ("sofa surfing", "zz993vz", False, D.NO_FIXED_ADDRESS),
    ],
)
def test_an_address_would_be_reached_or_says_what_is_wrong(
    lines: str, postcode: str, nowhere: bool, expected: Detail
) -> None:
    assert reach.address_detail(lines, postcode, no_fixed_address=nowhere) is expected


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("07700 900 123", True),
        ("+44 7700 900123", True),
        ("07624 400 123", True),  # the Isle of Man
        ("07600 000 000", False),  # a pager
        ("07000 000 000", False),  # a personal number
        ("01632 960 001", False),
        ("07700 900 12", False),
        ("07700 900 1234", False),
        ("+33 6 12 34 56 78", False),
        ("", False),
    ],
)
def test_a_text_reaches_a_mobile_only(phone: str, expected: bool) -> None:
    assert reach.is_mobile(names.digits(phone)) is expected


LINES = st.text(alphabet=" \t\r\nAb14é", max_size=40)
POSTCODES = st.from_regex(r"[ A-Z]{0,3}[0-9A-Z]{0,3} ?[0-9]?[A-Z]{0,2} ?", fullmatch=True)
PATTERNS = (
    reach.MOBILE, reach.NOWHERE, reach.PLAUSIBLE_POSTCODE, reach.ANY_LINE, reach.FIRST_LINE, reach.TOO_MANY_LINES,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=LINES | POSTCODES | st.from_regex(r"07[0-9]{7,11}\n?", fullmatch=True))
def test_the_database_reads_each_rule_as_python_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(["%s::text ~ %s"] * len(PATTERNS)), [
            value for pattern in PATTERNS for value in (text, pattern)
        ])  # fmt: skip
        found = cursor.fetchone()

    assert list(found) == [reach._says(pattern, text) for pattern in PATTERNS]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (("1 Example Road\nExampletown", "PO1 1AA"), ("1 example road, Exampletown", "po11aa"), True),
        (("1 Exmaple Rd", "PO1 1AA"), ("1 Example Road\nExampletown", "PO1 1AA"), True),  # better spelt
        (("1 Example Road", ""), ("1 Example Road\nExampletown", "PO1 1AA"), True),  # completed
        (("Flat 2\n14 Example Road", "PO1 1AA"), ("14 Example Road\nFlat 2", "PO1 1AA"), True),
        (("Rose Cottage", "PO1 1AA"), ("rose cottage", "PO1 1AA"), True),
        (("1 Example Road", "PO1 1AA"), ("2 Example Road", "PO1 1AA"), False),  # next door
        (("1 Example Road", "PO1 1AA"), ("1a Example Road", "PO1 1AA"), False),
        (("Flat 2\n14 Example Road", "PO1 1AA"), ("Flat 3\n14 Example Road", "PO1 1AA"), False),
        (("1 Example Road", "PO1 1AA"), ("1 Example Road", "PO1 1AB"), False),  # another town's
        (("Rose Cottage", "PO1 1AA"), ("Ivy Cottage", "PO1 1AA"), False),  # nothing to tell them by
        (("1 Example Road", "PO1 1AA"), ("", ""), False),
    ],
)
def test_two_ways_of_writing_one_home_are_told_from_two_homes(
    before: tuple[str, str], now: tuple[str, str], expected: bool
) -> None:
    assert reach.same_home(*before, *now) is expected
    assert reach.same_home(*now, *before) is expected
