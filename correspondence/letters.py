"""A letter to her as HTML and as PDF. Words live in `templates/letters/<language>/`, or are a provider's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from correspondence import pdf
from correspondence.facts import Facts
from correspondence.gate import Destination
from correspondence.statuses import Wording
from correspondence.words import layout
from correspondence.words.filling import gaps_of
from correspondence.words.layout import Block, Kind
from correspondence.words.slots import of_letter
from correspondence.words.spoken import DEFAULT_LANGUAGE, Whose, Words, from_file, words_of
from participants.safe_contact import Way

STYLESHEET = Path(__file__).parent / "print" / "letter.css"


def letter_html(
    purpose: str,
    facts: Facts,
    to: Destination,
    *,
    language: str = "en",
    whose: Whose | None = None,
    page: str = "",
) -> str:
    """Return the page of one letter, in the wording that the gate allows.

    The "please ring me" letter is the same whatever it was written for: until she has told us
    herself that post is safe, nothing else may reach her door.

    :param whose: the provider whose own words hold, and the day; None for those that came along.
    :param page: the address of her own page, where it goes along.
    """
    if to.way is not Way.POST:
        raise TypeError("A letter needs leave to post one")
    words = words_of(of_letter(purpose, to.wording), language=language, whose=whose)
    return page_of(words, facts, to.to, page=page if to.page else "")


def page_of(words: Words, facts: Facts, address: Sequence[str], *, page: str = "") -> str:
    """Return a letter's page from its words."""
    with translation.override(words.language):
        blocks, close = blocks_of(words.text, facts, page=page)
        about = {"letter": facts, "address": address, "language": words.language}
        return render_to_string("letters/letter.html", {**about, "blocks": blocks, "close": close})


def has_letter(purpose: str) -> bool:
    """Tell whether there is a letter for a purpose, at least in English."""
    return from_file(of_letter(purpose, Wording.DISCREET), DEFAULT_LANGUAGE) is not None


def blocks_of(template: str, facts: Facts, *, page: str = "") -> tuple[list[Block], str]:
    """Return the pieces of a letter without its closing words, and those, in the active language."""
    blocks = layout.letter(template, gaps_of(facts, page=page))
    return [block for block in blocks if block.kind is not Kind.CLOSE], _close(blocks)


def letter_words(
    purpose: str, facts: Facts, wording: Wording, *, language: str = "en", whose: Whose | None = None
) -> list[str]:
    """Return what a letter would say, a paragraph each, to be read on a page before anything is written."""
    return read_aloud(words_of(of_letter(purpose, wording), language=language, whose=whose), facts)


def read_aloud(words: Words, facts: Facts) -> list[str]:
    """Return the heading, the greeting, the paragraphs and the closing words, as she reads them."""
    with translation.override(words.language):
        blocks, close = blocks_of(words.text, facts)
        days = [f"{day.when}, {day.hours}, {day.venue}" for day in facts.days]
        headings = [block.text for block in blocks if block.kind is Kind.HEADING]
        rest = [block for block in blocks if block.kind is not Kind.HEADING]
        dear = gettext("Dear %(name)s,") % {"name": facts.name}
        return [*headings, dear, *layout.paragraphs(rest, days), close, facts.signed_by]


def _close(blocks: Sequence[Block]) -> str:
    closes = [block.text for block in blocks if block.kind is Kind.CLOSE]
    return closes[-1] if closes else gettext("With warm wishes,")


def letter_pdf(html: str) -> bytes:
    """Return one letter as PDF/UA-1 bytes."""
    return pdf.render("letter", html=html, stylesheet=STYLESHEET)
