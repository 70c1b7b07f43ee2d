"""`make clean`: a bare checkout again."""

import shutil
import sys

from dev import postgres
from dev.places import BUILD, NODE_MODULES, STATE, VENV
from dev.problems import told


def main() -> int:
    """Delete everything that commands of this project made here, the development data included."""
    if VENV.exists():
        for name in ("postgres", "postgres-test"):
            postgres.forget(name)
    for folder in (STATE, NODE_MODULES, BUILD, VENV):
        shutil.rmtree(folder, ignore_errors=True)
    print("  Nothing that was made here is left.")
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
