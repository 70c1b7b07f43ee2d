"""From a bare checkout to a machine that can run the service. Safe to run again; seconds when nothing changed.

Started with the machine's own Python (3.11 or newer) and the standard library alone.
"""

import ctypes
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from dev import assets, system
from dev.places import PYTHON, ROOT, VENV
from dev.problems import Problem, told
from dev.steps import Step, alone, run

OLDEST_PYTHON = (3, 11)
LOCK = ROOT / "requirements" / "development.txt"
LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
ONE_PAGE = (
    "from weasyprint import HTML\n"
    "pdf = HTML(string='<html lang=en><title>JUNO</title><p>JUNO</p>').write_pdf(pdf_variant='pdf/ua-1')\n"
    "assert pdf.startswith(b'%PDF-')\n"
)


def main() -> int:
    """Set this checkout up."""
    check_python()
    with alone("setup"):
        for step in steps():
            step.ensure()
        ensure_page_renders()
        for step in assets.steps():
            step.ensure()
    return 0


def check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise Problem(
            f"JUNO needs Python 3.11 or newer; this is {sys.version.split()[0]}.",
            "make run PYTHON=python3.11",
        )


def steps() -> list[Step]:
    """Return the steps up to an environment with all Python packages."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return [
        Step("Python environment", VENV / ".juno-environment", make_environment, facts=[version]),
        Step("Python packages", VENV / ".juno-packages", install_packages, reads=[LOCK], facts=[version]),
    ]


def make_environment() -> None:
    """Make `.venv`, or keep the one that is there when it has this Python's version."""
    if PYTHON.exists() and (VENV / "lib" / f"python{sysconfig.get_python_version()}").is_dir():
        return
    try:
        import ensurepip  # noqa: F401 (Debian leaves it out of Python)
    except ImportError:
        name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        system.install([name], needed_for="The Python environment")
    run([sys.executable, "-m", "venv", "--clear", VENV], why="Making the Python environment")


def install_packages() -> None:
    options = ["--require-hashes", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check"]
    run([PYTHON, "-m", "pip", "install", *options, "-r", LOCK], why="Installing the Python packages")


def ensure_page_renders() -> None:
    """Prove that PDFs can be made here: the libraries open, and one page was rendered in a child process."""
    if not libraries_open():
        system.install(system.PANGO, needed_for="Making PDFs")
    Step("One page as PDF, for proof", VENV / ".juno-page", render_one_page, reads=[LOCK]).ensure()


def libraries_open() -> bool:
    """Tell whether Pango can be loaded (on Linux; elsewhere only rendering tells)."""
    if sys.platform != "linux":
        return True
    try:
        for name in LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def render_one_page() -> None:
    done = subprocess.run(
        [PYTHON, "-c", ONE_PAGE], cwd=Path(os.sep), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no reason given"
        raise Problem(f"WeasyPrint cannot make a PDF here ({reason}).", system.install_command(system.PANGO))


if __name__ == "__main__":
    sys.exit(told(main))
