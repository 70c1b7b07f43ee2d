"""Venues, cohorts, workshop days, and the place each woman has on each of them."""

from workshops.models.answers import HerAnswer
from workshops.models.days import Cohort, Workshop, WorkshopMove, WorkshopPractitioner
from workshops.models.looks import SafetyLook
from workshops.models.places import BookingMove, HeldSeat, Place
from workshops.models.proposals import SuggestedRun, Suggestion
from workshops.models.staff import CalendarAddress, Training
from workshops.models.venues import Room, Venue, VenueClosure

__all__ = [
    "BookingMove",
    "CalendarAddress",
    "Cohort",
    "HeldSeat",
    "HerAnswer",
    "Place",
    "Room",
    "SafetyLook",
    "SuggestedRun",
    "Suggestion",
    "Training",
    "Venue",
    "VenueClosure",
    "Workshop",
    "WorkshopMove",
    "WorkshopPractitioner",
]
