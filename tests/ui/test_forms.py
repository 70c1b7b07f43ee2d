from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest
from crispy_forms.utils import render_crispy_form
from django.core.exceptions import ValidationError
from django.test.html import parse_html
from django.utils.translation import gettext_lazy as _

from ui import fields
from ui.choices import Choice
from ui.forms import OUT_OF_DATE, FilterForm, Form
from ui.refusals import Refused


class Call(Form):
    who = fields.TextField(label="Who", missing="Enter who you rang")
    on = fields.DateField(label="When", missing="Enter when you rang", too_late="Enter a day up to today")
    outcome = fields.ChoiceField(
        label="Outcome",
        missing="Say what happened",
        choices=[
            Choice("OTHER", "Someone else", reveals=("answered", "ask_again")),
            Choice("NONE", "No answer"),
        ],
    )
    answered = fields.TextField(label="Who answered", missing="Say who answered")
    ask_again = fields.YesNoField(
        label="Ring again?",
        missing="Say whether to ring again",
        yes=Choice("yes", "Yes", reveals=("after",)),
    )
    after = fields.TimeField(label="After", missing="Enter a time")
    agreed = fields.TickField(label="She agrees", missing="Tick to say she agrees", required=False)


def sent(**answers: Any) -> dict[str, Any]:
    usual = {
        "who": "Sam", "on-day": "4", "on-month": "nov", "on-year": "2026", "outcome": "NONE",
        "submission": str(uuid4()), "version": "3",
    }  # fmt: skip
    return {**usual, **{name.replace("__", "-"): value for name, value in answers.items()}}


def problems(form: Form) -> dict[str, str]:
    form.is_valid()
    return {line.href: line.text for line in form.problems()}


def test_a_sent_form_tells_its_page_and_the_version_that_was_seen() -> None:
    name = uuid4()

    form = Call(sent(submission=str(name)))

    assert form.is_valid()
    assert form.submission == name
    assert form.seen_version == 3
    assert form.cleaned_data["on"] == date(2026, 11, 4)


def test_each_page_made_has_its_own_name_and_carries_the_version() -> None:
    first, second = Call(version=7), Call(version=7)

    assert first["submission"].value() != second["submission"].value()
    assert UUID(str(first["submission"].value()))
    assert first["version"].value() == 7


@pytest.mark.parametrize("bad", ["", "nonsense", None])
def test_a_page_without_a_readable_name_is_not_acted_on_and_can_be_sent_again(bad: str | None) -> None:
    answers = sent()
    answers["submission"] = bad
    form = Call(answers)

    assert problems(form) == {"": str(OUT_OF_DATE)}
    assert UUID(form["submission"].value())
    assert form["who"].value() == "Sam"
    assert form["version"].value() == "3"


def test_errors_keep_the_page_its_name_so_that_a_second_press_is_still_the_same_page() -> None:
    name = str(uuid4())

    form = Call(sent(submission=name, who=""))

    assert not form.is_valid()
    assert form["submission"].value() == name


def test_every_empty_answer_says_what_to_do_and_leads_to_its_control() -> None:
    form = Call({"submission": str(uuid4())})

    assert problems(form) == {
        "#id_who": "Enter who you rang",
        "#id_on-day": "Enter when you rang",
        "#id_outcome": "Say what happened",
    }
    drawn = render_crispy_form(form)
    for line in form.problems():
        assert f'id="{line.href[1:]}"' in drawn


def test_a_field_is_asked_only_when_the_answer_that_opens_it_is_given() -> None:
    assert Call(sent(outcome="NONE")).is_valid()
    assert problems(Call(sent(outcome="OTHER"))) == {
        "#id_answered": "Say who answered",
        "#id_ask_again": "Say whether to ring again",
    }
    assert problems(Call(sent(outcome="OTHER", answered="Her sister", ask_again="yes"))) == {
        "#id_after": "Enter a time"
    }
    assert Call(sent(outcome="OTHER", answered="Her sister", ask_again="no")).is_valid()


def test_what_was_typed_under_an_answer_not_given_is_dropped() -> None:
    form = Call(sent(outcome="NONE", answered="Her sister", ask_again="yes", after="10am"))

    assert form.is_valid()
    assert form.cleaned_data["answered"] == ""
    assert form.cleaned_data["ask_again"] is None
    assert form.cleaned_data["after"] is None


def test_a_chain_of_opened_fields_is_read_to_its_end() -> None:
    form = Call(sent(outcome="OTHER", answered="Her sister", ask_again="yes", after="2.15pm"))

    assert form.is_valid()
    assert form.cleaned_data["after"] == time(14, 15)


def test_opened_fields_stand_inside_the_answer_and_nowhere_else() -> None:
    drawn = render_crispy_form(Call(sent(outcome="OTHER")))

    assert drawn.count('id="id_answered"') == 1
    inside = drawn.index('id="conditional-id_outcome"')
    assert inside < drawn.index('id="id_answered"')
    assert 'govuk-radios__conditional--hidden" id="conditional-id_outcome"' not in drawn


def test_a_refusal_is_shown_as_it_is_beside_its_field() -> None:
    class Full(Refused):
        sentence = _("That day is full. Choose another.")

    form = Call(sent())
    form.is_valid()
    form.refuse(Full())
    form.refuse(Full("Not on a Sunday", field="on"))
    form.refuse(Full("Not her", field="nobody"))

    assert [(line.href, line.text) for line in form.problems()] == [
        ("", "That day is full. Choose another."),
        ("", "Not her"),
        ("#id_on-day", "Not on a Sunday"),
    ]


def test_a_date_past_its_limit_is_refused_in_the_form_s_own_words() -> None:
    form = Call(sent())
    form.fields["on"].latest = date(2026, 11, 3)  # type: ignore[attr-defined]

    assert problems(form) == {"#id_on-day": "Enter a day up to today"}


@pytest.mark.parametrize(
    ("typed", "href", "words"),
    [
        ({"on__month": ""}, "#id_on-month", "Enter the month as well"),
        ({"on__month": "", "on__year": ""}, "#id_on-month", "Enter the month and the year as well"),
        ({"on__year": "26"}, "#id_on-year", "Enter the year with four digits, like 1987"),
        ({"on__day": "31"}, "#id_on-day", "Enter a real date. 31 nov 2026 does not exist."),
    ],
)
def test_a_wrong_date_leads_to_the_box_to_mend_and_keeps_what_was_typed(
    typed: dict[str, str], href: str, words: str
) -> None:
    form = Call(sent(**typed))

    assert problems(form) == {href: words}
    drawn = render_crispy_form(form)
    assert f'govuk-input--error" id="{href[1:]}"' in drawn
    assert 'value="nov"' in drawn or typed.get("on__month") == ""


def test_optional_questions_say_so_and_required_ones_do_not() -> None:
    class Some(Form):
        needed = fields.TextField(label="Needed", missing="Enter it")
        extra = fields.LongTextField(label="Extra", required=False)

    drawn = render_crispy_form(Some())

    assert "Extra (optional)" in drawn
    assert "Needed (optional)" not in drawn


def test_a_form_never_lets_the_browser_remember_her() -> None:
    drawn = render_crispy_form(Call())

    assert "novalidate" in drawn
    assert '<form method="post" novalidate autocomplete="off">' in drawn
    assert 'id="id_who" name="who" type="text" autocomplete="off"' in drawn


def test_a_filter_has_no_page_name_and_says_nothing_of_optional() -> None:
    class Filter(FilterForm):
        name = fields.TextField(label="Name", required=False)

    drawn = render_crispy_form(Filter({}))

    assert 'method="get"' in drawn
    assert "submission" not in drawn
    assert "optional" not in drawn
    assert "csrfmiddlewaretoken" not in drawn


def test_two_forms_on_a_page_share_no_id() -> None:
    drawn = render_crispy_form(Call(prefix="a")) + render_crispy_form(Call(prefix="b"))
    ids = [part.split('"')[0] for part in drawn.split(' id="')[1:]]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("number", ["07700 900 982", "01632 960001 ask for Jo", "+44 7700 900982"])
def test_a_telephone_number_is_kept_as_it_was_given(number: str) -> None:
    assert fields.PhoneField(label="x").clean(number) == number


@pytest.mark.parametrize("number", ["12", "none", "0770 0900 9820 0770 0900"])
def test_what_cannot_be_a_telephone_number_is_refused(number: str) -> None:
    with pytest.raises(ValidationError, match="area code"):
        fields.PhoneField(label="x").clean(number)


def test_a_number_forgives_spaces_and_commas() -> None:
    assert fields.NumberField(label="x").clean(" 1,200 ") == 1200


def test_words_that_look_like_markup_are_shown_as_words() -> None:
    form = Call(sent(who="<script>alert(1)</script>", on__day="<b>"))
    form.is_valid()
    drawn = render_crispy_form(form)

    assert "<script>" not in drawn
    assert "<b>" not in drawn
    assert parse_html(drawn)
