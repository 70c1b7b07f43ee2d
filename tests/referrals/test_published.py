"""docs/referrals.md is a second copy of the table, so that a mistake in one shows against the other."""

from pathlib import Path

from referrals import published


def test_the_published_table_is_the_table() -> None:
    page = Path(__file__).parents[2] / "docs" / "referrals.md"

    assert page.read_text(encoding="utf-8") == published.document()
