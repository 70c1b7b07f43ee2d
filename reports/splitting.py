"""Every table of a return that splits women, protected by the return's rule and beside what was issued."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models.fields.json import KeyTransform

from programmes.models import Programme
from reports import layout, year_on
from reports.beside import protected, published
from reports.disclosure import Kind, Protected, Rule, Table, protect, rounding
from reports.layout import Atom, Cells, Data, Layout, Row
from reports.measures import equality, gathering
from reports.measures.counting import Counted
from reports.measures.equality import CHARACTERISTICS, DETAILED, Characteristic, Who
from reports.measures.facts import Case, ClosedDays, Period
from reports.measures.splits import SPLITS, Split
from reports.measures.year_on import YEAR_ON
from reports.models import IssuedReturn
from reports.quarters import Quarter, RollingYear, from_slug

Women = tuple[dict[Quarter, list[Case]], Mapping[str, Who], list[Data]]

FAMILIES = {split.code: split.about for split in SPLITS}
RATED = {"started": ("COMPLETED", "CAME"), "completed": ("COMPLETED",)}


def tables(counted: Counted, rule: Rule) -> list[Data]:
    """Return the protected tables of a quarter, in the order they are read.

    Where numbers are rounded, all tables of a return are rounded alike, so that one count has one
    published value wherever it stands; the base is the finest at which the fewest tables are withheld.
    """
    issued = [table for table in issued_of(counted.programme) if table["quarters"]]
    period = gathering.with_arrangements(counted.period)
    women = _women(counted, issued)
    if rule.kind is not Kind.ROUND:
        return _tables(counted, period, women, rule, issued)
    best: list[Data] | None = None
    for times in rounding.COARSER:
        alike = replace(rule, base=rule.base * times, exact=True)
        found = _tables(counted, period, women, alike, issued)
        if best is None or _withheld(found) < _withheld(best):
            best = found
        if not _withheld(best):
            break
    return best or []


def rule_used(rule: Rule, found: Iterable[Data]) -> Rule:
    """Return the rule by which tables were protected: what all their counts are rounded to."""
    base = max((table["rounded_to"] for table in found), default=0)
    return replace(rule, base=base or rule.base, exact=True) if rule.kind is Kind.ROUND else rule


def _withheld(found: Iterable[Data]) -> int:
    return sum(table["withheld"] and table["total"] != 0 for table in found)


def _tables(counted: Counted, period: Period, women: Women, rule: Rule, issued: list[Data]) -> list[Data]:
    mine: list[Data] = []
    for split in SPLITS:
        mine.append(_split(split, period, rule, [*issued, *mine]))
    return [*mine, *_equality(counted, women, rule), year_on.table(counted, rule, issued)]


def issued_of(programme: Programme) -> list[Data]:
    kept = IssuedReturn.objects.filter(programme=programme, figures__has_key="tables")
    rows = kept.values_list(KeyTransform("tables", "figures"), "counted_at")
    tables = [table | {"counted_at": counted_at} for found, counted_at in rows for table in found]
    return [table | {"family": FAMILIES.get(table["code"], table["family"])} for table in tables]


def _split(split: Split, period: Period, rule: Rule, issued: Iterable[Data]) -> Data:
    assert isinstance(period.quarter, Quarter)  # noqa: S101
    cells = split.count(period)
    columns = tuple((column.code, str(column.label)) for column in split.columns)
    shape = Layout(
        family=split.about,
        quarters=(period.quarter,),
        rows=tuple(Row(row.code, str(row.label), (row.code,)) for row in split.rows),
        columns=columns,
        parts_of_column={code: (code,) for code, _label in columns},
    )
    if split.several:
        found = _several(shape, cells, len(split.base(period)), rule)
    else:
        truth = _truth_of_family(split, period, shape)
        found = protected(shape, truth, rule, issued)
    return _described(split, found, rule, several=split.several)


def _truth_of_family(split: Split, period: Period, shape: Layout) -> dict[Atom, int]:
    """Return the counts of every table about the same cases: what stands in two of them is one count."""
    assert isinstance(period.quarter, Quarter)  # noqa: S101
    truth: dict[Atom, int] = {}
    for other in (one for one in SPLITS if one.about == split.about):
        rows = tuple(Row(row.code, "", (row.code,)) for row in other.rows)
        truth |= _truth(replace(shape, rows=rows), {period.quarter.slug: other.count(period)})
    return truth


def _several(shape: Layout, cells: Cells, base: int, rule: Rule) -> Data:
    """Protect each row as a question of its own: with the need, without it."""
    counts = [len(cells.get((row.code, shape.columns[0][0]), ())) for row in shape.rows]
    answers = [protect(Table(("with", "without"), ("women",), ((n,), (base - n,))), rule) for n in counts]
    shown = [one.shown[0, 0] for one in answers]
    in_any = len({pk for ids in cells.values() for pk in ids})
    rounded_to = rule.base if rule.kind is Kind.ROUND else 0
    told = shown if union_tells_nothing(shown, in_any, rule, rounded_to) else [None] * len(shown)
    whole = Table(tuple(r.code for r in shape.rows), ("women",), tuple((n,) for n in counts))
    all_shown = {(i, 0): count for i, count in enumerate(told)} | {(len(counts), 0): base}
    return layout.as_data(
        shape, Protected(whole, rule, all_shown, withheld=told is not shown, base=rounded_to)
    )


def union_tells_nothing(shown: Sequence[int | None], in_any: int, rule: Rule, base: int = 0) -> bool:
    """Tell whether no row is narrowed by how many women stand in any row, which is published.

    A row is no larger than that number, and the rows together no smaller. A hidden row must still be
    able to be anything from 1 to N - 1, a rounded one anything that is rounded so.

    :param base: what the counts are rounded to; 0 where they are not.
    """
    if rule.kind is Kind.NONE or not in_any:
        return True
    if base:
        ranges = [rounding.could_be(count or 0, base) for count in shown]
    else:
        ranges = [(1, rule.threshold - 1) if count is None else (count, count) for count in shown]
    at_least = (base and max(most for _least, most in ranges)) or rule.threshold
    together = sum(most for _least, most in ranges)
    unknown = [(least, most) for least, most in ranges if least < most]
    return not unknown or (
        in_any >= at_least and all(in_any - (together - most) <= least for least, most in unknown)
    )


def _women(counted: Counted, issued: list[Data]) -> Women:
    """Read who the women of the rolling year are, and of the quarters that issued years share with it."""
    year = counted.year.quarter
    assert isinstance(year, RollingYear)  # noqa: S101
    now = {quarter.slug for quarter in year.quarters}
    overlapping = [one for one in issued if now & set(one["quarters"]) and one["code"] != YEAR_ON.code]
    earlier = {from_slug(slug) for table in overlapping for slug in table["quarters"]} - set(year.quarters)
    cases = _by_quarter(counted, earlier)
    return cases, equality.read(case for some in cases.values() for case in some), overlapping


def _equality(counted: Counted, women: Women, rule: Rule) -> list[Data]:
    cases, who, overlapping = women
    year = counted.year.quarter
    assert isinstance(year, RollingYear)  # noqa: S101
    found: list[Data] = []
    for characteristic in (*CHARACTERISTICS, DETAILED):
        by_quarter = {q.slug: equality.counted(characteristic, some, who) for q, some in cases.items()}
        shape = _shape(characteristic, year)
        truth = _truth(shape, by_quarter)
        data = protected(shape, truth, rule, [*overlapping, *found], published(truth))
        found.append(_described(characteristic, data, rule, rated=True))
    return found


def _by_quarter(counted: Counted, earlier: set[Quarter]) -> dict[Quarter, list[Case]]:
    year = counted.year
    found: dict[Quarter, list[Case]] = {quarter: [] for quarter in (*year.quarter.quarters, *earlier)}
    cases: list[Case] = list(year.referred)
    if earlier:
        no_days: ClosedDays = frozenset()
        read = gathering.referred(counted.programme, earlier)
        for quarter in earlier:
            cases += Period.of(read, quarter, counted.at, no_days).referred
    in_order = sorted(found)
    begins = [quarter.starts_at for quarter in in_order]
    for case in cases:
        found[in_order[bisect_right(begins, case.sent_at) - 1]].append(case)
    return found


def _shape(characteristic: Characteristic, year: RollingYear) -> Layout:
    atoms = tuple(dict.fromkeys(characteristic.groups or (row.code for row in characteristic.rows)))
    rows = tuple(
        Row(row.code, str(row.label), tuple(a for a in atoms if characteristic.row_of(a) == row.code))
        for row in characteristic.rows
    )
    columns = tuple((column.code, str(column.label)) for column in equality.COLUMNS)
    whole = Layout(
        family=characteristic.family,
        quarters=year.quarters,
        rows=rows,
        columns=columns,
        parts_of_column={code: (code,) for code, _label in columns},
        attribute=True,
    )
    return whole.one_column if characteristic is DETAILED else whole


def _truth(shape: Layout, by_quarter: Mapping[str, Cells]) -> dict[Atom, int]:
    atoms = [atom for row in shape.rows for atom in row.atoms]
    columns = [part for parts in shape.parts_of_column.values() for part in parts]
    return {
        (shape.family, quarter, atom, column): len(cells.get((atom, column), ()))
        for quarter, cells in by_quarter.items()
        for atom in atoms
        for column in columns
    }


def _described(
    what: Split | Characteristic, data: Data, rule: Rule, *, several: bool = False, rated: bool = False
) -> Data:
    basis = what.basis.value if isinstance(what, Split) else "COHORT"
    described = {
        "code": what.code,
        "version": what.version if isinstance(what, Split) else 1,
        "label": str(what.label),
        "definition": str(what.definition) if isinstance(what, Split) else str(equality.DEFINITION),
        "basis": basis,
        "counts": what.counts.value if isinstance(what, Split) else "REFERRALS",
        "several": several,
        **data,
    }
    if rated and len(data["columns"]) > 1 and rule.kind is not Kind.ROUND:
        for row in described["rows"]:
            row |= _rates([column["code"] for column in data["columns"]], row["cells"], row["total"])
    return described


def _rates(columns: list[str], cells: list[int | None], total: int | None) -> Data:
    by_code = dict(zip(columns, cells, strict=True))
    rates: Data = {}
    for name, wanted in RATED.items():
        counts = [by_code[code] for code in wanted]
        known = [count for count in counts if count is not None]
        rates[name] = layout.share(sum(known) if len(known) == len(counts) else None, total)
    return rates
