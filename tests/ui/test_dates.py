from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import dates, times


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("27", "3", "1987"), date(1987, 3, 27)),
        (("01", "09", "2026"), date(2026, 9, 1)),
        ((" 2 7", " 3 ", "19 87"), date(1987, 3, 27)),
        (("1", "nov", "2026"), date(2026, 11, 1)),
        (("1", "Nov.", "2026"), date(2026, 11, 1)),
        (("1st", "SEPT", "2026"), date(2026, 9, 1)),
        (("22nd", "Tachwedd", "2026"), date(2026, 11, 22)),
        (("29", "2", "2028"), date(2028, 2, 29)),
    ],
)
def test_a_date_is_read_as_people_type_it(typed: tuple[str, str, str], meant: date) -> None:
    assert dates.read(*typed) == meant


@pytest.mark.parametrize(
    ("typed", "why", "parts"),
    [
        (("", "3", "1987"), "MISSING", ("day",)),
        (("27", "", ""), "MISSING", ("month", "year")),
        (("27", "3", "87"), "YEAR", ("year",)),
        (("27", "3", "19870"), "YEAR", ("year",)),
        (("27", "13", "1987"), "UNREAL", ("month",)),
        (("27", "ma", "1987"), "UNREAL", ("month",)),
        (("27", "xyz", "1987"), "UNREAL", ("month",)),
        (("two", "3", "1987"), "UNREAL", ("day",)),
        (("31", "feb", "2026"), "UNREAL", ("day", "month", "year")),
        (("29", "2", "2026"), "UNREAL", ("day", "month", "year")),
        (("0", "3", "1987"), "UNREAL", ("day", "month", "year")),
        (("27", "3", "0000"), "UNREAL", ("day", "month", "year")),
        (("٢٧", "3", "1987"), "UNREAL", ("day",)),
    ],
)
def test_a_date_that_cannot_be_says_which_boxes_to_mend(
    typed: tuple[str, str, str], why: str, parts: tuple[str, ...]
) -> None:
    with pytest.raises(dates.Misread) as misread:
        dates.read(*typed)

    assert (misread.value.why, misread.value.parts) == (why, parts)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_back_from_its_numbers_and_its_month_name(day: date) -> None:
    assert dates.read(str(day.day), str(day.month), str(day.year)) == day
    assert dates.read(f"{day.day:02}", f"{day:%B}", str(day.year)) == day


@given(st.text(max_size=8), st.text(max_size=12), st.text(max_size=8))
def test_no_typing_does_more_than_be_misread(day: str, month: str, year: str) -> None:
    with suppress(dates.Misread):
        assert isinstance(dates.read(day, month, year), date)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10am", time(10)),
        ("10.15", time(10, 15)),
        ("1015", time(10, 15)),
        ("2:15 pm", time(14, 15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("23:59", time(23, 59)),
        ("24:00", None),
        ("13pm", None),
        ("10:75", None),
        ("soon", None),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, meant: time | None) -> None:
    assert times.read(typed) == meant
