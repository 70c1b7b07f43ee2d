"""What a programme is, as plain frozen values. No Django here.

A definition is read from `programmes/definitions/*.toml` (see `loader.py`) and kept,
dated, in `ProgrammeVersion`. Everything in which two programmes differ stands here;
no code anywhere asks a programme for its name.
"""

from programmes.definition.admission import Admission, Area, Disposal, EligibilityQuestion, Site
from programmes.definition.after import Continuation, FollowUp, Scale, Signpost
from programmes.definition.reaching import (
    ContactProtocol,
    ContactTarget,
    OwnPage,
    PlannedMessage,
    Published,
    Words,
)
from programmes.definition.steps import (
    CatchUp,
    Completion,
    Gap,
    Group,
    Lateness,
    LimitWarning,
    Miss,
    Step,
    Window,
)
from programmes.definition.whole import Definition

__all__ = [
    "Admission",
    "Area",
    "CatchUp",
    "Completion",
    "ContactProtocol",
    "ContactTarget",
    "Continuation",
    "Definition",
    "Disposal",
    "EligibilityQuestion",
    "FollowUp",
    "Gap",
    "Group",
    "Lateness",
    "LimitWarning",
    "Miss",
    "OwnPage",
    "PlannedMessage",
    "Published",
    "Scale",
    "Signpost",
    "Site",
    "Step",
    "Window",
    "Words",
]
