"""Numbers and hosts that anybody can look up and so learn what she attends (design.md §5 rule 7)."""

from __future__ import annotations

import re
from functools import lru_cache

from participants.names import digits
from programmes import loader
from programmes.definition import Definition


@lru_cache(maxsize=1)
def _definitions() -> tuple[Definition, ...]:
    return tuple(loaded.definition for loaded in loader.load_all())


def is_published_number(phone: str) -> bool:
    """Tell whether a number is published for a programme, in whatever spacing.

    :raises DefinitionInvalid: when a definition cannot be read.
    """
    published = {digits(known) for d in _definitions() for known in d.published.phones}
    return digits(phone) in published


def is_telling_host(host: str) -> bool:
    """Tell whether a host is published for a programme, lies under one that is, or has its code in it.

    :raises DefinitionInvalid: when a definition cannot be read.
    """
    host = host.lower().rstrip(".")
    known = [h.lower() for d in _definitions() for h in d.published.hosts]
    codes = {d.code.lower().replace("_", "") for d in _definitions()}
    return any(host == h or host.endswith(f".{h}") for h in known) or bool(
        codes & set(re.split(r"[.-]", host))
    )
