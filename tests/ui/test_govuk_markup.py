"""Our markup is govuk-frontend's own, fixture by fixture."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test.html import parse_html

from tests.ui.govuk_options import SAY

COMPONENTS = Path(settings.BASE_DIR) / "node_modules/govuk-frontend/dist/govuk/components"
EXCEPTIONS: dict[tuple[str, str], str] = {}


def fixtures() -> list[tuple[str, str, dict[str, Any], str]]:
    found = []
    for name in SAY:
        for fixture in json.loads((COMPONENTS / name / "fixtures.json").read_text())["fixtures"]:
            found.append((name, fixture["name"], fixture["options"], fixture["html"]))
    return found


FIXTURES = fixtures()


def same(component: str, options: dict[str, Any], html: str) -> bool:
    ours = SAY[component](options).render()
    return bool(parse_html(ours) == parse_html(html))


@pytest.mark.parametrize(
    ("component", "name", "options", "html"),
    [f for f in FIXTURES if (f[0], f[1]) not in EXCEPTIONS],
    ids=lambda value: value if isinstance(value, str) and len(value) < 90 and "<" not in value else "",
)
def test_a_component_has_the_markup_of_the_fixture(
    component: str, name: str, options: dict[str, Any], html: str
) -> None:
    assert same(component, options, html)
