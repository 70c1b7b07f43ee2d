"""Which services serve a postcode."""

from __future__ import annotations

from datetime import date

import pytest

from casework.services import is_for, is_stale, read_areas


@pytest.mark.parametrize(
    ("areas", "postcode", "hers"),
    [
        ([], "PO1 2AB", True),
        (["PO"], "PO1 2AB", True),
        (["PO"], "po12ab", True),
        (["PO"], "SO14 2AB", False),
        (["P"], "PO1 2AB", False),
        (["SO14"], "SO14 2AB", True),
        (["SO14"], "SO1 4AB", False),
        (["SO1"], "SO14 2AB", False),
        (["S"], "S1 2AB", True),
        (["S"], "SO14 2AB", False),
        (["EC1A"], "EC1A 1BB", True),
        (["SO14", "PO"], "PO30 1AA", True),
        (["PO"], "", True),  # nobody knows where she lives: nothing is kept from her
    ],
)
def test_a_service_serves_the_areas_and_districts_it_names(
    areas: list[str], postcode: str, hers: bool
) -> None:
    assert is_for(areas, postcode) is hers


@pytest.mark.parametrize(
    ("text", "good", "odd"),
    [
        ("", [], []),
        ("po, SO14;so15  PO", ["PO", "SO14", "SO15"], []),
        ("EC1A", ["EC1A"], []),
        ("PO1 2AB", ["PO1"], ["2AB"]),
        ("Hampshire", [], ["HAMPSHIRE"]),
    ],
)
def test_areas_are_read_as_somebody_writes_them(text: str, good: list[str], odd: list[str]) -> None:
    assert read_areas(text) == (good, odd)


def test_half_a_year_later_it_is_asked_again() -> None:
    assert not is_stale(date(2026, 1, 1), date(2026, 7, 3))
    assert is_stale(date(2026, 1, 1), date(2026, 7, 4))
