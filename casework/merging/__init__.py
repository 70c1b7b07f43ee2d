"""Two records that are one woman: what would change, joining them, and undoing it exactly."""

from casework.merging.joining import NotHereToo, Refusal, TwoPlacesAtOnce, join
from casework.merging.preview import Preview, preview
from casework.merging.undoing import NothingToUndo, SeatTaken, UndoNewerFirst, said_since, undo

__all__ = [
    "NotHereToo",
    "NothingToUndo",
    "Preview",
    "Refusal",
    "SeatTaken",
    "TwoPlacesAtOnce",
    "UndoNewerFirst",
    "join",
    "preview",
    "said_since",
    "undo",
]
