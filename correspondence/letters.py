"""A letter to her as HTML and as PDF. Words live in `templates/letters/<language>/`."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils import translation

from correspondence import pdf
from correspondence.facts import Facts
from correspondence.gate import Destination
from correspondence.statuses import Wording
from participants.safe_contact import Way

STYLESHEET = Path(__file__).parent / "print" / "letter.css"
DEFAULT_LANGUAGE = "en"


def letter_html(purpose: str, facts: Facts, to: Destination, *, language: str = "en", page: str = "") -> str:
    """Return the page of one letter, in the wording that the gate allows.

    The "please ring me" letter is the same whatever it was written for: until she has told us
    herself that post is safe, nothing else may reach her door.

    :param page: the address of her own page, where it goes along.
    """
    if to.way is not Way.POST:
        raise TypeError("A letter needs leave to post one")
    template = select_template(letter_templates(purpose, to.wording, language))
    chosen = language if f"/{language}/" in template.origin.name else DEFAULT_LANGUAGE
    with translation.override(chosen):
        html: str = template.render(
            {"letter": facts, "address": to.to, "language": chosen, "page": page if to.page else ""}
        )
        return html


def letter_templates(purpose: str, wording: Wording, language: str) -> list[str]:
    """Return the template names to try, her language first."""
    folder = "please_ring" if wording is Wording.PLEASE_RING else purpose.lower()
    page = "full" if wording is Wording.FULL else "discreet"
    return [f"letters/{spoken}/{folder}/{page}.html" for spoken in (language, DEFAULT_LANGUAGE)]


def has_letter(purpose: str) -> bool:
    """Tell whether there is a letter for a purpose, at least in English."""
    try:
        select_template(letter_templates(purpose, Wording.DISCREET, DEFAULT_LANGUAGE))
    except TemplateDoesNotExist:
        return False
    return True


def letter_words(purpose: str, facts: Facts, wording: Wording, *, language: str = "en") -> list[str]:
    """Return what a letter would say, a paragraph each, to be read on a page before anything is written."""
    template = select_template(letter_templates(purpose, wording, language))
    chosen = language if f"/{language}/" in template.origin.name else DEFAULT_LANGUAGE
    with translation.override(chosen):
        reader = _Paragraphs()
        reader.feed(template.render({"letter": facts, "address": (), "language": chosen}))
    return [" ".join(words.split()) for words in reader.found if words.strip()]


class _Paragraphs(HTMLParser):
    """Gathers the heading and the paragraphs of a letter's body."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_body = self._in_body or tag == "h1"
        if self._in_body and tag in ("h1", "p"):
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1] += data


def letter_pdf(html: str) -> bytes:
    """Return one letter as PDF/UA-1 bytes."""
    return pdf.render("letter", html=html, stylesheet=STYLESHEET)
