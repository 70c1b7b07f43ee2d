"""How long a return takes among a thousand, ten thousand and a hundred thousand referrals of ten years."""

import subprocess
from collections.abc import Mapping

from dev import database, manage
from dev.places import PYTHON, ROOT
from dev.steps import shown

CASELOADS = (1_000, 10_000, 100_000)


def run(addresses: Mapping[str, str]) -> None:
    """Fill an empty database with each caseload and print what a return takes on it.

    Each is measured by a process of its own, so that its memory is its own.
    """
    for referrals in CASELOADS:
        with database.scratch(addresses, f"juno_bench_{referrals}") as scratch:
            with shown(f"{referrals} made-up referrals"):
                manage.migrate(scratch)
                environment = {**manage.for_service(scratch), "JUNO_DEMO": "1", "JUNO_LOG_LEVEL": "ERROR"}
                manage.quietly(
                    ["bulk_data", "--referrals", str(referrals)], environment, why="Making up a caseload"
                )
                database.analyse(scratch)
            subprocess.run(
                [PYTHON, "manage.py", "bench_return", "juno"], cwd=ROOT, env=environment, check=True
            )
