"""Invented names, places and numbers. Any likeness to somebody is chance; no number can ring."""

from __future__ import annotations

from random import Random

FIRST = (
    "Abena", "Agnieszka", "Alma", "Amina", "Bethan", "Bryony", "Carys", "Chloe", "Danuta", "Delia", "Donna",
    "Edie", "Elsie", "Farah", "Fern", "Greta", "Gwen", "Hana", "Hattie", "Imogen", "Iris", "Jade", "Joan",
    "Keira", "Kelly", "Leona", "Lowri", "Maisie", "Megan", "Nadia", "Niamh", "Orla", "Petra", "Priya",
    "Rhona", "Roxanne", "Sadie", "Sally", "Shanice", "Siân", "Tamsin", "Tanya", "Una", "Vera", "Wanda",
    "Xanthe", "Yasmin", "Zara",
)  # fmt: skip
LAST = (
    "Albury", "Ashdown", "Birchall", "Brack", "Copley", "Corrin", "Danforth", "Dunmore", "Eastwell", "Elvey",
    "Farrow", "Fosse", "Garnham", "Gatley", "Hollis", "Hurst-Lane", "Inskip", "Jardine", "Jessop", "Kellow",
    "Lanyon", "Maddox", "Nettle", "Oakden", "O'Dowd", "Penrose", "Quill", "Redfern", "Stannard", "Tolland",
    "Underhay", "Varley", "Wexcombe", "Yarrow", "Zeal", "Marwood", "Pryce-Ellis", "Thackray", "Rowntree Fell",
)  # fmt: skip
STREETS = (
    "Cooper's Row", "Harbour View", "Mill Lane", "Orchard Close", "Quarry Road", "Saddler Street", "Tanner's Walk",
)  # fmt: skip
AREAS = (
    ("Southampton", "SO14 9ZZ"), ("Portsmouth", "PO1 9ZZ"), ("Basingstoke", "RG21 9ZZ"),
    ("Newport", "PO30 9ZZ"), ("Eastleigh", "SO50 9ZZ"), ("Gosport", "PO12 9ZZ"),
)  # fmt: skip
OFFENCES = ("TH68010", "TH68001", "PU86116", "CJ88116", "CD71039")


def mobile(number: int) -> str:
    """Return one of Ofcom's thousand mobile numbers for drama."""
    return f"07700 900{number % 1000:03d}"


def full_name(chance: Random) -> tuple[str, str]:
    """Return invented first and last names."""
    return chance.choice(FIRST), chance.choice(LAST)
