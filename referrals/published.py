"""The table of moves as `docs/referrals.md` shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from accounts.roles import Role
from referrals.statuses import (
    DECLINE_REASONS,
    GROUND_LABELS,
    MANAGER_GROUNDS,
    MOVES,
    REASON_LABELS,
    STATUS_LABELS,
    WITHDRAW_REASONS,
    Move,
    Reason,
    Status,
)

HEAD = """# The life of a referral

Made by `python manage.py moves_table > docs/referrals.md` from `referrals/statuses.py`; a test compares
the two. A reader finds a mistake in the table here; the code cannot.

"""


def document() -> str:
    """Return the whole page."""
    return HEAD + "\n".join([*_moves(), "", *_diagram(), "", *_lists(), ""])


_TOLD = {"reopen": "where one had gone", "withdraw": "where we withdraw it"}


def _moves() -> Iterator[str]:
    yield "| verb | from | to | who | what is said with it | police get a notice |"
    yield "|---|---|---|---|---|---|"
    for move in MOVES:
        for source in sorted(move.sources, key=list(Status).index):
            told = "yes" if move.notice else _TOLD.get(move.verb, "")
            cells = (move.verb, source, _target(move, source), _who(move, source), move.needs, told)
            yield f"| {' | '.join(cells)} |"


def _target(move: Move, source: Status) -> str:
    if move.target is not None:
        return move.target
    return move.returns_to[source] or "where it was"


def _who(move: Move, source: Status) -> str:
    roles = ", ".join(_words(move.only.get(source, move.roles)))
    behalf = ", ".join(_words(move.on_behalf))
    return f"{roles}; on an officer's behalf: {behalf}" if behalf else roles


def _words(roles: Iterable[Role]) -> list[str]:
    return [str(role.label).lower() for role in roles]


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "  [*] --> DRAFT"
    for move in MOVES:
        for source in sorted(move.sources, key=list(Status).index):
            target = move.target or move.returns_to[source]
            for end in [target] if target else [Status.SUBMITTED, Status.ACCEPTED]:
                yield f"  {source} --> {end}: {move.verb}"
    yield "```"


def _lists() -> Iterator[str]:
    yield "## States"
    yield ""
    yield from (f"* {status}: {STATUS_LABELS[status]}" for status in Status)
    yield ""
    yield "## Grounds of hand_back"
    yield ""
    for ground, label in GROUND_LABELS.items():
        yield f"* {ground}: {label}{' (manager only)' if ground in MANAGER_GROUNDS else ''}"
    for title, reasons in (("decline", DECLINE_REASONS), ("withdraw", WITHDRAW_REASONS)):
        yield ""
        yield f"## Reasons to {title}"
        yield ""
        yield from _reasons(reasons)


def _reasons(reasons: Iterable[Reason]) -> Iterator[str]:
    return (f"* {reason}: {REASON_LABELS[reason]}" for reason in reasons)
