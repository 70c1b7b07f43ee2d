"""One PostgreSQL data directory with the programs that serve it, the embedded ones or Debian's."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dev import orphans
from dev.places import LOGS
from dev.problems import Problem

SUPERUSER = "postgres"


@dataclass(frozen=True)
class Cluster:
    """A data directory under `home`. `account` is set when root runs the server as somebody else."""

    name: str
    home: Path
    programs: Path
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    def own(self, path: Path) -> None:
        """Give a directory to the user who runs the server, closed to everybody else."""
        path.chmod(0o700)
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def make(self) -> None:
        """Make an empty cluster, in C order (the service sorts by columns it computes in Python).

        :raises Problem: with what initdb said.
        """
        fresh = self.home / "making"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        self.own(fresh)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--username", SUPERUSER]
        done = subprocess.run(  # type: ignore[call-overload]
            [self._program("initdb"), *options, "--pgdata", str(fresh)],
            cwd=self.home,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            **self._identity(),
        )
        if done.returncode != 0:
            raise Problem(f"PostgreSQL could not be set up in {self.home}: {done.stderr.strip()[-400:]}")
        fresh.rename(self.data)

    def start(self, settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        """Start the server; it ends when this process does."""
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{self.name}.log").open("ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
                [self._program("postgres"), "-D", str(self.data), *options],
                cwd=self.home,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=orphans.end_with_parent(signal.SIGINT),
                **self._identity(),
            )
        return process

    def wait_for_last(self) -> None:
        """Wait for a server that is still shutting down after its own supervisor was killed."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                owner = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
                os.kill(owner, 0)
            except (OSError, ValueError, IndexError):
                return
            time.sleep(0.1)

    def _program(self, name: str) -> str:
        return str(self.programs / name)

    def _identity(self) -> Mapping[str, object]:
        """Return the `subprocess` arguments that make a program run as the right user."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop a server as PostgreSQL's fast shutdown does."""
    orphans.stop(process, signal.SIGINT, within=20)


def _environment() -> dict[str, str]:
    """Return an environment without the caller's PG* variables, which would change what the server does."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
