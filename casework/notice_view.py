"""What police were told at the end, and how the deadline came about: plain words, no rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g

from casework.history import moment, name_only
from casework.messages import day, days_in_words
from referrals.models import (
    DeadlineChange,
    DecisionKind,
    Evidence,
    OutcomeNotice,
    PoliceDecision,
)
from referrals.statuses import CLOSED, GROUND_LABELS, REASON_LABELS, Ground, Reason, Status


@dataclass(frozen=True)
class Notice:
    """What they were told at the end, as it was written."""

    id: UUID
    url: str
    reference: str
    title: str
    sentences: tuple[str, ...]
    sent: str
    seen: str
    acknowledged: str
    newest: bool
    of_an_end: bool
    number: int = 1
    changed: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    log_text: str = ""


def notice(
    row: OutcomeNotice,
    *,
    newest: bool = True,
    before: OutcomeNotice | None = None,
    decisions: Iterable[PoliceDecision] = (),
) -> Notice:
    """Return a notice as they read it.

    :param before: the version that it replaces.
    """
    read = _notice(row, newest, before, decisions)
    return replace(read, log_text=_notice_log(read))


def sentences(
    outcome: str,
    *,
    ground: str = "",
    reason: str = "",
    attended_on: Sequence[date] = (),
    deadline_on: date | None = None,
    steps: int = 0,
    sessions: bool = False,
) -> tuple[str, ...]:
    """Return the whole of what a notice says: facts, no advice, never why she did not come.

    :param steps: how many workshops the programme has, so that "both" is said only of two.
    :param sessions: not all of its days are workshops.
    """
    said = [_attendance(attended_on, steps, sessions=sessions)]
    if outcome == Status.NOT_COMPLETED:
        words = {"ground": GROUND_LABELS[Ground(ground)]}
        said.insert(0, _g("Not completed: %(ground)s.") % words)
    elif outcome == Status.DECLINED:
        said = [
            _g("We could not take this referral: %(reason)s.") % {"reason": REASON_LABELS[Reason(reason)]}
        ]
    elif outcome == Status.WITHDRAWN:
        said = [_g("We have closed this referral: %(reason)s.") % {"reason": REASON_LABELS[Reason(reason)]}]
    elif outcome in (Status.ACCEPTED, Status.SUBMITTED):
        said = [_g("This referral is open again. The earlier notice no longer stands.")]
    if deadline_on and outcome in (Status.COMPLETED, Status.NOT_COMPLETED):
        said.append(_g("The deadline you stated: %(day)s.") % {"day": day(deadline_on)})
    return tuple(said)


def _attendance(attended_on: Sequence[date], steps: int, *, sessions: bool = False) -> str:
    days = days_in_words([*attended_on])
    if sessions:
        return _sessions(len(attended_on), days)
    if not attended_on:
        return _g("She attended no workshop.")
    if len(attended_on) == 1:
        return _g("She attended one workshop, on %(days)s.") % {"days": days}
    if len(attended_on) == steps == 2:
        return _g("She attended both workshops, on %(days)s.") % {"days": days}
    return _g("She attended %(count)s workshops, on %(days)s.") % {"count": len(attended_on), "days": days}


def _sessions(count: int, days: str) -> str:
    if not count:
        return _g("She attended no session.")
    if count == 1:
        return _g("She attended one session, on %(days)s.") % {"days": days}
    return _g("She attended %(count)s sessions, on %(days)s.") % {"count": count, "days": days}


def what_changed(before: OutcomeNotice, now: OutcomeNotice) -> tuple[str, ...]:
    """Return in plain words what a notice says otherwise than the version before it, and why."""
    why = {
        "CORRECTION": _g("Something we had recorded was wrong, and has been corrected."),
        "POLICE_DECISION": _g("It was written anew after what police decided."),
    }.get(now.changed_because, "")
    said = [
        _g("This replaces our notice of %(day)s.") % {"day": day(timezone.localdate(before.sent_at))},
        why,
    ]
    old, new = _outcome(before), _outcome(now)
    if old != new:
        said.append(_g("The earlier notice said: %(old)s. Now: %(new)s.") % {"old": old, "new": new})
    if before.attended_on != now.attended_on:
        definition = now.referral.definition.parsed
        steps, sessions = len(definition.steps), definition.day_by_day
        old_days, new_days = (_attendance(_days(row), steps, sessions=sessions) for row in (before, now))
        said.append(_g("The earlier notice said: %(said)s") % {"said": old_days})
        said.append(_g("The register now says: %(said)s") % {"said": new_days})
    return tuple(sentence for sentence in said if sentence)


def _outcome(row: OutcomeNotice) -> str:
    because = GROUND_LABELS[Ground(row.ground)] if row.ground else ""
    because = because or (REASON_LABELS[Reason(row.reason)] if row.reason else "")
    title = notice_title(row.outcome)
    return _g("%(title)s (%(because)s)") % {"title": title, "because": because} if because else title


def _days(row: OutcomeNotice) -> list[date]:
    return [date.fromisoformat(on) for on in row.attended_on]


def notice_title(outcome: str) -> str:
    """Return the heading of a notice."""
    return {
        Status.COMPLETED: _g("Completed"),
        Status.NOT_COMPLETED: _g("Not completed"),
        Status.DECLINED: _g("Not taken on"),
        Status.WITHDRAWN: _g("Withdrawn"),
    }.get(Status(outcome), _g("Open again"))


def notices(rows: list[OutcomeNotice], decisions: list[PoliceDecision]) -> tuple[Notice, ...]:
    """Return the notices of one referral, each with what it changed and what was decided after it."""
    newest = max((row.number for row in rows), default=0)
    by_number = {row.number: row for row in rows}
    return tuple(
        notice(
            row,
            newest=row.number == newest,
            before=by_number.get(row.number - 1),
            decisions=[d for d in decisions if d.notice_id == row.pk],
        )
        for row in rows
    )


def _decision(decision: PoliceDecision) -> str:
    words = {
        "decision": decision_label(decision.kind),
        "when": moment(decision.decided_at),
        "who": name_only(decision.decided_by),
        "word": name_only(decision.stated_by),
        "day": day(decision.new_deadline_on) if decision.new_deadline_on else "",
    }
    if decision.stated_by:
        said = _g("%(decision)s, as %(word)s told %(who)s, recorded %(when)s") % words
    else:
        said = _g("%(decision)s, recorded %(when)s by %(who)s") % words
    return _g("%(said)s. New deadline: %(day)s") % {**words, "said": said} if words["day"] else said


def decision_label(kind: str) -> str:
    """Return what police decided, in words."""
    return str(DecisionKind(kind).label)


def deadline_changes(rows: Iterable[DeadlineChange]) -> tuple[str, ...]:
    """Return how the deadline came to be what it is, the newest first: from, to, who, why, how we know."""
    return tuple(_change(row) for row in rows)


def _change(row: DeadlineChange) -> str:
    words = {
        "was": day(row.was) if row.was else "",
        "until": day(row.until),
        "who": name_only(row.stated_by),
        "when": moment(row.changed_at),
        "by": name_only(row.changed_by),
        "why": row.why or "",
        "evidence": ", ".join(filter(None, [str(Evidence(row.evidence).label), row.evidence_words or ""])),
    }
    moved = _g("From %(was)s to %(until)s") if row.was else _g("Set to %(until)s")
    said = [moved % words, _g("stated by %(who)s") % words, words["why"], words["evidence"]]
    if words["by"] != words["who"]:
        said.append(_g("written down by %(by)s") % words)
    return " · ".join([*filter(None, said), words["when"]])


def _by(at: datetime | None, who: str) -> str:
    if at is None:
        return ""
    return _g("%(when)s by %(who)s") % {"when": moment(at), "who": who.split(" <")[0]}


def _notice_log(read: Notice) -> str:
    """Return the notice for the occurrence log, word for word, with who acknowledged it and when."""
    told = _g("%(reference)s: told on %(when)s.") % {"reference": read.reference, "when": read.sent}
    lines = [told, *read.changed, *read.sentences, *read.decisions]
    if read.acknowledged:
        lines.append(_g("Acknowledged %(when)s.") % {"when": read.acknowledged})
    return "\n".join(lines)


def _notice(
    row: OutcomeNotice, newest: bool, before: OutcomeNotice | None, decisions: Iterable[PoliceDecision]
) -> Notice:
    return Notice(
        id=row.pk,
        url=reverse("casework:police_notice", args=[row.pk]),
        reference=row.referral.reference,
        title=notice_title(row.outcome),
        sentences=sentences(
            row.outcome,
            ground=row.ground,
            reason=row.reason,
            attended_on=[date.fromisoformat(on) for on in row.attended_on],
            deadline_on=row.due_on,
            steps=len(row.referral.definition.parsed.steps),
            sessions=row.referral.definition.parsed.day_by_day,
        ),
        sent=moment(row.sent_at),
        seen=_by(row.seen_at, row.seen_by),
        acknowledged=_by(row.acknowledged_at, row.acknowledged_by),
        newest=newest,
        of_an_end=row.outcome in CLOSED,
        number=row.number,
        changed=what_changed(before, row) if before else (),
        decisions=tuple(_decision(decision) for decision in decisions),
    )
