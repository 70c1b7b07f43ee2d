"""Every template of the service can be read, and keeps to the policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
ROOTS = [ROOT / "templates", ROOT / "ui/templates"]
TEMPLATES = sorted(
    str(path.relative_to(root)) for root in ROOTS for path in root.rglob("*.html") if path.is_file()
)
PAGES = [name for name in TEMPLATES if not name.startswith(("letters/", "reports/pdf"))]
IN_LINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:|hx-on", re.I)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_read(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_style_or_script_in_line(name: str) -> None:
    source = next((root / name) for root in ROOTS if (root / name).exists()).read_text()

    assert IN_LINE.findall(source) == []
