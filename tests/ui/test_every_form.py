"""Every form of the service says what to do, whoever wrote it."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms

from ui.fields import MISSING
from ui.forms import Asking, FilterForm, Form

APPS = (
    "accounts", "casework", "correspondence", "participants", "programmes", "referrals", "reports",
    "ui", "workshops",
)  # fmt: skip


def modules() -> Iterator[str]:
    for app in APPS:
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if {"forms", "design"} & set(found.name.split(".")):
                yield found.name


def forms_of_the_service() -> list[type[Asking]]:
    for name in modules():
        importlib.import_module(name)
    found: list[type[Asking]] = []
    queue: list[type[Asking]] = [Asking]
    while queue:
        for form in queue.pop().__subclasses__():
            queue.append(form)
            if form not in {Form, FilterForm} and form.__module__.partition(".")[0] in APPS:
                found.append(form)
    return found


FORMS = sorted(forms_of_the_service(), key=lambda form: (form.__module__, form.__name__))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_every_question_says_what_to_do_when_it_is_left_empty(form: type[Asking]) -> None:
    silent = [
        name
        for name, field in form.base_fields.items()
        if field.required and str(field.error_messages["required"]) == str(MISSING)
    ]

    assert silent == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_every_question_is_asked_in_our_own_fields(form: type[Asking]) -> None:
    """Django's own words ("This field is required") say nothing that helps; allauth's fields come with it."""
    if any(base.__module__.startswith("allauth") for base in form.__mro__):
        return
    foreign = [
        name
        for name, field in form.base_fields.items()
        if type(field).__module__ == "django.forms.fields" and not field.widget.is_hidden
    ]

    assert foreign == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_every_field_an_answer_opens_is_there(form: type[Asking]) -> None:
    opened = {name for field in form.base_fields.values() for name in getattr(field, "revealable", set)()}

    assert opened <= set(form.base_fields)


def test_the_forms_of_the_service_are_found() -> None:
    assert len(FORMS) >= 5
    assert all(issubclass(form, forms.Form) for form in FORMS)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_no_question_is_revealed_by_two_answers(form: type[Asking]) -> None:
    """It would stand on the page twice under one name, and the browser would send the empty one, too."""
    shown = [
        name
        for field in form.base_fields.values()
        for answer in getattr(field, "answers", ())
        for name in getattr(answer, "reveals", ())
    ]

    assert sorted(set(shown)) == sorted(shown)
