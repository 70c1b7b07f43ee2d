"""When a planned message is due, and when a woman may be disturbed. No Django here.

A plan speaks in wall time of Europe/London ("a week before, at 10:00"), so that both clock
changes leave 10 o'clock at 10 o'clock; what is stored is the instant in UTC.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from programmes.dates import days
from programmes.definition import PlannedMessage
from programmes.kinds import Channel, MessageEvent
from programmes.working_days import (
    NO_DAYS,
    add_working_days,
    is_working_day,
    this_or_next_working_day,
    this_or_previous_working_day,
)

LONDON = ZoneInfo("Europe/London")
OPENS, SHUTS = time(8), time(20)  # from the first, up to but not at the second
# Working days from posting to her door: first class on the next one as a rule, and one to spare. A default.
POST_TAKES = 2
# These reach her when they are sent. A letter comes with the post; who makes a call looks at the clock.
DISTURBS = frozenset({Channel.TEXT, Channel.EMAIL})


def may_disturb(at: datetime, closed: Collection[date] = NO_DAYS) -> bool:
    """Tell whether a text or an e-mail may reach a woman at an aware moment.

    Never at night, at a weekend, on a bank holiday or on a `closed` day.
    """
    local = at.astimezone(LONDON)
    return OPENS <= local.time() < SHUTS and is_working_day(local.date(), closed)


def may_disturb_from(at: datetime, closed: Collection[date] = NO_DAYS) -> datetime:
    """Return the first moment (UTC), not before `at`, at which a text or an e-mail may reach a woman."""
    if may_disturb(at, closed):
        return at.astimezone(UTC)
    local = at.astimezone(LONDON)
    later = local.date() if local.time() < OPENS else local.date() + days(1)
    return datetime.combine(this_or_next_working_day(later, closed), OPENS, LONDON).astimezone(UTC)


def reaches_by_post(at: datetime, closed: Collection[date] = NO_DAYS) -> datetime:
    """Return the beginning (UTC) of the London day on which a letter posted at an aware moment has come.

    What is posted on a day that is no working day goes with the next working day's post.
    """
    posted = this_or_next_working_day(at.astimezone(LONDON).date(), closed)
    return datetime.combine(add_working_days(posted, POST_TAKES, closed), time.min, LONDON).astimezone(UTC)


def due_at(planned: PlannedMessage, anchor: datetime, *, closed: Collection[date] = NO_DAYS) -> datetime:
    """Return the instant (UTC) at which a planned message is due.

    :param anchor: aware; the start of the workshop for BEFORE_STEP and AFTER_STEP, the moment of
        booking for BOOKING, the moment the absence was recorded for MISSED.
    :param closed: extra closed days. A message for working days moves to the working day before
        if it leads up to a workshop, and to the next one if it follows something.

    Without a time of day a message is due at once: at the anchor itself, or as soon as a text or an
    e-mail may disturb her. These keep to working days, whatever the plan says.
    """
    disturbs = planned.channel in DISTURBS
    if planned.at is None:
        return may_disturb_from(anchor, closed) if disturbs else anchor.astimezone(UTC)
    before = planned.event is MessageEvent.BEFORE_STEP
    local_day = anchor.astimezone(LONDON).date()
    on = local_day + days(-planned.days if before else planned.days)
    if (planned.working_days_only or disturbs) and not is_working_day(on, closed):
        move = this_or_previous_working_day if before else this_or_next_working_day
        on = move(on, closed)
    return datetime.combine(on, planned.at, LONDON).astimezone(UTC)


def applies_to(planned: PlannedMessage, step: int) -> bool:
    """Tell whether a message of the plan is meant for a step."""
    return planned.active and (not planned.steps or step in planned.steps)
