"""The secrets of a checkout: made once, whole, whoever asks first."""

import base64
import stat
import threading
from pathlib import Path

from juno import environment

AT_ONCE = 8
ROUNDS = 60


def secret(number: int) -> bytes:
    return bytes([number]) * 32


def test_all_that_start_together_have_one_secret(tmp_path: Path) -> None:
    for round_number in range(ROUNDS):
        path = tmp_path / f"state-{round_number}" / "master-key"
        ready = threading.Barrier(AT_ONCE)
        found: list[str] = []

        def ask(
            number: int, path: Path = path, ready: threading.Barrier = ready, found: list[str] = found
        ) -> None:
            ready.wait()
            found.append(environment.kept_secret(path, secret(number)))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert found == [path.read_text()] * AT_ONCE
        assert base64.b64decode(found[0]) in {secret(number) for number in range(AT_ONCE)}


def test_a_secret_stays_what_it_was_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    first = environment.kept_secret(path, secret(1))

    assert environment.kept_secret(path, secret(2)) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path], "nothing is left lying beside it"
