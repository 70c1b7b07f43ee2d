"""Every line of the contract is answered by measures and tables that there are."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from reports.measures.counting import all_measures
from reports.measures.equality import CHARACTERISTICS, DETAILED
from reports.measures.splits import SPLITS
from reports.measures.year_on import NOT_REOFFENDED, YEAR_ON


def test_every_code_of_the_page_of_the_contract_exists() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "kpis.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ")][1:]
    named = {code for line in lines for code in re.findall(r"`([a-z0-9_]+)`", line)}

    figures = {measure.code for measure in (*all_measures(), NOT_REOFFENDED)}
    tables = {table.code for table in (*SPLITS, *CHARACTERISTICS, DETAILED, YEAR_ON)}
    known = figures | tables
    assert len(lines) == 19
    assert named <= known
