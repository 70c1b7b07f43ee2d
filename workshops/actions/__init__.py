"""Every change to venues, workshops, places and registers."""

from workshops.actions.adding import add_days, give_time, step_for
from workshops.actions.booking import Asked, book_run, move_run
from workshops.actions.calendar import end_calendar_address, make_calendar_address
from workshops.actions.changing import cancel_workshop, move_workshop
from workshops.actions.holding import do_without, free_lapsed, held_until, hold_run, let_go
from workshops.actions.own_time import OwnTime
from workshops.actions.planning import (
    PlannedDay,
    add_workshop,
    plan_cohort,
    planned_days,
    raise_capacity,
)
from workshops.actions.register import (
    Entry,
    correct,
    decide_left_early,
    finish,
    mark,
    mark_all,
)
from workshops.actions.releasing import release, release_future
from workshops.actions.running import enter_running, running_days
from workshops.actions.safety import count_names, look_at
from workshops.actions.seating import Override
from workshops.actions.staffing import end_training, keep_training, set_practitioners
from workshops.actions.suggesting import accept, keep_proposal, suggest
from workshops.actions.venues import (
    VenueDetails,
    add_room,
    add_venue,
    amend_venue,
    open_venue,
    shut_venue,
)
from workshops.actions.year import Drawn, Group, draw_year, plan_year
from workshops.changes import Change

__all__ = [
    "Asked",
    "Change",
    "Drawn",
    "Entry",
    "Group",
    "Override",
    "OwnTime",
    "PlannedDay",
    "VenueDetails",
    "accept",
    "add_days",
    "add_room",
    "add_venue",
    "add_workshop",
    "amend_venue",
    "book_run",
    "cancel_workshop",
    "correct",
    "count_names",
    "decide_left_early",
    "do_without",
    "draw_year",
    "end_calendar_address",
    "end_training",
    "enter_running",
    "finish",
    "free_lapsed",
    "give_time",
    "held_until",
    "hold_run",
    "keep_proposal",
    "keep_training",
    "let_go",
    "look_at",
    "make_calendar_address",
    "mark",
    "mark_all",
    "move_run",
    "move_workshop",
    "open_venue",
    "plan_cohort",
    "plan_year",
    "planned_days",
    "raise_capacity",
    "release",
    "release_future",
    "running_days",
    "set_practitioners",
    "shut_venue",
    "step_for",
    "suggest",
]
