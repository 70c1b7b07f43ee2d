"""Every code table loads, and no code stands twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from programmes import codes


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (codes.offences, 27),
        (codes.outcomes, 26),
        (codes.forces, 46),
        (codes.ethnicities, 22),
        (codes.pathways, 9),
        (lambda: codes.stations("44"), 42),
        (lambda: codes.characteristics("sex"), 4),
        (lambda: codes.attendance_vocabulary("attendance"), 3),
    ],
)
def test_a_code_table_has_each_code_once(table: Callable[[], Sequence[Any]], rows: int) -> None:
    found = [row.code for row in table()]

    assert len(found) == len(set(found)) == rows
    assert all(row.label for row in table())


def test_a_table_of_another_name_is_an_error_not_an_empty_list() -> None:
    with pytest.raises(KeyError):
        codes.characteristics("shoe_size")


def test_not_stated_and_not_known_stay_apart() -> None:
    labels = {row.code: row.label for row in codes.ethnicities()}

    assert labels["NS"] != labels["UN"]


def test_an_offence_is_found_by_its_code_in_any_case() -> None:
    offence = codes.offence("cj 88116")

    assert offence is not None
    assert (offence.label, offence.usually_summary) == ("Assault by beating", True)
    assert codes.offence("XX00000") is None


def test_every_file_of_data_names_its_source() -> None:
    readme = (codes.DATA / "README.md").read_text(encoding="utf-8")

    for file in codes.DATA.glob("*.csv"):
        assert f"`{file.name}`" in readme
