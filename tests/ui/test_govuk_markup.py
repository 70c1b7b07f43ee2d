"""Our markup is govuk-frontend's own, fixture by fixture."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test.html import parse_html

from tests.ui.govuk_options import SAY

COMPONENTS = Path(settings.BASE_DIR) / "node_modules/govuk-frontend/dist/govuk/components"

# Fixtures our components cannot express, by why not. A line that has become untrue fails.
WHY_NOT = {
    "button": {"Our start buttons hold plain words": ["start link with html"]},
    "panel": {
        "Our panel leaves the group of buttons out only with the buttons": ["interruption, no actions items"]
    },
    "service-navigation": {
        "The header above says whose service it is: our navigation has no name of its own": [
            "with service name",
            "with service link",
            "with long service name",
            "with service name and navigation",
            "inverse",
            "with collapseNavigationOnMobile set to false",
            "with a single navigation item",
            "with a single navigation item and collapseNavigationOnMobile set to true",
            "attributes",
            "classes",
            "with custom aria-label",
        ],
        "There is one navigation, with one label and one id": [
            "with custom navigation toggle text",
            "with custom navigation toggle label",
            "with identical navigation toggle text and label",
            "with custom navigation label",
            "with custom navigation toggle text and navigation label",
            "with custom navigation classes",
            "with custom navigation ID",
        ],
        "It is left out whole when there is nothing in it": [
            "with no options set",
            "with navigation having only empty values",
            "with navigation being an empty array",
        ],
        "The language is changed elsewhere, and nothing else is put into the navigation": [
            "with language navigation",
            "with right-aligned language navigation",
            "inverse with language navigation",
            "with slotted content",
            "with `inline` end slot",
        ],
    },
}
EXCEPTIONS = {
    (component, name) for component, why in WHY_NOT.items() for names in why.values() for name in names
}

# Components of the package that no page uses.
UNUSED = {
    "accordion": "hides what staff look for; details and headings do",
    "cookie-banner": "only the cookies that signing in needs",
    "exit-this-page": "for pages a woman opens; there are none yet",
    "feedback": "the footer gives the office's number",
    "file-upload": "no page takes a file",
    "footer": "government's, with crown and licence",
    "header": "government's, with the crown",
    "language-navigation": "until Welsh is whole",
}


def fixtures() -> list[Any]:
    found = []
    for component in SAY:
        listed = json.loads((COMPONENTS / component / "fixtures.json").read_text())["fixtures"]
        for fixture in listed:
            case = (component, fixture["name"], fixture["options"], fixture["html"])
            found.append(pytest.param(*case, id=f"{component}: {fixture['name']}"))
    return found


FIXTURES = fixtures()


def same(component: str, options: dict[str, Any], html: str) -> bool:
    return bool(parse_html(SAY[component](options).render()) == parse_html(html))


@pytest.mark.parametrize(("component", "name", "options", "html"), FIXTURES)
def test_a_component_has_the_markup_of_its_fixture(
    component: str, name: str, options: dict[str, Any], html: str
) -> None:
    if (component, name) in EXCEPTIONS:
        assert not same(component, options, html), "This exception is no longer true: take it out"
    else:
        assert same(component, options, html)


def test_every_component_of_the_package_is_compared_or_named_as_unused() -> None:
    packaged = {path.parent.name for path in COMPONENTS.glob("*/fixtures.json")}

    assert packaged == set(SAY) | set(UNUSED)


def test_every_exception_names_a_fixture_that_exists() -> None:
    known = {tuple(param.values[:2]) for param in FIXTURES}

    assert known >= EXCEPTIONS


def test_more_than_nine_in_ten_fixtures_are_compared() -> None:
    assert len(EXCEPTIONS) < len(FIXTURES) / 10
