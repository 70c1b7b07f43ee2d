"""Children that end when their parent does, even a parent that was killed without a word."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
LET_GO_SECONDS = 3


def end_with_parent(how: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before its program starts: ask Linux for `how` when the parent ends.

    Elsewhere than on Linux it does nothing, and a killed parent leaves children behind.
    """
    parent = os.getpid()
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if library is not None:
            library.prctl(_PR_SET_PDEATHSIG, int(how))
            if os.getppid() != parent:  # it ended before we could ask
                os._exit(1)

    return ask


def end_with_own_parent() -> None:
    """Ask Linux to terminate this very process when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


def stop(process: subprocess.Popen[bytes], how: signal.Signals, *, within: float) -> None:
    """Ask a process that leads its own session to stop; after `within` seconds end its whole group."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(within)
    end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the group that `process` leads, itself included, and wait until it has let go.

    A killed process keeps its sockets until the kernel has taken it down; what nobody reaps is not waited for.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    until = time.monotonic() + LET_GO_SECONDS
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < until:
            os.killpg(process.pid, 0)
            time.sleep(0.02)


# Waits until its input closes (its starter ended, however), then a while, then ends what is left of the group.
_GUARD = """
import os, signal, sys, time
group, patience = int(sys.argv[1]), float(sys.argv[2])
sys.stdin.buffer.read()
until = time.monotonic() + patience
while time.monotonic() < until:
    try:
        os.killpg(group, 0)
    except OSError:
        sys.exit()
    time.sleep(0.1)
try:
    os.killpg(group, signal.SIGKILL)
except OSError:
    pass
"""


def guard(process: subprocess.Popen[bytes], *, patience: float) -> subprocess.Popen[bytes]:
    """Start a guard over the group that `process` leads: should we be killed, it ends what does not stop itself."""
    return subprocess.Popen(
        [sys.executable, "-c", _GUARD, str(process.pid), str(patience)],
        stdin=subprocess.PIPE,
        env={},
        start_new_session=True,
    )
