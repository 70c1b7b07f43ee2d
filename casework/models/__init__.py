"""What is done on a case: calls, what she was told, notes, needs, arrangements, absences."""

from casework.models.absences import Absence
from casework.models.calls import ContactAttempt, FirstCall, Telling
from casework.models.cases import Case, Disclosure, Review
from casework.models.notes import Note
from casework.models.said import Feedback, Score
from casework.models.support import Arrangement, ListedService, Need, OnwardReferral

__all__ = [
    "Absence",
    "Arrangement",
    "Case",
    "ContactAttempt",
    "Disclosure",
    "Feedback",
    "FirstCall",
    "ListedService",
    "Need",
    "Note",
    "OnwardReferral",
    "Review",
    "Score",
    "Telling",
]
