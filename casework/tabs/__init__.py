"""What each tab of a case shows, as plain values."""

from casework.tabs.cards import Card, Fact, woman
from casework.tabs.contact import Call, call, calls, contact
from casework.tabs.overview import overview_cards
from casework.tabs.workshops import told, workshops
from casework.tabs.writing import is_fixed, letters, note, notes

__all__ = [
    "Call",
    "Card",
    "Fact",
    "call",
    "calls",
    "contact",
    "is_fixed",
    "letters",
    "note",
    "notes",
    "overview_cards",
    "told",
    "woman",
    "workshops",
]
