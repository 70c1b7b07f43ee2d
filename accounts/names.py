"""How somebody who signs in is called. No Django here."""

from __future__ import annotations

_TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx", "prof", "rev"})


def first_name(name: str) -> str:
    """Return the first name in a whole name: what a woman who is written to may know of a worker.

    Titles are left out, and "Marsh, Jo" is Jo; a name of one word is that word, none is empty.
    """
    last, comma, rest = name.partition(",")
    words = (rest if comma and rest.strip() else last).split()
    said = [word for word in words if word.rstrip(".").lower() not in _TITLES]
    return (said or words or [""])[0]
