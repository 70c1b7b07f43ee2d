"""The one port the service listens on, asked for before anything slow is begun."""

import argparse
import contextlib
import socket
import sys

from dev.places import STATE
from dev.problems import Problem, told

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_near(port: int) -> int:
    """Return the next free port after this one."""
    return next(number for number in range(port + 1, port + 1_000) if is_free(number))


def check(port: int) -> None:
    """Return when the port can be had.

    :raises Problem: naming another one, or the JUNO of this checkout that already runs.
    """
    if not 0 < port < 64_000:
        raise Problem(f"{port} is not a port that can be used.", "make run PORT=8000")
    if is_free(port):
        return
    with contextlib.suppress(OSError, ValueError):
        _pid, ours = (STATE / "run.pid").read_text(encoding="utf-8").split()
        if int(ours) == port:
            raise Problem(f"JUNO already runs here, at http://localhost:{port}.", "make stop")
    raise Problem(f"Port {port} is in use by another program.", f"make run PORT={free_near(port)}")


def number(word: str) -> int:
    """Return a port given on a command line."""
    if not word.isdigit():
        raise Problem(f"PORT must be a number; this is {word!r}.", "make run PORT=8000")
    return int(word)


def main() -> int:
    """Check the port given."""
    parser = argparse.ArgumentParser(prog="python -m dev.ports")
    parser.add_argument("port")
    check(number(parser.parse_args().port))
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
