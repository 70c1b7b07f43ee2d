"""How words are written down, and how their gaps are filled. No Django here.

A letter is paragraphs with empty lines between them. `# ` begins the heading, `## ` a smaller one, `> ` the
closing words above the name; `{days}` alone is the list of her days. Named gaps stand in curly brackets.
Words in square brackets are left out where a gap in them is empty; so is a whole paragraph where a gap
outside them is, and a smaller heading that is left with nothing under it. There is nothing else: no
condition, no loop, no call. What is put into a gap is never looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

STRONG = frozenset({"phone", "reply_by", "page"})  # what she must not overlook
DAYS = "days"
_TOKEN = re.compile(r"\{(?P<gap>[a-z_]+)\}|\[(?P<perhaps>[^\[\]]*)\]")
_GAP = re.compile(r"\{([a-z_]+)\}")
_STRAY = re.compile(r"[{}\[\]]")


class Kind(StrEnum):
    """What a piece of a letter is."""

    HEADING = "HEADING"
    SMALL_HEADING = "SMALL_HEADING"
    PARAGRAPH = "PARAGRAPH"
    DAYS = "DAYS"
    CLOSE = "CLOSE"


MARKS = {"# ": Kind.HEADING, "## ": Kind.SMALL_HEADING, "> ": Kind.CLOSE}


@dataclass(frozen=True)
class Run:
    """Some words of one weight."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Block:
    """One piece of a letter."""

    kind: Kind
    runs: tuple[Run, ...] = ()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def letter(template: str, gaps: Mapping[str, str]) -> list[Block]:
    """Return the pieces of a letter, its gaps filled.

    :param gaps: what may stand in a gap; an empty one leaves out what it stands in.
    :raises KeyError: for a gap that has no meaning.
    """
    found = [block for part in parts(template) if (block := _block(part, gaps))]
    following = [*found[1:], None]
    return [block for block, after in zip(found, following, strict=False) if not _is_bare(block, after)]


def line(template: str, gaps: Mapping[str, str]) -> str:
    """Return one text, subject or voicemail, its gaps filled.

    :raises KeyError: for a gap that has no meaning.
    """
    runs = _runs(template.strip(), gaps, keep_empty=True) or ()
    return "".join(run.text for run in runs).strip()


def gaps_in(template: str) -> set[str]:
    """Return the names of the gaps in a template."""
    return set(_GAP.findall(template))


def has_stray_bracket(template: str) -> bool:
    """Tell whether a bracket stands alone, or holds what is no gap."""
    bare = _GAP.sub("", template)
    return _STRAY.search(re.sub(r"\[[^\[\]{}]*\]", "", bare)) is not None


def parts(template: str) -> list[str]:
    """Return the pieces of a letter as written, one line each."""
    found = re.split(r"\n[ \t]*\n", template.replace("\r\n", "\n").strip())
    return [" ".join(part.split()) for part in found if part.strip()]


def _block(part: str, gaps: Mapping[str, str]) -> Block | None:
    if part == f"{{{DAYS}}}":
        return Block(Kind.DAYS) if gaps[DAYS] else None
    mark = next((mark for mark in MARKS if part.startswith(mark)), "")
    runs = _runs(part.removeprefix(mark), gaps)
    return Block(MARKS.get(mark, Kind.PARAGRAPH), runs) if runs else None


def _is_bare(block: Block, after: Block | None) -> bool:
    nothing_under = after is None or after.kind in {Kind.SMALL_HEADING, Kind.CLOSE}
    return block.kind is Kind.SMALL_HEADING and nothing_under


def _runs(words: str, gaps: Mapping[str, str], *, keep_empty: bool = False) -> tuple[Run, ...] | None:
    """Return the words in runs; None where a gap outside square brackets is empty."""
    runs: list[Run] = []
    for name, said in _tokens(words):
        if name is None:
            runs += _runs(said[1:-1], gaps) or () if said[:1] == "[" and said[-1:] == "]" else [Run(said)]
        elif gaps[name] or keep_empty:
            runs.append(Run(gaps[name], strong=name in STRONG))
        else:
            return None
    return tuple(run for run in runs if run.text)


def _tokens(words: str) -> Iterator[tuple[str | None, str]]:
    """Give each gap by its name, and what stands between them; square brackets whole."""
    at = 0
    for found in _TOKEN.finditer(words):
        if found.start() > at:
            yield None, words[at : found.start()]
        yield found["gap"], found[0]
        at = found.end()
    if at < len(words):
        yield None, words[at:]


def paragraphs(blocks: Sequence[Block], days: Sequence[str] = ()) -> list[str]:
    """Return the words of a letter a paragraph each, to be read on a page; `days` stand where her days do."""
    return [text for block in blocks for text in (days if block.kind is Kind.DAYS else [block.text]) if text]
