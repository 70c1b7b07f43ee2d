"""What must hold of a provider's own words before they may be used."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from correspondence import reading
from correspondence.statuses import Wording
from correspondence.words import checks, editing, forbidden
from correspondence.words.slots import SLOTS, Medium, Slot, of_any, of_letter, of_text
from correspondence.words.spoken import from_file
from tests.correspondence import test_words

FULL = of_letter("INVITATION", Wording.FULL)
DISCREET = of_letter("INVITATION", Wording.DISCREET)
DAY = of_text("REMINDER_DAY", Wording.FULL)
DAY_DISCREET = of_text("REMINDER_DAY", Wording.DISCREET)
LETTER = "# Your dates\n\nHere they are. I hope to see you.\n\n{days}\n\nRing me on {phone}."
TEXT = "Hi {name}, see you {date} at {time}. Call me on {phone}"


@pytest.mark.parametrize("slot", SLOTS.values(), ids=lambda slot: slot.slug)
def test_the_words_that_came_with_the_service_may_all_be_used(slot: Slot) -> None:
    assert checks.faults(slot, from_file(slot, "en") or "", language="en") == []


@pytest.mark.parametrize(
    ("slot", "text", "says"),
    [
        (DAY, TEXT, ""),
        (FULL, LETTER, ""),
        (FULL, LETTER + "\n\nComing is part of your caution.", ""),
        (DISCREET, LETTER + "\n\nComing is part of your caution.", "whoever reads it learns"),
        (DISCREET, LETTER + "\n\nYour workshop is near.", "whoever reads it learns"),
        (DISCREET, LETTER + "\n\n{consequences}", "Take out {consequences}"),
        (DISCREET, LETTER + "\n\n{the_day}", "Take out {the_day}"),
        (DAY, TEXT + " JUNO", "whoever reads it learns"),
        (DAY, TEXT.replace("{date}", ""), "Put in {date}"),
        (DAY, TEXT + " Tomorrow!", "Take out “Tomorrow”: it may reach her on another day"),
        (FULL, LETTER + "\n\nI wrote this today.", "Take out “today”"),
        (of_any(Medium.VOICEMAIL, Wording.DISCREET), "{worker} on {phone}. Ring me today.", ""),
        (FULL, LETTER + "\n\nYou failed to come.", "it blames her"),
        (FULL, LETTER + "\n\nSee www.juno.example", "no web address"),
        (FULL, LETTER + "\n\nSee juno-course.org", "no web address"),
        (DAY, TEXT.replace("{phone}", "{phone} or 07700 900 123"), "Write {phone} instead"),
        (FULL, LETTER + "\n\n{offence}", "Take out {offence}"),
        (FULL, LETTER + "\n\n{name.pk}", "Take out {name.pk}"),
        (FULL, LETTER + "\n\n{name!r}", "Take out {name}"),
        (FULL, LETTER + "\n\n{{ settings.SECRET_KEY }}", "A bracket stands alone"),
        (FULL, LETTER + "\n\n{% load static %}", "Take out"),
        (FULL, LETTER + "\n\nHi {", "A bracket stands alone"),
        (FULL, LETTER + "\n\nHi ]", "A bracket stands alone"),
        (FULL, LETTER.replace("{days}", ""), "Put in {days}"),
        (FULL, LETTER.replace("{days}", "On {days} you come."), "on a line of its own"),
        (FULL, LETTER.replace("# ", ""), "Begin with one heading"),
        (FULL, LETTER + "\n\n# Another", "Begin with one heading"),
        (FULL, LETTER + "\n\n> Bye,\n\nP.S. Hello", "stand once and last"),
        (FULL, "  ", "Enter the words"),
        (FULL, LETTER + "\n\n" + "Come and see us. " * 80, "a letter has room for 300"),
        (FULL, "x" * 4_001, "at most 4000 characters"),
        (FULL, LETTER + "\n\nNotwithstanding satisfactory participation, unavoidable administrative consequences "
         "necessitate immediate communication regarding alternative arrangements.", "Too hard to read"),
        (DAY, TEXT.replace("{phone}", ""), "Put in {phone}"),
        (DAY, TEXT + " It would be so good to see you there, and there is lunch, and tea, and time to talk to all of us.",
         "Too long for one text"),
        (DAY, TEXT + " ❤", "without “❤”"),
        (DAY, TEXT + " ŵ", "without “ŵ”"),
        (DAY, "Hi {name}\n\nsee you at {time}. {phone}", "in one paragraph"),
        (DAY_DISCREET, TEXT + " It would be so good to see you there again, my love, and tea is free too.", "such as Ŵyn"),
        (of_any(DAY.medium.SUBJECT, Wording.FULL), "Please do have a look at this note that I have for you here: {name} x", "a subject has at most"),
        (of_any(DAY.medium.VOICEMAIL, Wording.FULL), "Hello, please ring {phone}.", "Put in {worker}"),
        (of_any(DAY.medium.VOICEMAIL, Wording.FULL), "Hello, it's {worker} of {venue}: {phone}.", "Take out {venue}"),
    ],
)  # fmt: skip
def test_words_are_refused_with_what_to_do(slot: Slot, text: str, says: str) -> None:
    found = checks.faults(slot, text, language="en")

    assert [fault for fault in found if says in fault] if says else found == [], found


def test_the_grade_is_of_the_sentences_not_of_headings_around_them() -> None:
    hard = "Notwithstanding satisfactory participation, unavoidable consequences necessitate communication."
    eased = LETTER.replace("{days}", "\n\n".join(["{days}", *["## Hi"] * 20])) + "\n\n" + hard

    assert [fault for fault in checks.faults(FULL, eased, language="en") if "Too hard" in fault]


def test_welsh_is_not_measured_by_an_english_formula_but_is_kept_discreet() -> None:
    welsh = "# Eich dyddiadau\n\nDyma eich dyddiadau. Edrychaf ymlaen at eich gweld chi yno yn fuan iawn.\n\n{days}"

    assert checks.faults(DISCREET, welsh, language="cy") == []
    assert checks.faults(DISCREET, welsh + "\n\nBydd yr heddlu yno.", language="cy") != []


def test_every_word_the_tests_know_to_tell_is_refused() -> None:
    """The list of the tests is the second copy: a word taken out of the code's own is missed here."""
    missed = [word for word in test_words.TELLING if not forbidden.telling(word)]
    blames = [word for word in test_words.NEVER if not forbidden.blaming(word)]

    assert (missed, blames) == ([], [])


@settings(max_examples=120, deadline=None)
@given(text=st.text(alphabet="{}[]#> \nabney_.%!", max_size=120) | st.text(max_size=60))
def test_any_words_give_faults_or_a_preview_and_never_an_error(text: str) -> None:
    for slot in (FULL, DAY, of_any(DAY.medium.VOICEMAIL, Wording.FULL)):
        shown = editing.preview(slot, text, language="en")

        assert list(shown.faults) == checks.faults(slot, text.strip(), language="en")


def test_reading_grade_is_of_the_same_formula() -> None:
    assert reading.grade("The cat sat on the mat. It was a warm day.") < 2
