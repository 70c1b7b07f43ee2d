"""The police referral: what was sent, where it stands, what was asked, what was told back."""

from referrals.models.amendment import AmendedField, Amendment, Taken
from referrals.models.card import CardAnswer, CardOffer
from referrals.models.counts import TurnedAway
from referrals.models.deadlines import DeadlineChange, Evidence
from referrals.models.duplicates import SameWoman
from referrals.models.person import ReferredPerson
from referrals.models.plan import PlanStep, StepKind, WhyAdded, WhyEnded
from referrals.models.police import (
    MAY_REOPEN,
    Chase,
    ChasedTo,
    DecisionKind,
    OutcomeNotice,
    PoliceDecision,
    Question,
    QuestionKind,
    WhichDate,
)
from referrals.models.referral import Referral, Source, SummaryOnly
from referrals.models.transfer import Transfer

__all__ = [
    "MAY_REOPEN",
    "AmendedField",
    "Amendment",
    "CardAnswer",
    "CardOffer",
    "Chase",
    "ChasedTo",
    "DeadlineChange",
    "DecisionKind",
    "Evidence",
    "OutcomeNotice",
    "PlanStep",
    "PoliceDecision",
    "Question",
    "QuestionKind",
    "Referral",
    "ReferredPerson",
    "SameWoman",
    "Source",
    "StepKind",
    "SummaryOnly",
    "Taken",
    "Transfer",
    "TurnedAway",
    "WhichDate",
    "WhyAdded",
    "WhyEnded",
]
