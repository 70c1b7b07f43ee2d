"""Every letter, text and e-mail, word by word (design.md §5 rule 7; screens.md §3)."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from correspondence import gate, gsm, letters, messages, reading, texts
from correspondence.facts import Facts
from correspondence.gate import Destination
from correspondence.statuses import Wording
from correspondence.words.slots import SLOTS
from participants.safe_contact import Allowed, Way, Words
from programmes import loader
from tests.factories import correspondence as make
from workshops.invitations import WITH_PAGE

pytestmark = pytest.mark.django_db

LETTERS = ("INVITATION", "CHANGED_DATES", "MISSED", "COMPLETION", "COULD_NOT_REACH")
TEXTS = (
    "FIRST", "BOOKED", "CHANGED_DATES", "REMINDER_WEEK", "REMINDER_DAY", "REMINDER_MORNING", "MISSED",
    "DATES_GONE", "OWN_PAGE",
)  # fmt: skip
LINKED = tuple(code for code in TEXTS if code in WITH_PAGE)  # beside these the link to her page may go
LINK = 51  # characters: a line break and https://dates.example/w/ with 26 of its own

# Stems: a word that begins so gives her away.
TELLING = (
    "police", "polic", "caution", "condition", "offen", "crim", "arrest", "court", "prosecut", "custod",
    "officer", "probation", "sentence", "magistrate", "referr", "juno", "cara", "justice", "solicitor",
    "workshop", "programme", "scheme", "course", "victim", "breach", "charge", "convict", "case",
)  # fmt: skip
NEVER = ("breach", "offender", "dna", "perpetrator", "failed", "prosecut", "convict", "criminal")


def leave(way: Way, wording: Wording) -> Destination:
    allowed = Allowed(Words(wording.value), withheld_number=False, by_herself=True)
    return gate.leave(make.woman(), way, allowed)


def page_words(page: str) -> str:
    """Return what can be read on a page, a heading or list item ending its sentence."""
    body = page[page.index("<body>") :]
    ended = re.sub(r"</(h1|h2|li|div)>|(?<![.?!,:])</p>", ". ", body)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", ended)).split())


def letter(purpose: str, wording: Wording, **facts: object) -> str:
    given = make.facts(missed_on="Wednesday 11 November", reply_by="Friday 13 November", **facts)
    return letters.letter_html(purpose, given, leave(Way.POST, wording))


def telling(text: str) -> list[str]:
    return [word for word in reading.words(text) if word.lower().startswith(TELLING)]


def longest(**changes: object) -> Facts:
    """Return facts with the longest names and places we have to do with."""
    given = make.facts(name="Maria-Gabriela", signed_by="Alexandra", reply_by="Wed 30 Sep")
    days = tuple(
        type(day)(**{**vars(day), "short": "Wed 30 Sep", "starts": "10.30am", "venue": "The Old Mill Centre"})
        for day in given.days
    )
    return Facts(**{**vars(given), "days": days, **changes})


@pytest.mark.parametrize("wording", [Wording.DISCREET, Wording.PLEASE_RING])
@pytest.mark.parametrize("purpose", LETTERS)
def test_no_word_of_a_discreet_letter_gives_her_away(purpose: str, wording: Wording) -> None:
    page = letter(purpose, wording)

    assert telling(page_words(page)) == []
    assert telling(re.search(r"<title>(.*)</title>", page)[1]) == []  # type: ignore[index]


def test_the_consequences_stand_in_the_full_letter_only() -> None:
    told = "Coming to both is part of your caution."

    assert told in page_words(letter("INVITATION", Wording.FULL))
    assert told not in page_words(letter("INVITATION", Wording.DISCREET))
    assert told not in page_words(letter("INVITATION", Wording.PLEASE_RING))


def test_the_consequences_are_those_of_her_disposal() -> None:
    other = letter("INVITATION", Wording.FULL, consequences="There is a fee of £90.")

    assert "fee of £90" in page_words(other)
    assert "caution" not in page_words(other)


def test_until_she_has_answered_every_letter_is_the_same_please_ring_letter() -> None:
    pages = {letter(purpose, Wording.PLEASE_RING) for purpose in LETTERS}

    assert len(pages) == 1
    page = page_words(pages.pop())
    assert "11 November" not in page
    assert "Harbour Hall" not in page


@pytest.mark.parametrize("purpose", LETTERS)
def test_a_full_letter_never_blames_or_threatens(purpose: str) -> None:
    said = [word.lower() for word in reading.words(page_words(letter(purpose, Wording.FULL)))]

    assert [word for word in said if word.startswith(NEVER)] == []


@pytest.mark.parametrize("wording", list(Wording)[:3])
@pytest.mark.parametrize("purpose", LETTERS)
def test_a_letter_can_be_read_at_eleven_and_is_short(purpose: str, wording: Wording) -> None:
    text = page_words(letter(purpose, wording))
    prose = text[text.index("Dear") :]

    assert reading.grade(prose) <= 6, prose
    assert len(reading.words(text)) <= 300


def test_the_reading_grade_tells_hard_words_from_easy_ones() -> None:
    assert reading.grade("The cat sat on the mat. It was a warm day.") < 2
    assert reading.grade("Failure to demonstrate satisfactory compliance necessitates prosecution.") > 15


@pytest.mark.parametrize("wording", [Wording.FULL, Wording.DISCREET])
@pytest.mark.parametrize("purpose", TEXTS)
def test_no_word_of_a_text_or_email_gives_her_away(purpose: str, wording: Wording) -> None:
    words = texts.text(purpose, make.facts(reply_by="Friday"), leave(Way.TEXT, wording))
    subject, body = texts.email(purpose, make.facts(reply_by="Friday"), leave(Way.EMAIL, wording))

    assert telling(f"{words} {subject} {body}") == []
    assert "http" not in words + body


@pytest.mark.parametrize("wording", [Wording.FULL, Wording.DISCREET])
def test_a_voicemail_is_a_name_and_a_number(wording: Wording) -> None:
    said = texts.voicemail(make.facts(), leave(Way.VOICEMAIL, wording))

    assert telling(said) == []
    assert "Jo" in said
    assert "01632 960 001" in said
    assert ("Siân" in said) is (wording is Wording.FULL)


@pytest.mark.parametrize("purpose", TEXTS)
def test_a_text_in_full_is_one_text_with_the_longest_values(purpose: str) -> None:
    words = texts.text(purpose, longest(), leave(Way.TEXT, Wording.FULL))

    assert gsm.is_gsm(words)
    assert gsm.length(words) <= 160, f"{gsm.length(words)}: {words}"
    assert words != texts.text(purpose, longest(), leave(Way.TEXT, Wording.DISCREET))
    assert reading.grade(texts.text(purpose, make.facts(), leave(Way.TEXT, Wording.FULL))) <= 6


@pytest.mark.parametrize("purpose", TEXTS)
def test_a_name_outside_gsm_is_kept_as_it_is_and_fits_two_short_texts(purpose: str) -> None:
    words = texts.text(purpose, longest(name="Ŵyn-Angharad"), leave(Way.TEXT, Wording.FULL))

    assert "Ŵyn-Angharad" in words
    assert gsm.length(words) <= 134, f"{gsm.length(words)}: {words}"


@pytest.mark.parametrize("wording", [Wording.FULL, Wording.DISCREET])
@pytest.mark.parametrize("name", ["Maria-Gabriela", "Ŵyn-Angharad"])
@pytest.mark.parametrize("purpose", LINKED)
def test_a_text_with_the_link_fits_with_the_longest_values(purpose: str, name: str, wording: Wording) -> None:
    words = texts.text(purpose, longest(name=name), leave(Way.TEXT, wording), besides=LINK)

    assert name in words
    assert "01632 960 001" in words
    assert gsm.length(words) + LINK <= (160 if gsm.is_gsm(words) else 134), words
    assert telling(words) == []


def test_words_that_do_not_fit_at_all_are_refused() -> None:
    with pytest.raises(texts.TooLong):
        texts.text("MISSED", make.facts(name="Ŵ" * 100), leave(Way.TEXT, Wording.FULL))


@pytest.mark.parametrize("name", ["{phone}", "{{ settings.SECRET_KEY }}", "{0.__class__}", "%(x)s", "{name}"])
def test_what_looks_like_a_gap_in_a_name_stays_as_it_is(name: str) -> None:
    facts = make.facts(name=name)

    assert name in texts.text("REMINDER_DAY", facts, leave(Way.TEXT, Wording.FULL))
    assert html.escape(name) in letters.letter_html("INVITATION", facts, leave(Way.POST, Wording.FULL))


@pytest.mark.parametrize(
    ("words", "septets"),
    [("a" * 160, 160), ("é", 1), ("€", 2), ("[]", 4), ("", 0), ("ŵ", 1), ("😀", 2)],
)
def test_septets_are_counted_as_the_network_counts_them(words: str, septets: int) -> None:
    assert gsm.length(words) == septets


@given(st.text(max_size=200))
def test_what_fits_is_never_longer_than_two_short_texts_or_one_long_one(words: str) -> None:
    if gsm.fits(words):
        assert len(words) <= 160
        assert gsm.is_gsm(words) or len(words) <= 134


def test_every_file_of_words_is_used_and_every_slot_has_one() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "letters" / "en"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*.txt")}
    both = {"discreet", "full"}

    assert found == {slot.file for slot in SLOTS.values()}
    for purpose in LETTERS:
        assert {p.stem for p in (folder / purpose.lower()).glob("letter_*.txt")} == {
            f"letter_{w}" for w in both
        }
    for purpose in TEXTS:
        wanted = both | ({"short"} if purpose in LINKED else set())
        assert {p.stem for p in (folder / purpose.lower()).glob("text_*.txt")} == {
            f"text_{w}" for w in wanted
        }


def test_an_email_to_police_names_nobody_and_says_nothing_of_what_happened() -> None:
    text = messages.official_subject("JUNO-00042") + messages.official_words(
        "JUNO-00042", "https://x.example/r"
    )

    assert "Siân" not in text
    assert [
        w for w in reading.words(text) if w.lower().startswith(("attend", "complet", "miss", "book"))
    ] == []


def test_no_published_number_or_host_is_in_our_words() -> None:
    published = {phone for loaded in loader.load_all() for phone in loaded.definition.published.phones}
    folder = Path(settings.BASE_DIR) / "templates" / "letters"
    words = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())

    assert [phone for phone in published if phone in words] == []
