"""What the search box understands."""

import pytest

from casework.searching import Search, read


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Siân O’Neill ", Search(name="sian:* & oneill:*")),
        ("Ŵyn-Jones", Search(name="wyn:* & jones:*")),
        ("r-00042", Search(name="", reference="R-00042", crime_reference="R-00042")),
        ("07700 900 123", Search(phone="07700900123", crime_reference="07700 900 123")),
        ("+44 7700 900123", Search(phone="07700900123", crime_reference="+44 7700 900123")),
        ("po1 1aa", Search(postcode="PO1 1AA")),
        ("44260012345", Search(phone="0260012345", crime_reference="44260012345")),
        ("12345", Search(crime_reference="12345")),
        ("", Search()),
        ("!&|<->'", Search()),
    ],
)
def test_what_is_typed_is_read_as_all_it_could_be(typed: str, expected: Search) -> None:
    assert read(typed) == expected


def test_nothing_typed_can_break_out_of_the_query() -> None:
    assert read("sam:* | !x & ('a' <-> b)").name == "sam:* & x:* & a:* & b:*"
