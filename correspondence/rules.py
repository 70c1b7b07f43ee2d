"""What a receipt does to a message, whether a reply asks us to stop, and which way is next. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

# What a message is while word of it may still come (codes of `statuses.MessageStatus`).
_IN_HAND = frozenset({"SENDING", "SENT", "UNSURE"})


def verb_for(status: str, said: str, *, of_an_earlier_try: bool) -> str:
    """Return what a receipt does to a message; empty for nothing.

    Receipts come twice, late and in any order. That she has it is true whatever we thought; that it
    failed is true of the try it speaks of only, and never undoes that she has it.

    :param said: UNDER_WAY, ARRIVED or FAILED.
    :param of_an_earlier_try: the receipt bears the number of a try that was given up.
    """
    if said == "ARRIVED":
        return "arrive" if status in _IN_HAND | {"FAILED", "QUEUED"} else ""
    if of_an_earlier_try:
        return ""
    if said == "FAILED":
        return "fail" if status in _IN_HAND else ""
    return "mark_sent" if status in {"SENDING", "UNSURE"} else ""


_ALONE = frozenset({"stop", "stopall", "stopio", "unsubscribe", "end", "quit", "cancel", "optout", "opt out"})
_FIRST = frozenset({"stop", "stopall", "stopio", "unsubscribe", "peidiwch"})
_SAYING = ("stop texting", "stop messaging", "stop sending", "dont text", "do not text", "no more texts")


def asks_to_stop(words: str) -> bool:
    """Tell whether a reply asks for no more texts. In doubt it does: a call is made instead."""
    plain = re.sub(r"['’]", "", words)
    letters = re.findall(r"\w+", plain.casefold())
    said = " ".join(letters)
    return (
        said in _ALONE
        or bool(letters and letters[0] in _FIRST)
        or bool(re.search(r"\bSTOP\b", plain))
        or any(phrase in said for phrase in _SAYING)
    )


def next_ways(channel: str, open_ways: Collection[str], *, used: Collection[str] = ()) -> list[str]:
    """Return the channels to try instead of one that failed, best first; empty when none is safe.

    Her own phone first: a call finds out why, and asks what is safe. Through somebody else, and face to
    face, after all that reaches her alone.

    :param open_ways: the channels that the gate leaves open now.
    :param used: those that have failed for the same thing already.
    """
    return [way for way in _BEST_FIRST if way in open_ways and way not in {channel, *used}]


_BEST_FIRST = ("CALL", "TEXT", "EMAIL", "LETTER", "TRUSTED_PERSON", "IN_PERSON")
