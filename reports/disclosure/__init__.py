"""Disclosure control for tables that split women: a table with its totals in, a protected one out.

Pure: no database, no clock, no chance. What is promised is written in `docs/disclosure.md`.
"""

from reports.disclosure.protecting import protect
from reports.disclosure.tables import Key, Kind, Protected, Rule, Table

__all__ = ["Key", "Kind", "Protected", "Rule", "Table", "protect"]
