"""One table by one rule."""

from __future__ import annotations

from collections.abc import Collection

from reports.disclosure import rounding
from reports.disclosure.suppressing import CannotProtect, Suppression
from reports.disclosure.tables import Key, Kind, Protected, Rule, Table


def protect(table: Table, rule: Rule, *, forced: Collection[Key] = ()) -> Protected:
    """Return a table as it may be shown.

    A table too small to be protected is withheld: nothing is shown of it but totals known elsewhere.

    :param forced: counts to hide whatever they are, for the sake of another table.
    """
    if rule.kind is Kind.NONE:
        return Protected(table, rule, dict(table.values))
    if rule.kind is Kind.ROUND:
        base = rounding.safe_base(table, rule.base, exact=rule.exact)
        return (
            Protected(table, rule, rounding.shown(table, base), base=base) if base else withhold(table, rule)
        )
    for everything in (False, True):
        search = Suppression(table, rule, forced=forced, everything=everything)
        try:
            hidden = search.least()
        except CannotProtect:
            continue
        shown = {key: None if key in hidden else count for key, count in table.values.items()}
        return Protected(table, rule, shown, small=frozenset(search.small))
    return withhold(table, rule)


def withhold(table: Table, rule: Rule) -> Protected:
    """Return a table of which nothing is shown but what is known anyway."""
    shown = {key: count if table.known(key) else None for key, count in table.values.items()}
    small = frozenset(key for key, count in table.values.items() if rule.small(count))
    return Protected(table, rule, shown, withheld=True, small=small)
