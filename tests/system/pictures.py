"""The pictures of the README, taken by the story itself when JUNO_SCREENSHOTS=1."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

WANTED = os.environ.get("JUNO_SCREENSHOTS") == "1"
FOLDER = Path(settings.BASE_DIR) / "docs" / "screenshots"


def picture(page: Page, name: str, *, width: int, height: int = 900) -> None:
    """Keep a picture of the page as it stands, at that width."""
    if not WANTED:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("scrollTo(0, 0)")
    # Hiding the caret would need an inline style, which the policy of the service refuses.
    page.screenshot(path=FOLDER / f"{name}.png", caret="initial")
    if before:
        page.set_viewport_size(before)


def picture_of_pdf(body: bytes, name: str, folder: Path, *, page: int = 1) -> None:
    """Keep a picture of one page of a PDF, where Poppler is there to draw it."""
    drawer = shutil.which("pdftoppm")
    if not WANTED or drawer is None:
        return
    source = folder / f"{name}.pdf"
    source.write_bytes(body)
    FOLDER.mkdir(parents=True, exist_ok=True)
    only = ["-png", "-r", "80", "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run([drawer, *only, str(source), str(FOLDER / name)], check=True)
