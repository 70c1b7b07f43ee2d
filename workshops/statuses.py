"""The marks of a register (design.md §7)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mark(TextChoices):
    NOT_MARKED = "NOT_MARKED", _("Not marked")
    HERE = "HERE", _("Here")
    LATE = "LATE", _("Late")
    TURNED_AWAY = "TURNED_AWAY", _("Turned away")
    LEFT_EARLY = "LEFT_EARLY", _("Left early")
    NOT_HERE = "NOT_HERE", _("Not here")
    DID_NOT_RUN = "DID_NOT_RUN", _("Did not run")


# Hers to explain: an absence. DID_NOT_RUN is ours and never counts against her.
ABSENT = frozenset({Mark.NOT_HERE, Mark.TURNED_AWAY})
MARKED = frozenset(set(Mark) - {Mark.NOT_MARKED})


class WhoHears(TextChoices):
    """What another name or address of a building means to the women booked there."""

    EVERYBODY = "EVERYBODY", _("Each woman is told")
    NOBODY = "NOBODY", _("It is the same place, better described: nobody need be told")


class ReleaseReason(TextChoices):
    MOVED = "MOVED", _("Moved to other dates")
    CLOSED = "CLOSED", _("The referral was closed")
    SHE_ASKED = "SHE_ASKED", _("She asked for other dates")
    WORKSHOP_CANCELLED = "WORKSHOP_CANCELLED", _("The workshop was cancelled")
    WORKSHOP_MOVED = "WORKSHOP_MOVED", _("The workshop was moved, and its new day does not fit")
    MISTAKE = "MISTAKE", _("Booked by mistake")


class WhyFreed(TextChoices):
    """Why a seat that was only held, never booked, was given up."""

    BOOKED = "BOOKED", _("She was booked")
    LAPSED = "LAPSED", _("Three working days passed")
    CHANGED = "CHANGED", _("Other dates were held instead")
    LET_GO = "LET_GO", _("She does not want them")
    CLOSED = "CLOSED", _("The referral was closed")
    WORKSHOP_CANCELLED = "WORKSHOP_CANCELLED", _("The workshop was cancelled")
    WORKSHOP_MOVED = "WORKSHOP_MOVED", _("The workshop was moved")


class HerWord(TextChoices):
    """What she pressed on her own page."""

    COMING = "COMING", _("She says she will be there")
    CANNOT = "CANNOT", _("She says she can’t make it")
    CALL_ME = "CALL_ME", _("She asks us to ring her")


class AskedBy(TextChoices):
    """Who asked for other dates."""

    HER = "HER", _("She herself")
    FOR_HER = "FOR_HER", _("Somebody on her behalf")
    POLICE = "POLICE", _("Police")
    US = "US", _("Us")


class SuggestionState(TextChoices):
    ASKED = "ASKED", _("Being worked out")
    READY = "READY", _("Ready to look at")
    FAILED = "FAILED", _("Could not be worked out")


class SuggestedOutcome(TextChoices):
    BOOKED = "BOOKED", _("Booked")
    LEFT = "LEFT", _("Left for now")
    REFUSED = "REFUSED", _("Could not be booked")


class AccessFact(TextChoices):
    """What a building can offer, and what a woman cannot do without."""

    STEP_FREE = "STEP_FREE", _("A step-free way in")
    TOILET = "TOILET", _("An accessible toilet")
    LOOP = "LOOP", _("A hearing loop")
    PARKING = "PARKING", _("Parking for a Blue Badge")
    QUIET_ROOM = "QUIET_ROOM", _("A quiet room to step out to")
