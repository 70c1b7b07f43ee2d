"""Texts, e-mails and voicemails to her. Words live in `templates/letters/<language>/`, or are a provider's own."""

from __future__ import annotations

from django.utils import translation

from correspondence import gsm
from correspondence.facts import Facts
from correspondence.gate import Destination
from correspondence.statuses import Wording
from correspondence.words import layout
from correspondence.words.filling import gaps_of
from correspondence.words.slots import Medium, Slot, of_any, of_short_text, of_text
from correspondence.words.spoken import DEFAULT_LANGUAGE, Whose, from_file, words_of


class TooLong(ValueError):
    """Even the discreet words do not fit one text with her name in them."""


def text(
    purpose: str,
    facts: Facts,
    to: Destination,
    *,
    language: str = "en",
    whose: Whose | None = None,
    besides: int = 0,
) -> str:
    """Return the words of a text.

    The discreet words are shorter and say less, so they stand in where the full ones do not fit.

    :param besides: how many more characters go along: the link to her own page. It shows her days, so
        short words may stand beside it where the others leave it no room.
    :raises TooLong: when even those do not.
    """
    slots = [of_text(purpose, Wording.FULL)] if to.wording is Wording.FULL else []
    slots.append(of_text(purpose, Wording.DISCREET))
    if besides:
        slots.append(of_short_text(purpose))
    for slot in slots:
        words = said(slot, facts, language=language, whose=whose)
        if gsm.fits(words, besides=besides):
            return words
    raise TooLong(f"The text {purpose} does not fit: {gsm.length(words)}")


def has_text(purpose: str) -> bool:
    """Tell whether there are words of a text or an e-mail for a purpose, at least in English."""
    return from_file(of_text(purpose, Wording.DISCREET), DEFAULT_LANGUAGE) is not None


def email(
    purpose: str, facts: Facts, to: Destination, *, language: str = "en", whose: Whose | None = None
) -> tuple[str, str]:
    """Return the subject and the words of an e-mail: those of the text, signed."""
    subject = said(of_any(Medium.SUBJECT, to.wording), facts, language=language, whose=whose)
    return subject, said(of_text(purpose, to.wording), facts, language=language, whose=whose)


def voicemail(facts: Facts, to: Destination, *, language: str = "en", whose: Whose | None = None) -> str:
    """Return what to say on her voicemail: a name and a number, nothing else."""
    return said(of_any(Medium.VOICEMAIL, to.wording), facts, language=language, whose=whose)


def by_word(facts: Facts, to: Destination, *, language: str = "en", whose: Whose | None = None) -> str:
    """Return what to say to the person she trusts, or to her when she is met: that she should ring, no more."""
    return said(of_any(Medium[to.way.name], to.wording), facts, language=language, whose=whose)


def said(slot: Slot, facts: Facts, *, language: str = "en", whose: Whose | None = None) -> str:
    """Return the words of a slot that is one line, its gaps filled."""
    words = words_of(slot, language=language, whose=whose)
    with translation.override(words.language):
        return layout.line(words.text, gaps_of(facts))
