"""Everything she receives, in a language nobody speaks: whatever is left in plain letters is not translated."""

from __future__ import annotations

import gettext
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.utils import translation
from django.utils.translation import trans_real
from pytest_django.fixtures import Settings

from correspondence import gate, letters, texts
from correspondence.facts import Day, Facts, day_in_words
from correspondence.gate import Destination
from correspondence.statuses import Wording
from correspondence.words import spoken
from correspondence.words.slots import SLOTS, Medium
from participants.safe_contact import Allowed, Way, Words
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
NOBODYS = "xx"
_KEPT = re.compile(r"(%\(\w+\)[a-z]|\{\w*\}|\n)")


def wide(text: str) -> str:
    """Return the text in full-width letters, its gaps as they are."""
    parts = _KEPT.split(text)
    return "".join(
        part
        if _KEPT.fullmatch(part)
        else "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in part)
        for part in parts
    )


class Pseudo(gettext.NullTranslations):
    """Translates everything into full-width letters."""

    def gettext(self, message: str) -> str:
        return wide(message.rpartition("\x04")[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return wide((msgid1 if n == 1 else msgid2).rpartition("\x04")[2])

    def to_language(self) -> str:
        return NOBODYS

    def language(self) -> str:
        return NOBODYS


@pytest.fixture(autouse=True)
def _a_language_nobody_speaks(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The words of the files in it, and every sentence of the code."""
    came = Path(live.BASE_DIR) / "templates" / "letters" / "en"
    for path in came.rglob("*.txt"):
        there = tmp_path / "templates" / "letters" / NOBODYS / path.relative_to(came)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(wide(path.read_text(encoding="utf-8")), encoding="utf-8")
    settings.BASE_DIR = tmp_path
    known: Any = vars(trans_real)["_translations"]
    monkeypatch.setitem(known, NOBODYS, Pseudo())
    spoken.from_file.cache_clear()
    yield
    spoken.from_file.cache_clear()


def her_facts() -> Facts:
    """Return facts whose own words have no plain letter, so that any that is found is ours."""
    start = datetime(2026, 11, 11, 10, tzinfo=UTC)
    with translation.override(NOBODYS):
        days = tuple(
            Day.of(at, at + timedelta(hours=5), venue="Ŵŷ", address="12 Ŷŵ", finding_it="Ŵ", language=NOBODYS)
            for at in (start, start + timedelta(days=28))
        )
        return Facts(
            name="Ŵŷ", signed_by="Ŷ", phone="01632 960 001", written_on=day_in_words(start.date()), days=days,
            missed_on=days[0].short, reply_by=wide("Friday"), consequences="Ŵŵ.",
        )  # fmt: skip


def leave(way: Way, wording: Wording) -> Destination:
    allowed = Allowed(Words(wording.value), withheld_number=False, by_herself=True)
    woman = make.woman(first_names="Ŵ", last_name="Ŷ", address_lines="1 Ŵŵŵ\nŶŷŷ", postcode="ŴŶ 1")
    return gate.leave(woman, way, allowed)


def plain_letters(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+", text)


def seen(page: str) -> str:
    """Return what is read on a page, or read out of it: its title too."""
    return html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<title>") :]))


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("wording", [Wording.FULL, Wording.DISCREET, Wording.PLEASE_RING])
@pytest.mark.parametrize("purpose", sorted({s.purpose for s in SLOTS.values() if s.medium is Medium.LETTER}))
def test_every_letter_is_in_her_language_whole(
    purpose: str, wording: Wording, number: int, large: bool
) -> None:
    wording = Wording.DISCREET if purpose == "PLEASE_RING" else wording  # it has no others
    facts: Any = her_facts()
    facts = replace(facts, days=(*facts.days, facts.days[0])[:number], large_print=large)

    page = letters.letter_html(purpose, facts, leave(Way.POST, wording), language=NOBODYS)

    assert plain_letters(seen(page)) == []
    assert f'<html lang="{NOBODYS}"' in page
    assert plain_letters(" ".join(letters.letter_words(purpose, facts, wording, language=NOBODYS))) == []


@pytest.mark.parametrize(
    "slot", [s for s in SLOTS.values() if s.medium is not Medium.LETTER], ids=lambda s: s.slug
)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_text_subject_and_voicemail_is_in_her_language_whole(slot: Any, number: int) -> None:
    facts = her_facts()
    facts = replace(facts, days=(*facts.days, facts.days[0])[:number])

    assert plain_letters(texts.said(slot, facts, language=NOBODYS)) == []


def test_the_test_would_see_an_english_word() -> None:
    facts = replace(her_facts(), name="Sam")

    assert plain_letters(
        seen(letters.letter_html("MISSED", facts, leave(Way.POST, Wording.FULL), language=NOBODYS))
    )
