"""How many letters a second, with one process and with two, how memory grows, and LibreOffice beside it.

    python -m dev.bench_letters 500

is one process of it: it makes so many letters and prints what they took, as JSON.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dev.places import PYTHON, ROOT

EACH = 500  # letters a process
WARM_UP = 50  # first of these, until fonts and stylesheets are read: a worker does that once in its life
MEGABYTE = 1024 * 1024
RUN = 10_000  # letters, asked to be made in RUN_MINUTES by two workers
RUN_MINUTES = 7.0
GROWTH = 10.0  # megabytes for each 1,000 letters, allowed
BESIDE = 20  # letters that LibreOffice converts, in one run of it
WRITER = "HTML (StarWriter)"


def run(letter: Callable[[], object], page: Callable[[], str]) -> None:
    """Print the figures.

    :param letter: makes one letter. :param page: gives the same letter as HTML, for LibreOffice.
    """
    for workers in (1, 2):
        found = _processes(workers)
        rate = workers * EACH / max(one["seconds"] for one in found)
        minutes = RUN / rate / 60
        growth = max(one["growth"] for one in found)
        words = f"Letters a second, {workers} {'process' if workers == 1 else 'processes'}"
        print(
            f"  {words:<46} {rate:7.1f}      {RUN} in {minutes:.1f} min "
            f"({minutes / RUN_MINUTES:.2f} of the {RUN_MINUTES:.0f} allowed); "
            f"{growth:.1f} MB more for 1,000 ({GROWTH:.0f} allowed)",
            flush=True,
        )
    _beside_libreoffice(letter, page())


def _processes(workers: int) -> list[dict[str, float]]:
    command = [str(PYTHON), "-m", "dev.bench_letters", str(EACH)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    found = []
    for process in running:
        told, _ = process.communicate()
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        found.append(json.loads(told))
    return found


def _beside_libreoffice(letter: Callable[[], object], page: str) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        print("  LibreOffice is not installed: no comparison", flush=True)
        return
    started = time.perf_counter()
    for _ in range(BESIDE):
        letter()
    ours = time.perf_counter() - started
    with tempfile.TemporaryDirectory(prefix="juno-letters-") as folder:
        files = [Path(folder) / f"{number}.html" for number in range(BESIDE)]
        for file in files:
            file.write_text(page, encoding="utf-8")
        home = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            soffice,
            home,
            "--headless",
            f"--infilter={WRITER}",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
        ]
        subprocess.run([*command, str(files[0])], check=True, capture_output=True)  # makes its profile
        started = time.perf_counter()
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True)
        theirs = time.perf_counter() - started
        made = len(list(Path(folder).glob("*.pdf")))
    words = f"{BESIDE} letters, and LibreOffice with the same"
    print(
        f"  {words:<46} {ours * 1000:7.0f} ms   {theirs * 1000:.0f} ms for {made}: "
        f"{theirs / ours:.2f} of ours, untagged and without our layout",
        flush=True,
    )


def _one(letters: int) -> dict[str, float]:
    """Make letters after a warm-up; return the seconds they took and the megabytes each 1,000 would add."""
    from dev import bench

    bench.ready()
    for _ in range(WARM_UP):
        bench.letter()
    before, started = _resident(), time.perf_counter()
    for _ in range(letters):
        bench.letter()
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "growth": (_resident() - before) / MEGABYTE * 1000 / letters}


def _resident() -> int:
    """Return the bytes this process holds in memory now; where the system does not tell, the most it held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


if __name__ == "__main__":
    print(json.dumps(_one(int(sys.argv[1]))))
