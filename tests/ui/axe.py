"""Asking axe-core about a page in a real browser."""

from functools import cache
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page


@cache
def _axe() -> str:
    return (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on the page, once it has loaded: the rule, and where."""
    page.wait_for_load_state()
    page.evaluate(_axe())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
