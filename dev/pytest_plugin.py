"""What every test run needs before Django is set up, and how a run ends. Loaded by pytest for this project.

* Without `DATABASE_URL` the embedded PostgreSQL is started, on data of its own beside the development data.
* Each process keeps its mail, broker and secrets in a state directory of its own.
* Tests marked `deep` run with `--deep` only, which also turns the property tests up.
* The database waits ten minutes for a statement or an idle transaction: a busy machine is slow, not wrong.
* The collector leaves alone what was there before the first test: thousands of modules and tests, looked through for
  nothing again and again.
* In CI a browser test that was skipped counts as failed.
"""

import atexit
import gc
import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as property_tests

from dev.places import STATE

CLUSTER = "postgres-test"
PATIENT = "-c statement_timeout=10min -c idle_in_transaction_session_timeout=10min"
_kept_open = ExitStack()

# A busy machine is slow, not wrong.
SLOW = [HealthCheck.too_slow]
property_tests.register_profile(
    "quick", derandomize=True, deadline=None, max_examples=50, suppress_health_check=SLOW
)
property_tests.register_profile(
    "deep", derandomize=True, deadline=None, max_examples=1_000, suppress_health_check=SLOW
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="the full figures: tests marked deep, more examples")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Set the environment that `juno.settings` will read."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    state = STATE.parent / worker if worker else STATE / "test" / "main"
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["JUNO_STATE_DIR"] = str(state)
    os.environ.setdefault("PGOPTIONS", PATIENT)
    if not worker and not os.environ.get("DATABASE_URL") and not early_config.known_args_namespace.help:
        from dev import database  # it needs packages that `--help` does not

        atexit.register(_kept_open.close)  # pytest may end before it asks us to tidy up
        _kept_open.enter_context(database.lent(CLUSTER))


def pytest_configure(config: pytest.Config) -> None:
    deep = bool(config.getoption("--deep")) or os.environ.get("JUNO_DEEP") == "1"
    if deep:
        os.environ["JUNO_DEEP"] = "1"
    property_tests.load_profile("deep" if deep else "quick")


def pytest_unconfigure() -> None:
    _kept_open.close()


def pytest_collection_finish() -> None:
    """Look only at what tests make, and not after every few hundred objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("JUNO_DEEP") == "1":
        return
    deep = [item for item in items if item.get_closest_marker("deep")]
    if deep:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if item not in deep]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped browser test into a failure in CI."""
    report = yield
    if report.skipped and needs_browser(item) and in_ci():
        report.outcome = "failed"
        report.longrepr = f"A browser test was skipped, which CI does not allow: {report.longrepr}"
    return report


def needs_browser(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("browser") is not None or bool(fixtures & {"browser", "page"})


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
