"""How words are written down: gaps, brackets and headings, and nothing that is looked at twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.words import layout
from correspondence.words.layout import Block, Kind, Run

GAPS = {"name": "Siân", "phone": "01632 960 001", "reply_by": "", "days": "days", "consequences": ""}


def kinds(template: str) -> list[Kind]:
    return [block.kind for block in layout.letter(template, GAPS)]


def test_a_letter_is_read_in_its_pieces() -> None:
    found = layout.letter("# Your dates\n\nHello {name},\nring {phone}.\n\n{days}\n\n> Bye,", GAPS)

    assert found == [
        Block(Kind.HEADING, (Run("Your dates"),)),
        Block(
            Kind.PARAGRAPH, (Run("Hello "), Run("Siân"), Run(", ring "), Run("01632 960 001", True), Run("."))
        ),
        Block(Kind.DAYS),
        Block(Kind.CLOSE, (Run("Bye,"),)),
    ]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Ring me[ by {reply_by}].", "Ring me."),
        ("Ring me[ on {phone}].", "Ring me on 01632 960 001."),
        ("Ring me[ on {phone} by {reply_by}].", "Ring me."),
        ("By {reply_by} please.", None),
        ("Words [in brackets] stay.", "Words in brackets stay."),
    ],
)
def test_an_empty_gap_leaves_out_what_it_stands_in(template: str, expected: str | None) -> None:
    found = layout.letter(template, GAPS)

    assert [block.text for block in found] == ([] if expected is None else [expected])


def test_a_small_heading_with_nothing_under_it_is_left_out() -> None:
    assert kinds("# A\n\nB\n\n## Why\n\n{consequences}\n\n## More\n\nC\n\n> D") == [
        Kind.HEADING, Kind.PARAGRAPH, Kind.SMALL_HEADING, Kind.PARAGRAPH, Kind.CLOSE,
    ]  # fmt: skip


@given(
    name=st.text(max_size=60), template=st.sampled_from(["Hi {name}", "# X\n\n{name}\n\n[{name}] {phone}"])
)
def test_what_is_put_into_a_gap_is_never_looked_at_again(name: str, template: str) -> None:
    gaps = {**GAPS, "name": name}

    if template.startswith("Hi"):
        assert layout.line(template, gaps) == f"Hi {name}".strip()
    elif name:
        assert [run.text for run in layout.letter(template, gaps)[1].runs] == [name]


@pytest.mark.parametrize(
    "hostile", ["{{ settings }}", "{% load x %}", "{name.pk}", "{name!r}", "{0}", "{}", "{"]
)
def test_nothing_but_a_gap_is_ever_more_than_words(hostile: str) -> None:
    assert layout.line(f"A {hostile} B", GAPS) == f"A {hostile} B"


@given(st.text(alphabet="{}[]#> \nabn_{name}{days}", max_size=80))
def test_any_words_can_be_looked_at(template: str) -> None:
    known = dict.fromkeys(layout.gaps_in(template), "x") | GAPS

    layout.letter(template, known)
    layout.line(template, known)
    layout.has_stray_bracket(template)
