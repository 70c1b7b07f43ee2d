"""Truths that hold between the parts of a definition. No Django here."""

from __future__ import annotations

import re
from collections import Counter

from programmes import definition as d
from programmes import kinds as k
from programmes.codes import trainings
from programmes.reading import Table
from programmes.sending_times import OPENS, SHUTS

FORCE_OR_ORGANISATION = re.compile(r"[A-Z0-9][A-Z0-9_]*")


def check(definition: d.Definition, table: Table) -> None:
    """Add to the table's problems whatever cannot be true of a programme."""
    _check_dates(definition, table)
    _check_codes(definition, table)
    _check_routes(definition, table)
    _check_sites(definition, table)
    _check_gaps(definition, table)
    _check_group(definition, table)
    _check_completion(definition, table)
    _check_people(definition, table)
    _check_messages(definition, table)


def _check_dates(definition: d.Definition, table: Table) -> None:
    if definition.ends_on is not None and definition.ends_on < definition.starts_on:
        table.wrong(
            "ends_on",
            f"{definition.ends_on} is before starts_on {definition.starts_on}",
            "Write an end that is not before the start.",
        )
    if "en" not in definition.languages:
        table.wrong("languages", "has no English", 'Add "en": letters fall back to it.')


def _check_codes(definition: d.Definition, table: Table) -> None:
    lists = {
        "eligibility": [q.code for q in definition.eligibility],
        "disposals": [x.code for x in definition.disposals],
        "sites": [s.code for s in definition.sites],
        "window.warnings": [w.code for w in definition.window.warnings],
        "contact.targets": [t.code for t in definition.contact.targets],
    }
    for name, codes in lists.items():
        for code, times in Counter(codes).items():
            if times > 1:
                table.wrong(name, f"{code} stands {times} times", "Give each its own code.")
    for name, codes in {
        "providers": list(definition.providers),
        "commissioners": list(definition.commissioners),
        "forces": list(definition.forces),
    }.items():
        for i, code in enumerate(codes):
            if not FORCE_OR_ORGANISATION.fullmatch(code):
                table.wrong(
                    f"{name}[{i}]",
                    f"{code!r} is not an organisation's code",
                    "Write the code it has on the organisations page.",
                )


def _check_routes(definition: d.Definition, table: Table) -> None:
    for i, disposal in enumerate(definition.disposals):
        for route in disposal.routes:
            if route not in definition.routes:
                table.wrong(
                    f"disposals[{i}].routes",
                    f"{route} is not a route of the programme",
                    "Add it to routes, or take it out here.",
                )
        if bool(disposal.outcome_code) != (disposal.outcome_recorded is not None):
            table.wrong(
                f"disposals[{i}].outcome_recorded",
                "must stand beside outcome_code",
                "Write both, or neither when police record no outcome.",
            )
    for route in definition.routes:
        if not definition.disposals_for(route):
            table.wrong("routes", f"{route} has no disposal", f"Name {route} in a disposal's routes.")
    if k.Route.POLICE in definition.routes and not definition.forces:
        table.wrong("forces", "is missing", 'Name the forces that may refer, such as ["44"].')


def _check_sites(definition: d.Definition, table: Table) -> None:
    known = {site.code for site in definition.sites}
    for i, area in enumerate(definition.routing):
        if area.site not in known:
            table.wrong(f"routing[{i}].site", f"there is no site {area.site}", _known(known))
    for step in definition.steps:
        for code in step.sites:
            if code not in known:
                table.wrong(f"steps[{step.number - 1}].sites", f"there is no site {code}", _known(known))


def _known(codes: set[str]) -> str:
    return f"Use one of: {', '.join(sorted(codes))}." if codes else "Add it under [[sites]]."


def _check_gaps(definition: d.Definition, table: Table) -> None:
    """Where plans differ, her days are settled with her one by one, and no gap is asked for."""
    in_order = definition.entry is k.Entry.FIRST_STEP
    for step in definition.steps if definition.plan is k.PlanKind.FIXED else ():
        name = f"steps[{step.number - 1}].gap"
        if in_order and step.number == 1 and step.gap is not None and len(definition.steps) > 1:
            if definition.steps[1].gap == step.gap:
                continue
            table.wrong(name, "the first step has none before it", "Take this gap out.")
        if step.gap is None and (step.number > 1 or not in_order) and len(definition.steps) > 1:
            table.wrong(name, "is missing", "Write gap = { min = 28, usual = 28, max = 35 } in days.")


def _check_group(definition: d.Definition, table: Table) -> None:
    if definition.group.size_usual > definition.group.size_max:
        table.wrong(
            "group.size_usual",
            f"{definition.group.size_usual} is more than size_max {definition.group.size_max}",
            "Write a usual size that is not above the most.",
        )
    known = {code.code for code in trainings()}
    for i, code in enumerate(definition.group.training_codes):
        if code not in known:
            mend = f"Use one of: {', '.join(sorted(known))}. A new one is a new line of data/training.csv."
            table.wrong(f"group.training_codes[{i}]", f"there is no training {code}", mend)


def _check_completion(definition: d.Definition, table: Table) -> None:
    completion, steps = definition.completion, definition.steps
    compulsory = sum(step.compulsory for step in steps)
    if completion.rule is k.CompletionRule.N_OF:
        if completion.needed > len(steps):
            table.wrong(
                "completion.needed",
                f"{completion.needed} is more than the {len(steps)} steps",
                "Write a number that she can reach.",
            )
        elif compulsory > completion.needed:
            table.wrong(
                "completion.needed",
                f"{completion.needed} is less than the {compulsory} compulsory steps",
                "Write a number that is not below it.",
            )
    if definition.plan is k.PlanKind.FIXED and completion.rule is k.CompletionRule.PLAN_AGREED:
        table.wrong(
            "completion.rule",
            "PLAN_AGREED needs a plan of her own",
            'Set plan = "INDIVIDUAL", or use ALL or N_OF.',
        )
    for mark in (k.Mark.NOT_HERE, k.Mark.NOT_MARKED, k.Mark.DID_NOT_RUN, k.Mark.TURNED_AWAY):
        if mark in completion.counts:
            table.wrong("completion.counts", f"{mark} cannot count as attended", "Take it out.")
    if k.Mark.LEFT_EARLY in completion.counts:
        table.wrong(
            "completion.counts", "LEFT_EARLY has its own key", "Take it out and set completion.left_early."
        )


def _check_people(definition: d.Definition, table: Table) -> None:
    contact = definition.contact
    for name in ("letter_after_attempts", "ask_police_after_attempts"):
        if getattr(contact, name) > contact.attempts:
            table.wrong(
                f"contact.{name}",
                f"{getattr(contact, name)} is more than attempts {contact.attempts}",
                "Write a number that is not above attempts.",
            )
    for i, question in enumerate(definition.eligibility):
        bounds = (question.minimum, question.maximum)
        if question.kind is k.QuestionKind.NUMBER and bounds == (None, None):
            table.wrong(f"eligibility[{i}].maximum", "is missing", "Write minimum, maximum or both.")


def _check_messages(definition: d.Definition, table: Table) -> None:
    numbers = {step.number for step in definition.steps}
    for i, message in enumerate(definition.messages):
        name = f"messages[{i}]"
        if message.at is not None and not OPENS <= message.at < SHUTS:
            table.wrong(
                f"{name}.at",
                f"{message.at:%H:%M} is a time when nobody should be disturbed",
                f"Write a time from {OPENS} on and before {SHUTS}.",
            )
        for number in message.steps:
            if number not in numbers:
                table.wrong(
                    f"{name}.steps", f"there is no step {number}", "Leave steps out to mean every step."
                )
        if message.event is k.MessageEvent.BEFORE_STEP and message.at is None:
            table.wrong(f"{name}.at", "is missing", "Write the time of day, such as 10:00:00.")
