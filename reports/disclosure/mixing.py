"""Which protections may stand beside each other, for returns that share months. Pure.

Hidden in one and rounded in another, a count is narrowed by the two together: rounded to 0 it is 1 or 2, rounded to
5 it is 3 or 4. What one hides and another shows as counted is not hidden at all.

| issued before        | may follow                                         |
|----------------------|----------------------------------------------------|
| none                 | none, fewer than any N, round to any base          |
| fewer than N         | fewer than N or than more                          |
| round to a base      | round to any base (looked at together)             |
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.disclosure.tables import Kind, Rule


def may_follow(new: Rule, earlier: Rule) -> bool:
    """Tell whether a return may be protected by `new` beside one that was issued under `earlier`.

    Beside what was shown as counted anything may stand: no rule takes that back.
    """
    if earlier.kind is Kind.NONE:
        return True
    if new.kind is not earlier.kind:
        return False
    return new.kind is not Kind.FEWER_THAN or new.threshold >= earlier.threshold


def stands_against(new: Rule, issued: Sequence[Rule]) -> int | None:
    """Return the number of the issued rule that a new one may not stand beside; None where it may be used.

    :param issued: the rules of the returns that share months with it, the newest last. Where these are mixed among
        themselves (from before this was asked), so that nothing could follow all of them, the newest decides.
    """
    kept = [rule for rule in issued if rule.kind is not Kind.NONE]
    asked = range(len(issued))
    if len({rule.kind for rule in kept}) > 1:
        asked = range(issued.index(kept[-1]), len(issued))
    return next((number for number in reversed(asked) if not may_follow(new, issued[number])), None)
