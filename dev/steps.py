"""Set-up in steps: each shows its progress, leaves a stamp, and is skipped while nothing it read changed."""

import fcntl
import hashlib
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev.places import LOGS, ROOT, STATE
from dev.problems import Problem


@dataclass(frozen=True)
class Step:
    """One step of setting up.

    `stamp` lies inside what the step makes, so that deleting the result deletes the stamp;
    `reads` are the files, and `facts` the words, that decide whether it must be done again.
    """

    title: str
    stamp: Path
    act: Callable[[], None]
    reads: Sequence[Path] = ()
    facts: Sequence[str] = ()

    def digest(self) -> str:
        """Return a digest of all that the step's result depends on."""
        total = hashlib.sha256("\0".join(self.facts).encode())
        for path in self.reads:
            total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
        return total.hexdigest()

    def is_done(self) -> bool:
        """Tell whether the result is there and still fits."""
        return self.stamp.exists() and self.stamp.read_text().strip() == self.digest()

    def ensure(self) -> None:
        """Do the step unless it is done."""
        if self.is_done():
            return
        with shown(self.title):
            self.act()
            self.stamp.parent.mkdir(parents=True, exist_ok=True)
            self.stamp.write_text(self.digest() + "\n")


@contextmanager
def shown(title: str) -> Iterator[None]:
    """Show on one line what is being done, whether it was, and how long it took."""
    started = time.monotonic()
    print(f"  {title} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(" not done", flush=True)
        raise
    print(f" done ({time.monotonic() - started:.0f} s)", flush=True)


def run(command: Sequence[str | Path], *, why: str, env: Mapping[str, str] | None = None) -> None:
    """Run a program quietly, its output in `.data/log/setup.log`.

    :raises Problem: saying what was being done, with the end of the output, when it fails.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except FileNotFoundError as error:
        raise Problem(f"{why} did not work: there is no program called {words[0]}.") from error
    with (LOGS / "setup.log").open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(words)}\n{done.stdout}\n")
    if done.returncode != 0:
        end = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-12:])
        raise Problem(
            f"{why} did not work. The end of its output (all of it is in {LOGS / 'setup.log'}):\n{end}"
        )


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold a lock of this checkout, so that two commands do not set it up at once."""
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (STATE / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  Waiting for another command to finish setting up …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
