"""What figures need to know of a programme's definition. No database here."""

from __future__ import annotations

from dataclasses import dataclass

from programmes.definition import ContactTarget, Definition
from programmes.kinds import CompletionRule, Entry, PlanKind


@dataclass(frozen=True)
class Rules:
    """The parts of a definition that figures need, read once for each version."""

    definition: Definition
    needed: int
    first_step: int | None  # None: she may begin with any
    last_step: int | None  # None: her plan is her own
    call_target: ContactTarget | None
    reach_target: ContactTarget | None

    @classmethod
    def of(cls, definition: Definition) -> Rules:
        targets = {target.code: target for target in definition.contact.targets}
        fixed_order = definition.plan is PlanKind.FIXED and definition.entry is Entry.FIRST_STEP
        every_step = definition.completion.rule is CompletionRule.ALL
        numbers = [step.number for step in definition.steps]
        return cls(
            definition=definition,
            needed=definition.completion.needed,
            first_step=numbers[0] if fixed_order and numbers else None,
            last_step=numbers[-1] if fixed_order and every_step and numbers else None,
            call_target=targets.get("FIRST_CALL"),
            reach_target=targets.get("REACHED", targets.get("FIRST_CALL")),
        )
