"""Which postcodes the first part of one stands for. No Django here."""

from __future__ import annotations


def squeezed(postcode: str) -> str:
    """Return a postcode as one word in capitals."""
    return postcode.replace(" ", "").upper()


def serves(prefix: str, postcode: str) -> bool:
    """Tell whether an area or district takes in a postcode.

    `PO3` takes in PO3 1AA and not PO30 1AA; `SO` every SO postcode; `S` is S1 and not SO14.
    """
    whole = squeezed(postcode)
    if not prefix[-1].isdigit():
        return whole.startswith(prefix) and whole[len(prefix) :][:1].isdigit()
    return whole[:-3] == prefix
