"""The Chromium that browser tests drive: one that is here, else Debian's, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dev import system
from dev.places import PYTHON, ROOT
from dev.problems import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOADS = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
HOW = "apt-get install chromium  (or: .venv/bin/python -m playwright install chromium)"
MISSING = f"no Chromium on this machine; get one with: {HOW}"
DOWNLOAD_SECONDS = 300


def executable() -> str | None:
    """Return the path of a Chromium that starts, if there is one. `JUNO_CHROMIUM` names another."""
    candidates = [os.environ.get("JUNO_CHROMIUM"), *(shutil.which(name) for name in NAMES), *_downloaded()]
    return next((path for path in candidates if path and _starts(path)), None)


def options() -> list[str]:
    """Return the arguments Chromium needs here: as root it cannot make its own sandbox."""
    return ["--no-sandbox"] if system.is_root() else []


def ensure() -> str | None:
    """Get a Chromium where we may, and return its path; None, said in one line, when there is none."""
    if found := executable():
        return found
    print("  A Chromium for the browser tests …", flush=True)
    if system.may_install():
        try:
            system.install(["chromium"], needed_for="The browser tests")
        except Problem:
            pass
        else:
            if found := executable():
                return found
    _download()
    if not (found := executable()):
        print(f"  The browser tests are left out: {MISSING}", flush=True)
    return found


def _downloaded() -> list[str]:
    """Return what Playwright has downloaded, newest first."""
    default = "Library/Caches/ms-playwright" if sys.platform == "darwin" else ".cache/ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / default)
    return [str(path) for pattern in DOWNLOADS for path in sorted(folder.glob(pattern), reverse=True)]


def _starts(path: str) -> bool:
    try:
        return (
            subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _download() -> None:
    command: list[str | Path] = [PYTHON, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, cwd=ROOT, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        print("  Playwright's download took too long and was stopped.", flush=True)
