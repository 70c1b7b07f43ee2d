"""What must hold of words before a provider's own may be used: plain, short, safe, and of use to her."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from correspondence import gsm, letters, links, reading
from correspondence.facts import Facts
from correspondence.published import is_published_number
from correspondence.words import forbidden, layout, sample
from correspondence.words.filling import GAPS, IN_LETTERS, gaps_of
from correspondence.words.layout import Kind
from correspondence.words.slots import Medium, Slot
from correspondence.words.spoken import Words
from programmes import wording

HARDEST = 6.0  # Flesch–Kincaid grade: about eleven years old
MOST_WORDS = 300  # in a letter, one side at 12 points
MOST_CHARACTERS = 4_000
SUBJECT_LENGTH = 60
GRADED = ("en",)  # the formula counts English syllables
_TELLING_GAPS = frozenset({"consequences", "the_day", "told"})


def gaps_for(slot: Slot) -> dict[str, Promise]:
    """Return the gaps that a slot may have, with what each means."""
    if slot.medium is Medium.LETTER:
        hidden = frozenset() if slot.may_tell else _TELLING_GAPS
        return {name: says for name, says in (GAPS | IN_LETTERS).items() if name not in hidden}
    short = set(GAPS) if slot.is_text else {"name", "worker", "phone"}
    return {name: says for name, says in GAPS.items() if name in short}


def faults(slot: Slot, text: str, *, language: str) -> list[str]:
    """Return what must be mended before these words may be used, a sentence each; empty when they may.

    Whatever the words are, nothing but their gaps is ever looked at as more than words.
    """
    shape = list(_shape(slot, text))
    if shape:
        return shape
    with translation.override(language):
        said = _said(slot, text, sample.ordinary(language), language)
        prose = _prose(slot, text, language)
        by_length = [
            _said(slot, text, facts(language), language) for facts in (sample.longest, sample.in_ucs2)
        ]
    checks: tuple[Callable[[], Iterator[str]], ...] = (
        lambda: _safe(slot, text, said),
        lambda: _plain(prose, language),
        lambda: _short(slot, said, by_length),
    )
    return [fault for check in checks for fault in check()]


def can_be_read(slot: Slot, text: str) -> bool:
    """Tell whether the gaps and brackets are such that the words can be filled in at all."""
    return bool(text.strip()) and not wording.problems(text, gaps_for(slot)) and len(text) <= MOST_CHARACTERS


def _shape(slot: Slot, text: str) -> Iterator[str]:
    """Braces, gaps and headings: what the other checks cannot do without."""
    if not text.strip():
        yield _("Enter the words.")
        return
    if len(text) > MOST_CHARACTERS:
        yield _("Make it shorter: at most %(most)s characters.") % {"most": MOST_CHARACTERS}
    allowed = gaps_for(slot)
    unknown = wording.problems(text, allowed)
    if unknown and unknown != ["{"]:
        gaps = ", ".join(dict.fromkeys(unknown))
        yield _("Take out %(gaps)s: it is not in the list of gaps.") % {"gaps": gaps}
    elif unknown or layout.has_stray_bracket(text):
        yield _("A bracket stands alone. Brackets come in pairs, { } around a gap and [ ] around words.")
    missing = [name for name in slot.must_have if name not in layout.gaps_in(text)]
    if missing:
        yield _("Put in %(gaps)s: she needs it.") % {"gaps": _listed(missing)}
    if slot.medium is Medium.LETTER:
        yield from _of_a_letter(text)
    elif "\n" in text.strip():
        yield _("Write it in one paragraph.")


def _of_a_letter(text: str) -> Iterator[str]:
    kinds = [
        next((kind for mark, kind in layout.MARKS.items() if part.startswith(mark)), Kind.PARAGRAPH)
        for part in layout.parts(text)
    ]
    if kinds.count(Kind.HEADING) != 1 or kinds[0] is not Kind.HEADING:
        yield _("Begin with one heading: a line that starts with # and a space.")
    if kinds.count(Kind.CLOSE) > 1 or Kind.CLOSE in kinds[:-1]:
        yield _("The closing words, a line that starts with > and a space, stand once and last.")
    if kinds.count(Kind.PARAGRAPH) == 0:
        yield _("Write at least one paragraph under the heading.")
    if "{days}" in text and "{days}" not in layout.parts(text):
        yield _("Put {days} on a line of its own, with empty lines around it.")


def _safe(slot: Slot, text: str, said: str) -> Iterator[str]:
    found = forbidden.blaming(text)
    if found:
        yield _("Take out %(words)s: it blames her.") % {"words": _quoted(found)}
    if not slot.may_tell and (found := forbidden.telling(text)):
        yield _("Take out %(words)s: whoever reads it learns what it is about.") % {"words": _quoted(found)}
    if not slot.may_tell and forbidden.telling(said) and not forbidden.telling(text):
        yield _("A gap in it says what it is about.")
    # A voicemail is said at the moment it is read out.
    if slot.medium is not Medium.VOICEMAIL and (found := forbidden.from_today(text)):
        yield _("Take out %(words)s: it may reach her on another day. Name the day by its gap.") % {
            "words": _quoted(found)
        }
    if found := forbidden.links(text):
        yield _("Take out %(words)s: no web address goes to her this way.") % {"words": _quoted(found)}
    typed = forbidden.numbers(text)
    if [number for number in typed if is_published_number(number)]:
        yield _("That number is published for a programme: whoever looks it up learns what she attends.")
    elif typed:
        yield _("Write {phone} instead of %(number)s: her worker’s number is put there.") % {
            "number": _quoted(typed)
        }


def _plain(said: str, language: str) -> Iterator[str]:
    if language not in GRADED or not reading.words(said):
        return
    grade = reading.grade(said)
    if grade > HARDEST:
        yield _(
            "Too hard to read: grade %(grade).1f, and 6 is the most. Use shorter sentences and shorter words."
        ) % {"grade": grade}


def _short(slot: Slot, said: str, longest: Collection[str]) -> Iterator[str]:
    if slot.medium is Medium.LETTER:
        words = len(reading.words(said))
        if words > MOST_WORDS:
            yield _("Too long: %(words)s words, and a letter has room for %(most)s.") % {
                "words": words, "most": MOST_WORDS
            }  # fmt: skip
        return
    if slot.medium is Medium.SUBJECT and len(said) > SUBJECT_LENGTH:
        yield _("Too long: a subject has at most %(most)s characters.") % {"most": SUBJECT_LENGTH}
    if slot.is_text:
        yield from _one_text(slot, longest)


def _one_text(slot: Slot, longest: Collection[str]) -> Iterator[str]:
    in_gsm, in_ucs2 = longest
    room = room_for_link(slot)
    odd = sorted({char for char in in_gsm if not gsm.is_gsm(char)})
    if odd:
        yield _("Write it without %(characters)s: that makes every text twice as long.") % {
            "characters": _quoted(odd)
        }
    elif not gsm.fits(in_gsm, besides=room):
        yield _("Too long for one text: %(length)s of %(most)s with the longest names and places.") % {
            "length": gsm.length(in_gsm), "most": gsm.ONE_TEXT - room
        }  # fmt: skip
    # The discreet words stand in where the full ones do not fit, so these always have to.
    elif slot.is_discreet and not gsm.fits(in_ucs2, besides=room):
        yield _("Too long for a name such as Ŵyn: %(length)s of %(most)s characters.") % {
            "length": gsm.length(in_ucs2), "most": gsm.TWO_TEXTS_UCS2 - room
        }  # fmt: skip


def room_for_link(slot: Slot) -> int:
    """Return how many characters the link to her own page takes beside these words."""
    return links.room_for_one() if slot.medium is Medium.SHORT else 0


def _said(slot: Slot, text: str, facts: Facts, language: str) -> str:
    if slot.medium is Medium.LETTER:
        return as_sentences(letters.read_aloud(Words(text, language), facts))
    return layout.line(text, gaps_of(facts))


def _prose(slot: Slot, text: str, language: str) -> str:
    """Return what is read as sentences: of a letter its paragraphs, without headings and days."""
    facts = sample.ordinary(language)
    if slot.medium is not Medium.LETTER:
        return _said(slot, text, facts, language)
    blocks, _close = letters.blocks_of(text, facts)
    return as_sentences([block.text for block in blocks if block.kind is Kind.PARAGRAPH])


def as_sentences(parts: Collection[str]) -> str:
    """Return paragraphs as running text, each one's end the end of a sentence."""
    ended = [part if part.rstrip()[-1:] in ".?!:," else f"{part}." for part in parts if part.strip()]
    return " ".join(ended)


def measure(slot: Slot, text: str, *, language: str) -> tuple[int, float | None]:
    """Return how long the words are with the longest values (septets of a text, else words), and their grade."""
    with translation.override(language):
        said = _said(slot, text, sample.ordinary(language), language)
        long = _said(slot, text, sample.longest(language), language)
        prose = _prose(slot, text, language)
    length = gsm.length(long) if slot.is_text else len(reading.words(said))
    return length, reading.grade(prose) if language in GRADED and reading.words(prose) else None


def _quoted(words: Collection[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))


def _listed(gaps: Collection[str]) -> str:
    return ", ".join(f"{{{gap}}}" for gap in gaps)
