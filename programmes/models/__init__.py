"""Programmes, the dated versions of their definitions, agreements, closed days, hours and wordings."""

from programmes.models.agreements import Agreement, AgreementShare, AgreementTarget
from programmes.models.opening import ClosedDay, HoursChange, office
from programmes.models.programmes import Programme, ProgrammeVersion
from programmes.models.wordings import Wording

__all__ = [
    "Agreement",
    "AgreementShare",
    "AgreementTarget",
    "ClosedDay",
    "HoursChange",
    "Programme",
    "ProgrammeVersion",
    "Wording",
    "office",
]
