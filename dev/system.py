"""What the operating system must have: asked for by Debian's name, installed where we may."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from dev.problems import Problem

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
_NAMES = {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}


def is_root() -> bool:
    return os.geteuid() == 0


def install_command(packages: Sequence[str]) -> str:
    """Return the command a person types to get these Debian packages, or its likeness on a Mac."""
    if shutil.which("brew") and not shutil.which("apt-get"):
        return "brew install pango" if "libpango-1.0-0" in packages else f"brew install {' '.join(packages)}"
    words = f"apt-get install --no-install-recommends {' '.join(packages)}"
    return words if is_root() else f"sudo {words}"


def may_install() -> bool:
    """Tell whether we can install Debian packages ourselves: as root, where there is apt-get."""
    return is_root() and shutil.which("apt-get") is not None


def install(packages: Sequence[str], *, needed_for: str) -> None:
    """Install Debian packages, where we may.

    :raises Problem: naming the exact command, where we may not or where it fails.
    """
    problem = Problem(f"{needed_for} needs {', '.join(packages)}.", install_command(packages))
    if not may_install():
        raise problem
    if not (_apt("install", packages) or (_apt("update") and _apt("install", packages))):
        raise problem


def _apt(verb: str, packages: Sequence[str] = ()) -> bool:
    options = ["-y", "--no-install-recommends"] if verb == "install" else []
    done = subprocess.run(
        ["apt-get", verb, "-qq", *options, *packages],
        env={**os.environ, **_NAMES},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0
