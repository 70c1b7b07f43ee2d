"""Where things lie in a checkout. Everything made at run time is in one of these, and ignored by git."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = Path(os.environ.get("JUNO_STATE_DIR") or ROOT / ".data").absolute()
LOGS = STATE / "log"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
BUILD = ROOT / "static" / "build"
SIGN_INS = STATE / "demo-sign-ins.json"


def site_packages() -> Path:
    """Return the environment's package directory (the environment has this Python's version)."""
    return VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
