"""What checks the project cannot itself pass by mistake."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dev import check, demo, manage
from dev.check import Stage
from dev.places import ROOT
from dev.problems import Problem

PROBE = """
import pytest

def test_passes():
    pass

@pytest.mark.browser
def test_in_a_browser():
    pytest.skip("no browser")

@pytest.mark.deep
def test_full_figure():
    pass
"""


def run_probe(folder: Path, *arguments: str, **environment: str) -> str:
    """Run the probe under our plugin, away from this project, and return pytest's words."""
    (folder / "test_probe.py").write_text(PROBE)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser\n  deep\n")
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in {"CI", "JUNO_DEEP", "PYTEST_XDIST_WORKER"}
    }
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:django",
            "-p",
            "dev.pytest_plugin",
            "-q",
            *arguments,
            str(folder),
        ],
        cwd=folder,
        env={
            **kept,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "JUNO_STATE_DIR": str(folder),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_a_skipped_browser_test_fails_in_ci(tmp_path: Path) -> None:
    said = run_probe(tmp_path, CI="true")

    assert "1 failed, 1 passed, 1 deselected" in said
    assert "A browser test was skipped, which CI does not allow" in said


def test_a_skipped_browser_test_is_only_a_skip_elsewhere(tmp_path: Path) -> None:
    assert "1 passed, 1 skipped, 1 deselected" in run_probe(tmp_path)


def test_full_figures_are_run_when_asked_for(tmp_path: Path) -> None:
    assert "2 passed, 1 skipped" in run_probe(tmp_path, "--deep")


def test_a_stage_passes_only_when_its_command_does(capfd: pytest.CaptureFixture[str]) -> None:
    assert Stage("True", [sys.executable, "-c", ""]).passes()
    assert not Stage("False", [sys.executable, "-c", "raise SystemExit(3)"]).passes()

    assert "False: FAILED (exit 3)" in capfd.readouterr().out


def test_every_stage_is_run_and_one_failure_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    stages = [
        Stage("First", [sys.executable, "-c", "raise SystemExit(1)"]),
        Stage("Second", [sys.executable, "-c", ""]),
    ]
    monkeypatch.setattr(check, "stages", lambda *, deep: stages)
    monkeypatch.setattr("dev.browser.ensure", lambda: None)
    monkeypatch.setattr("sys.argv", ["check"])
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")

    assert check.main() == 1

    said = capfd.readouterr().out
    assert "Second: passed" in said
    assert re.search(r"^FAILED: First \(", said, re.MULTILINE)


def test_the_programs_that_serve_never_get_the_owners_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_ADMIN_URL", "postgres://postgres@h/postgres")
    monkeypatch.setenv("JUNO_AS_OWNER", "1")
    addresses = {
        "DATABASE_URL": "postgres://juno_app@h/juno",
        "DATABASE_OWNER_URL": "postgres://juno_owner@h/juno",
    }

    served, owner = manage.for_service(addresses), manage.for_owner(addresses)

    assert served["DATABASE_URL"] == "postgres://juno_app@h/juno"
    assert served.keys().isdisjoint({"DATABASE_OWNER_URL", "DATABASE_ADMIN_URL", "JUNO_AS_OWNER"})
    assert owner["DATABASE_OWNER_URL"] == "postgres://juno_owner@h/juno"
    assert owner["JUNO_AS_OWNER"] == "1"


def test_a_server_of_somebodys_own_is_never_emptied_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://juno_app@db.example/juno")
    monkeypatch.delenv("JUNO_DEMO", raising=False)

    with pytest.raises(Problem) as refusal:
        demo.refuse_real_data()

    assert refusal.value.mend == "JUNO_DEMO=1 make demo-reset"


def test_production_is_never_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNO_ENV", "production")
    monkeypatch.setenv("JUNO_DEMO", "1")

    with pytest.raises(Problem, match="never made again"):
        demo.refuse_real_data()


def test_sign_ins_are_printed_as_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {
            "role": "Police officer",
            "email": "pc@force.police.example",
            "password_or_code": "a code by e-mail",
        },
        {"role": "Manager", "email": "m@trust.example", "password_or_code": "green-door"},
    ]
    (tmp_path / "signs.json").write_text(json.dumps(rows))
    monkeypatch.setattr(demo, "SIGN_INS", tmp_path / "signs.json")

    assert demo.sign_ins().splitlines() == [
        "    Role             E-mail address            Password",
        "    Police officer   pc@force.police.example   a code by e-mail",
        "    Manager          m@trust.example           green-door",
    ]
