"""How many rows of tables and indexes a query reads, as the database counts them."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection


def rows_read(sql: str) -> int:
    """Run a query once more, explained."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0]
    return read_by((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def read_by(node: dict[str, Any]) -> int:
    """Return the rows that the scans of a plan went through."""
    here = 0
    if "Scan" in node["Node Type"]:
        here = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return here + sum(read_by(child) for child in node.get("Plans", []))
