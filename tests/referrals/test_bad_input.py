"""Every question of the referral against values people send by mistake, in a hurry or in bad faith.

Each value is accepted, or refused with a sentence that says what to do; either way it is shown as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from crispy_forms.utils import render_crispy_form
from django.forms import Field
from django.http import QueryDict
from django.test import Client

from accounts.models import User
from programmes.models import Programme
from referrals import actions
from referrals.drafts import Draft
from referrals.forms.pages import PageForm
from referrals.forms.sending import EqualityForm
from referrals.forms.start import EligibleForm
from referrals.models import Referral
from referrals.pages import PAGES
from tests.factories import referrals
from tests.factories.accounts import NOW
from tests.programmes.schemes import JUNO
from tests.referrals import walking
from ui.fields import DateField, LongTextField, TextField
from ui.forms import Form

SignIn = Callable[[User], Client]
TODAY = walking.TODAY

HTML = '<script>alert(1)</script><b onmouseover=x>O\'Neill & "Co"</b>'
FORMULA = '=HYPERLINK("http://bad.example","+44")'
EMOJI = "👩🏽‍🦱💬"
ARABIC = "مريم"
OVERRIDE = "Sam\u202etxt.exe"
WORDS: dict[str, str] = {
    "one letter": "D",
    "one hundred letters": "Ŵ" * 100,
    "emoji": EMOJI,
    "right to left": ARABIC,
    "right-to-left override": OVERRIDE,
    "HTML": HTML,
    "a formula": FORMULA,
    "at": "@SUM(1)",
    "minus": "-1+1",
    "a percent and braces": "100% {{ 7*7 }} {% now %} ${7} %s",
    "quotes": "'; DROP TABLE referrals_referral; --",
    "a null": "a\x00b",
    "a newline": "a\r\nb",
    "a zero-width space": "a\u200bb",
    "only spaces": "   ",
    "20,000 letters": "x" * 20_000,
}
DAYS: dict[str, tuple[str, str, str]] = {
    "a day that does not exist": ("31", "2", "2026"),
    "29 February of a common year": ("29", "2", "2027"),
    "letters": ("a", "b", "c"),
    "HTML": (HTML, "1", "2020"),
    "emoji": (EMOJI, EMOJI, EMOJI),
    "a year of two digits": ("1", "1", "26"),
    "the year nought": ("1", "1", "0"),
    "very long ago": ("1", "1", "1066"),
    "very far ahead": ("1", "1", "99999"),
    "20,000 digits": ("1" * 20_000, "1", "2026"),
    "a month only": ("", "5", ""),
    "a null": ("1\x00", "1", "2026"),
}
CHOICES = ("NOT_THERE", HTML, EMOJI, "x" * 20_000, "\x00")
# A sentence that says what to do begins with what to do.
SAYS_WHAT_TO_DO = re.compile(
    r"^(Enter|Answer|Choose|Check|Say|Tick|Take|Shorten|Write|Give|Use|Leave|She would be|The date|.*must)\b"
)
NOT_OURS = ("This field", "Ensure this", "Select a valid", "Enter a valid", "Null characters")


def data_of(answers: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in {"submission": str(uuid4()), "version": "0", **answers}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def page_form(key: str, answers: dict[str, Any]) -> PageForm:
    page = next(one for one in PAGES if one.key == key)
    draft = Draft().with_page("about", {"date_of_birth": date(1990, 3, 14)})
    return page.form(data_of(answers), today=TODAY, definition=JUNO, draft=draft, force="44", version=0)


def eligible_form(_key: str, answers: dict[str, Any]) -> Form:
    return EligibleForm(data_of(answers), definition=JUNO, entering=True)


def equality_form(_key: str, answers: dict[str, Any]) -> Form:
    return EqualityForm(data_of(answers))


WHO = {"source": "PHONE", "officer_email": "jo@force44.police.example", "officer_name": "Jo"}
# Everything asked, so that what an answer opens is asked as well.
OPENED = {
    "about": {"needs_interpreter": "yes", "interpreter": "Polish"},
    "reach": {"email": "sam@mail.example", "email_safe": "NO"},
    "offence": {
        "disposal_given": "yes",
        "deadline_known": "DATE",
        "deadline_on-day": str((TODAY + timedelta(weeks=10)).day),
        "deadline_on-month": str((TODAY + timedelta(weeks=10)).month),
        "deadline_on-year": str((TODAY + timedelta(weeks=10)).year),
        "must_not_meet": "YES",
        "other_name_1": "Somebody Else",
    },
    "help": {"staff_risk": "yes", "risk_to_staff": "A dog"},
}
FORMS: dict[str, tuple[Callable[[str, dict[str, Any]], Form], dict[str, Any]]] = {
    "eligible": (eligible_form, {**walking.ELIGIBLE, **WHO}),
    "equality": (equality_form, {}),
    **{key: (page_form, {**answers, **OPENED[key]}) for key, answers in walking.PAGES.items()},
}


def values_for(name: str, field: Field) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(field, DateField):
        for what, parts in DAYS.items():
            yield what, {f"{name}-{part}": typed for part, typed in zip(PARTS, parts, strict=True)}
        future = TODAY + timedelta(days=400)
        yield "a day ahead", walking._day(name, future)
    elif getattr(field, "choices", None) is not None:
        yield from ((f"choice {number}", {name: value}) for number, value in enumerate(CHOICES))
    else:
        yield from ((what, {name: value}) for what, value in WORDS.items())


PARTS = ("day", "month", "year")


def every_question() -> Iterator[Any]:
    for key, (make, answers) in FORMS.items():
        for name, field in make(key, answers).fields.items():
            if name not in {"version", "submission"}:
                yield pytest.param(key, name, field, id=f"{key}-{name}")


def sentences(form: Form) -> list[str]:
    return [str(sentence) for found in form.errors.values() for sentence in found]


@pytest.mark.parametrize(("key", "name", "field"), list(every_question()))
def test_each_value_is_accepted_or_refused_with_what_to_do_and_shown_as_text(
    key: str, name: str, field: Field
) -> None:
    make, answers = FORMS[key]

    for what, value in values_for(name, field):
        form = make(key, {**answers, **value})
        drawn = render_crispy_form(form)

        for sentence in sentences(form):
            assert SAYS_WHAT_TO_DO.match(sentence), f"{what}: {sentence[:80]}"
            assert not sentence.startswith(NOT_OURS), f"{what}: {sentence}"
        assert "<script>alert" not in drawn, what
        assert "<b onmouseover" not in drawn, what
        assert "\x00" not in drawn, what


HONEST = ("emoji", "right to left", "HTML", "a formula", "at", "minus", "a percent and braces", "quotes")
CODED = {"pnc_id", "cro_number", "postcode", "crime_reference", "arrest_number", "case_urn", "phone"}


def free_text() -> Iterator[Any]:
    for param in every_question():
        key, name, field = param.values
        if isinstance(field, (TextField, LongTextField)) and name not in CODED:
            yield pytest.param(key, name, field, id=f"{key}-{name}")


@pytest.mark.parametrize(("key", "name", "field"), list(free_text()))
def test_no_character_is_banned_from_honest_free_text(key: str, name: str, field: Field) -> None:
    make, answers = FORMS[key]
    most = getattr(field, "max_length", None) or 100

    for what in HONEST:
        words = WORDS[what][:most]
        form = make(key, {**answers, name: words})
        form.is_valid()

        assert name not in form.errors, f"{what}: {form.errors[name]}"
        assert form.cleaned_data[name] == words, what


def test_there_are_questions_to_ask() -> None:
    assert len(list(every_question())) > 60
    assert len(list(free_text())) > 15


def _refused(key: str, **changed: Any) -> list[str]:
    make, answers = FORMS[key]
    form = make(key, {**answers, **changed})
    assert not form.is_valid()
    return sentences(form)


@pytest.mark.parametrize(
    ("key", "changed", "sentence"),
    [
        ("about", walking._day("date_of_birth", TODAY + timedelta(days=1)), "it is in the future"),
        ("about", walking._day("date_of_birth", date(1850, 1, 1)), "more than 120 years ago"),
        ("about", {"first_names": "Ŵ" * 101}, "100 characters"),
        ("about", {"access_needs": "x" * 20_000}, "300 characters"),
        ("offence", walking._day("offence_on", TODAY + timedelta(days=1)), "it is in the future"),
        ("offence", walking._day("offence_on", date(1989, 1, 1)), "more than ten years ago"),
        (
            "offence",
            walking._day("disposal_on", walking.OFFENCE_ON - timedelta(days=1)),
            "it cannot be given before the offence",
        ),
        (
            "offence",
            walking._day("deadline_on", walking.DISPOSAL_ON - timedelta(days=1)),
            "it is before the day the disposal is given",
        ),
        ("offence", walking._day("deadline_on", TODAY - timedelta(days=1)), "it has passed"),
    ],
)
def test_dates_and_lengths_that_cannot_be_say_what_to_do(
    key: str, changed: dict[str, Any], sentence: str
) -> None:
    assert any(sentence in one for one in _refused(key, **changed)), _refused(key, **changed)


def test_an_offence_before_her_birth_and_a_woman_too_young_are_stopped() -> None:
    answers = FORMS["offence"][1]
    born = TODAY - timedelta(days=365 * 9)
    draft = Draft().with_page("about", {"date_of_birth": born})
    page = next(one for one in PAGES if one.key == "offence")
    early = {**answers, **walking._day("offence_on", born - timedelta(days=30))}

    form = page.form(data_of(early), today=TODAY, definition=JUNO, draft=draft, force="44", version=0)

    assert not form.is_valid()
    assert "it is before she was born" in str(form.errors["offence_on"])
    assert "She would be under 18" in str(form.errors["disposal_on"])


HOSTILE: dict[str, Any] = {
    "first_names": "<script>alert(1)</script>",
    "last_name": FORMULA,
    "preferred_name": "{{ 7*7 }}",
    "address_lines": "<img src=x onerror=alert(1)>",
    "interpreter": f"{ARABIC}<script>alert(1)</script>",
    "access_needs": f"{EMOJI}<script>alert(1)</script>",
    "trusted_contact": OVERRIDE + "<script>alert(1)</script>",
    "who_must_not_know": "</textarea><script>alert(1)</script>",
    "offence_text": '"><script>alert(1)</script>',
    "other_conditions": "'; DROP TABLE x; --<script>alert(1)</script>",
    "help_words": "<!--<script>alert(1)</script>",
    "risk_to_staff": "</script><script>alert(1)</script>",
    "other_name_1": "<script>alert(1)</script>",
}


@pytest.mark.django_db
def test_what_was_accepted_is_shown_as_text_on_every_page_that_shows_it(
    signed_in: SignIn, juno: Programme, officer: User, worker: User
) -> None:
    pages = referrals.answers(**HOSTILE)
    pages["offence"]["must_not_meet"] = "YES"
    draft = referrals.draft(juno, by=officer, pages=pages)
    police, staff = signed_in(officer), signed_in(worker)
    shown = [police.get(f"/referrals/{draft.pk}/{name}/") for name in ("about", "reach", "offence", "help")]
    shown.append(police.get(f"/referrals/{draft.pk}/check/"))
    sent = actions.submit(draft, by=officer, at=NOW)
    shown += [police.get(url) for url in ("/police/", f"/police/referrals/{sent.pk}/")]
    shown += [staff.get(f"/referrals/{sent.pk}/{name}/") for name in ("review", "accept", "decline")]
    taken = actions.accept(sent, by=worker, at=NOW + timedelta(hours=1))
    tabs = ("", "contact/", "workshops/", "letters/", "notes/", "history/", "call/", "details/")
    shown += [staff.get(f"/cases/{taken.pk}/{tab}") for tab in tabs]
    shown += [staff.get(url) for url in ("/today/", "/cases/")]

    assert {answer.status_code for answer in shown} == {200}
    texts = [answer.content.decode() for answer in shown]
    assert any("&lt;script&gt;alert" in text for text in texts)
    for text in texts:
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.S)
    assert any("{{ 7*7 }}" in html.unescape(text) for text in texts)


@pytest.mark.django_db
def test_what_was_accepted_is_kept_letter_for_letter(juno: Programme, officer: User) -> None:
    sent = actions.submit(referrals.draft(juno, by=officer, **HOSTILE), by=officer, at=NOW)

    person = Referral.objects.get(pk=sent.pk).person
    for name in ("first_names", "last_name", "preferred_name", "interpreter", "access_needs", "help_words"):
        assert getattr(person, name) == HOSTILE[name]
