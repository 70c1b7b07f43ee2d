"""The woman: who she is, how she may safely be reached, what she told us about herself."""

from participants.models.about import EqualityAnswers, KeepApart, KnownBy, PerhapsAnswer
from participants.models.choices import Answer, AnswerSource, HowKnown, NumberCheck, Reading, WordsLevel
from participants.models.contact import ContactStop, DiscreetRelease, SafeContact
from participants.models.merge import Merge
from participants.models.record import Participant

__all__ = [
    "Answer",
    "AnswerSource",
    "ContactStop",
    "DiscreetRelease",
    "EqualityAnswers",
    "HowKnown",
    "KeepApart",
    "KnownBy",
    "Merge",
    "NumberCheck",
    "Participant",
    "PerhapsAnswer",
    "Reading",
    "SafeContact",
    "WordsLevel",
]
