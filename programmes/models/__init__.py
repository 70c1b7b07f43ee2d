"""Programmes, the dated versions of their definitions, agreements, closed days and wordings."""

from programmes.models.agreements import Agreement, AgreementShare, AgreementTarget
from programmes.models.programmes import Programme, ProgrammeVersion
from programmes.models.wordings import ClosedDay, Wording

__all__ = [
    "Agreement",
    "AgreementShare",
    "AgreementTarget",
    "ClosedDay",
    "Programme",
    "ProgrammeVersion",
    "Wording",
]
