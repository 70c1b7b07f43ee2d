"""A burst of work whose objects all live until it ends.

Python looks through every object again and again as their number grows, for rings of them that nobody holds. Among
some hundred thousand rows of figures, or the boxes of a document, that takes as long as the work itself and finds
nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the collector off while the block (or the decorated function) runs, unless it is off already."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
