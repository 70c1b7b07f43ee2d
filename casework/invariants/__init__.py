"""What must hold after every act, whatever was done in whatever order (design.md §5): read from the database.

Each is a function named by the sentence that is true; it returns the references that break it. The
actions keep them and the constraints have the last word where they can: this looks again, at all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casework.invariants import days, endings, groups, messages, registers

Invariant = Callable[[], list[str]]

INVARIANTS: tuple[Invariant, ...] = (
    days.no_workshop_has_more_people_than_places,
    days.no_seat_is_given_twice,
    days.nobody_is_in_two_places_at_once,
    days.no_practitioner_is_in_two_places_at_once,
    days.no_room_has_two_workshops_at_once,
    days.nobody_has_a_place_on_a_cancelled_workshop,
    days.a_time_made_for_one_woman_is_hers_alone,
    days.nobody_holds_two_days_to_come_for_one_step,
    days.the_days_of_a_run_are_in_order_and_apart,
    days.every_booking_ends_by_the_deadline,
    groups.women_kept_apart_do_not_meet_unless_two_people_said_so,
    groups.what_two_people_decided_names_both_and_why,
    registers.no_day_is_marked_before_it_begins,
    registers.no_register_is_signed_off_with_somebody_unmarked,
    registers.no_day_with_a_mark_is_given_back,
    registers.every_mark_is_the_last_one_of_the_trail,
    endings.nobody_too_young_is_accepted,
    endings.no_closed_case_holds_a_day_after_its_end,
    endings.a_completed_case_has_met_its_rule,
    endings.police_were_told_the_days_of_the_register,
    endings.nothing_queued_is_about_a_day_she_does_not_have,
    endings.no_link_to_her_page_works_for_a_case_that_is_not_open,
    messages.no_message_is_without_end_or_task,
    messages.no_message_is_replaced_by_itself_or_by_nothing,
    messages.what_a_provider_took_is_asked_after_until_it_is_known,
)


@dataclass(frozen=True)
class Finding:
    """One invariant, and what breaks it; empty is good."""

    name: str
    references: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return self.name.replace("_", " ").capitalize()


def look() -> list[Finding]:
    """Look at every one of them."""
    return [Finding(ask.__name__, tuple(ask())) for ask in INVARIANTS]
