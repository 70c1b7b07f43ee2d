"""`make test`: the whole test suite, with a browser where one can be had."""

import os
import subprocess
import sys

from dev import browser
from dev.places import PYTHON, ROOT
from dev.problems import told

SPREAD = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def command(arguments: list[str]) -> list[str]:
    """Return the pytest command; the suite runs in two processes, each with its own database.

    A file's tests stay together, so that what they share is made once.
    """
    alone = any(word.startswith(("-n", "-p")) for word in arguments)
    return [str(PYTHON), "-m", "pytest", *([] if alone else SPREAD), *arguments]


def main() -> int:
    """Run the tests with the arguments given."""
    browser.ensure()
    return subprocess.run(command(sys.argv[1:]), cwd=ROOT, env=dict(os.environ), check=False).returncode


if __name__ == "__main__":
    sys.exit(told(main))
