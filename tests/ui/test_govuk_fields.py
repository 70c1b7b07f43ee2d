"""What our form fields draw is govuk-frontend's markup too, for every fixture a field can express."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.test.html import parse_html

from tests.ui.test_govuk_markup import FIXTURES
from ui import fields
from ui.choices import Choice, Divider
from ui.drawing import draw

Options = dict[str, Any]


def keys(options: Any, at: str = "") -> set[str]:
    """Name every option used, as `label.text` or `items.hint.text`."""
    if isinstance(options, dict):
        return {key for name, value in options.items() for key in keys(value, f"{at}.{name}".strip("."))}
    if isinstance(options, list):
        return {key for value in options for key in keys(value, at)}
    return {at}


SHARED = {"name", "id", "hint.text", "errorMessage.text"}
LABEL = {"label.text", "label.isPageHeading"}
LEGEND = {"fieldset.legend.text", "fieldset.legend.isPageHeading"}
ITEMS = {"items.text", "items.value", "items.hint.text", "items.divider", "items.checked", "items.behaviour"}
BOX = SHARED | LABEL | {"value", "autocomplete", "inputmode", "prefix.text", "suffix.text"}
CAN: dict[str, set[str]] = {
    "input": BOX,
    "textarea": SHARED | LABEL | {"value", "rows", "autocomplete"},
    "character-count": SHARED | LABEL | {"value", "rows", "maxlength"},
    "password-input": SHARED | LABEL | {"autocomplete"},
    "select": SHARED | LABEL | {"items.text", "items.value", "items.selected", "items.disabled"},
    "radios": SHARED | LEGEND | ITEMS | {"idPrefix"},
    "checkboxes": SHARED | LEGEND | ITEMS | {"idPrefix"},
    "date-input": SHARED | LEGEND | {"namePrefix", "values.day", "values.month", "values.year"},
}


def common(options: Options, group: Options | None) -> Options:
    group = group or {}
    return {
        "label": group.get("text", ""),
        "heading": bool(group.get("isPageHeading")),
        "hint": (options.get("hint") or {}).get("text", ""),
        "autocomplete": options.get("autocomplete", ""),
    }


def answers(options: Options) -> list[Choice | Divider]:
    return [
        Divider(item["divider"])
        if item.get("divider")
        else Choice(
            str(item["value"]),
            item.get("text", ""),
            hint=(item.get("hint") or {}).get("text", ""),
            alone=item.get("behaviour") == "exclusive",
            disabled=bool(item.get("disabled")),
        )
        for item in options["items"]
    ]


def box(options: Options) -> forms.Field:
    return fields.TextField(
        **common(options, options.get("label")),
        prefix=(options.get("prefix") or {}).get("text", ""),
        suffix=(options.get("suffix") or {}).get("text", ""),
        inputmode=options.get("inputmode", ""),
    )


def long_text(options: Options) -> forms.Field:
    limit = options.get("maxlength")
    return fields.LongTextField(
        **common(options, options.get("label")),
        rows=int(options.get("rows", 5)),
        max_length=int(limit) if limit else None,
    )


def password(options: Options) -> forms.Field:
    given = common(options, options.get("label"))
    return fields.PasswordField(**{**given, "autocomplete": options.get("autocomplete", "current-password")})


def chosen(kind: type[fields.Chosen]) -> Callable[[Options], forms.Field]:
    def make(options: Options) -> forms.Field:
        group = options.get("label") or (options.get("fieldset") or {}).get("legend")
        extra: dict[str, Any] = {"prompt": ""} if kind is fields.SelectField else {}
        made = kind(**common(options, group), choices=answers(options), **extra)
        assert isinstance(made, forms.Field)
        return made

    return make


def dated(options: Options) -> forms.Field:
    return fields.DateField(**common(options, (options.get("fieldset") or {}).get("legend")))


MAKE: dict[str, Callable[[Options], forms.Field]] = {
    "input": box,
    "textarea": long_text,
    "character-count": long_text,
    "password-input": password,
    "select": chosen(fields.SelectField),
    "radios": chosen(fields.ChoiceField),
    "checkboxes": chosen(fields.ManyField),
    "date-input": dated,
}


def initial(component: str, options: Options) -> Any:
    picked = [str(i["value"]) for i in options.get("items", []) if i.get("checked") or i.get("selected")]
    if component == "checkboxes":
        return picked
    if component in {"radios", "select"}:
        return picked[0] if picked else None
    if component == "date-input":
        values = options.get("values") or {}
        return tuple(str(values.get(part, "")) for part in ("day", "month", "year"))
    return options.get("value")


def said_by_field(component: str, options: Options) -> str:
    """Draw the fixture's question through a form. A field takes its id from its name."""
    name = options.get("idPrefix") or options.get("id") or options.get("name") or ""
    form = forms.Form(initial={name: initial(component, options)}, auto_id="%s")
    form.fields[name] = MAKE[component](options)
    if options.get("errorMessage"):
        form._errors = ErrorDict({name: ErrorList([options["errorMessage"]["text"]])})  # type: ignore[attr-defined]
    return draw(form[name]).render()


def alike(component: str, options: Options, html: str) -> tuple[Any, Any]:
    """Give ours and theirs, without what a field decides for itself: names, and the size of a legend."""

    def plain(markup: str) -> str:
        markup = re.sub(r' name="[^"]*"', "", markup)
        return re.sub(r" govuk-(fieldset__legend|label)--[sml]", "", markup)

    return parse_html(plain(said_by_field(component, options))), parse_html(plain(html))


def expressible(component: str, options: Options) -> bool:
    if component not in CAN or not keys(options) <= CAN[component]:
        return False
    if component == "character-count" and "maxlength" not in options:
        return False  # without a limit our field is a plain textarea
    items = options.get("items") or ([{}] if component == "select" else [])
    if any(not item or not (item.get("value") or item.get("divider")) for item in items):
        return False  # our answers all have a value
    asked = (options.get("label") or (options.get("fieldset") or {}).get("legend") or {}).get("text")
    return bool(asked) or component == "input"


CASES = [case for case in FIXTURES if expressible(str(case.values[0]), case.values[2])]


@pytest.mark.parametrize(("component", "name", "options", "html"), CASES)
def test_a_field_draws_the_markup_of_its_fixture(
    component: str, name: str, options: Options, html: str
) -> None:
    ours, theirs = alike(component, options, html)

    assert ours == theirs


def test_every_kind_of_field_is_compared_with_several_fixtures() -> None:
    compared = [str(case.values[0]) for case in CASES]

    assert {component: compared.count(component) >= 2 for component in CAN} == dict.fromkeys(CAN, True)
    assert len(CASES) >= 50
