"""The first name in a whole name."""

import pytest

from accounts.names import first_name


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Jo Marsh", "Jo"),
        ("  Jo   Marsh ", "Jo"),
        ("Jo", "Jo"),
        ("", ""),
        ("Anne-Marie O'Neill", "Anne-Marie"),
        ("Ŵyn ap Siôn", "Ŵyn"),
        ("Dr Jo Marsh", "Jo"),
        ("Ms. Jo Marsh", "Jo"),
        ("Marsh, Jo", "Jo"),
        ("MARSH, Dr Jo", "Jo"),
        ("Marsh,", "Marsh"),
        ("Dr", "Dr"),
    ],
)
def test_a_worker_is_called_by_the_first_name(name: str, first: str) -> None:
    assert first_name(name) == first
