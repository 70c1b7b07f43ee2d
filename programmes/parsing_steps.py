"""Reading the parts of a definition that have to do with time. No Django here."""

from __future__ import annotations

from enum import StrEnum

from programmes import definition as d
from programmes import kinds as k
from programmes.label import Label
from programmes.reading import Table


class Weekday(StrEnum):
    MON = "MON"
    TUE = "TUE"
    WED = "WED"
    THU = "THU"
    FRI = "FRI"
    SAT = "SAT"
    SUN = "SUN"


def read_steps(table: Table) -> tuple[d.Step, ...]:
    """Read [[steps]]; one with `times = 10` stands for ten, "{n}" in its label for the number."""
    steps: list[d.Step] = []
    required = table.raw.get("plan") != k.PlanKind.INDIVIDUAL
    for item in table.tables("steps", required=required):
        times = item.count("times", 1, low=1, high=60)
        label = item.label("label")
        kind = item.pick("kind", k.StepKind)
        length = item.count("length_minutes", low=5, high=24 * 60)
        compulsory = bool(item.flag("compulsory"))
        gap = _read_gap(item)
        weekday = item.choice("usual_weekday", Weekday, None)
        start = item.clock_time("usual_start")
        sites = item.texts("sites", ())
        laid = bool(item.flag("laid", True))
        if required and not laid:
            item.wrong("laid", "is for a plan of her own", 'Set plan = "INDIVIDUAL", or take it out.')
        item.close()
        for _ in range(times):
            number = len(steps) + 1
            steps.append(
                d.Step(
                    number=number,
                    label=_numbered(label, number),
                    kind=kind,
                    length_minutes=length,
                    compulsory=compulsory,
                    gap=gap,
                    usual_weekday=None if weekday is None else list(Weekday).index(weekday),
                    usual_start=start,
                    sites=sites,
                    laid=laid,
                )
            )
    return tuple(steps)


def _numbered(label: Label, number: int) -> Label:
    return Label({k: words.replace("{n}", str(number)) for k, words in label.texts.items()})


def _read_gap(table: Table) -> d.Gap | None:
    item = table.table("gap", required=False)
    if item is None:
        return None
    low = item.count("min", low=0, high=1000)
    high = item.count("max", low=0, high=1000)
    usual = item.count("usual", low=0, high=1000)
    after = item.number("max_after_miss", None, low=0, high=1000)
    if low > high:
        item.wrong("min", f"{low} is more than max {high}", "Write a min that is not above max.")
    elif not low <= usual <= high:
        item.wrong(
            "usual", f"{usual} is not from min {low} to max {high}", "Write a number of days between the two."
        )
    if after is not None and after < high:
        item.wrong(
            "max_after_miss",
            f"{after} is less than max {high}",
            "Write a number that is not below max, or leave it out.",
        )
    item.close()
    return d.Gap(min=low, usual=usual, max=high, max_after_miss=high if after is None else after)


def read_completion(table: Table, steps: tuple[d.Step, ...]) -> d.Completion:
    item = table.table("completion") or Table({}, source=table.source, path="completion")
    rule = item.pick("rule", k.CompletionRule)
    if rule is k.CompletionRule.N_OF:
        needed = item.count("needed", low=1, high=60)
    else:
        needed = len(steps) if rule is k.CompletionRule.ALL else 0
    completion = d.Completion(
        rule=rule,
        needed=needed,
        counts=item.choices("counts", k.Mark),
        left_early=item.pick("left_early", k.LeftEarly),
        label=item.label("label"),
    )
    item.close()
    return completion


def read_miss(table: Table) -> d.Miss:
    item = table.table("miss") or Table({}, source=table.source, path="miss")
    rule, label = item.pick("rule", k.MissRule), item.label("label")
    miss = d.Miss(rule=rule, label=label, catch_up=_read_catch_up(item))
    if miss.catch_up is not None and rule is k.MissRule.REPEAT_ALL:
        item.wrong("catch_up", "goes against REPEAT_ALL", "Take it out, or use REBOOK_MISSED or DECIDE.")
    item.close()
    return miss


def _read_catch_up(table: Table) -> d.CatchUp | None:
    item = table.table("catch_up", required=False)
    if item is None:
        return None
    made = d.CatchUp(
        length_minutes=item.count("length_minutes", low=5, high=24 * 60), label=item.label("label")
    )
    item.close()
    return made


def read_lateness(table: Table) -> d.Lateness:
    item = table.table("lateness") or Table({}, source=table.source, path="lateness")
    lateness = d.Lateness(
        cut_off_minutes=item.number("cut_off_minutes", None, low=0, high=600),
        label=item.label("label"),
    )
    item.close()
    return lateness


def read_window(table: Table) -> d.Window:
    item = table.table("window") or Table({}, source=table.source, path="window")
    window = d.Window(
        kind=item.pick("kind", k.WindowKind),
        start=item.pick("start", k.StartEvent, k.StartEvent.DISPOSAL),
        first_day_counts=bool(item.flag("first_day_counts", False)),
        days=item.number("days", None, low=1, high=3650),
        min_days=item.number("min_days", None, low=0, high=3650),
        max_days=item.number("max_days", None, low=1, high=3650),
        max_months=item.number("max_months", None, low=1, high=120),
        days_before_court=item.count("days_before_court", 0, low=0, high=365),
        label=item.label("label"),
        warnings=tuple(_read_warning(row) for row in item.tables("warnings")),
    )
    _check_window(item, window)
    item.close()
    return window


def _check_window(item: Table, window: d.Window) -> None:
    if window.kind is k.WindowKind.DAYS_FROM_ISSUE and window.days is None:
        item.wrong("days", "is missing", "Write how many days the window has.")
    if window.kind is k.WindowKind.MIN_MAX:
        if window.max_days is None and window.max_months is None:
            item.wrong("max_days", "is missing", "Write max_days or max_months.")
        elif window.max_days is not None and window.max_months is not None:
            item.wrong("max_months", "stands beside max_days", "Keep one of the two.")
        elif (window.min_days or 0) > (window.max_days or 28 * (window.max_months or 0)):
            item.wrong(
                "min_days",
                f"{window.min_days} is more than the longest time allowed",
                "Write a min_days that is not above the maximum.",
            )


def _read_warning(item: Table) -> d.LimitWarning:
    weeks = item.number("weeks", None, low=1, high=520)
    months = item.number("months", None, low=1, high=120)
    if (weeks is None) == (months is None):
        item.wrong("weeks", "must stand alone", "Write either weeks or months, not both.")
    warning = d.LimitWarning(
        code=item.code("code"),
        weeks=weeks,
        months=months,
        start=item.pick("start", k.StartEvent),
        summary_only=bool(item.flag("summary_only", False)),
        offered_as_deadline=bool(item.flag("offered_as_deadline", False)),
        lead_days=item.count("lead_days", 0, low=0, high=365),
        label=item.label("label"),
        law=item.label("law"),
    )
    item.close()
    return warning
