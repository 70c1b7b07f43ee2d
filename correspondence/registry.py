"""What other apps tell this one, in `ready()`: their purposes, and what has happened in a case.

Letters and texts lie below referrals and bookings in the order of imports, so they cannot look
there. Whoever owes somebody a message registers its purpose with functions that answer "is this
still wanted?" and "is what it says still right?", both asked again at the moment of sending.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

if TYPE_CHECKING:
    from correspondence.models import Message

StillWanted = Callable[["Message"], bool]
StillRight = Callable[["Message"], bool]
Link = Callable[["Message"], str]


@dataclass(frozen=True)
class Purpose:
    """Why a message is sent. `link` gives the path of a page, for messages to police and staff.

    `usual` tells whether whoever gets it is sent it without choosing it; None where it is nobody's
    to choose.
    """

    code: str
    label: Promise | str
    still_wanted: StillWanted
    reminder: bool = False
    link: Link | None = None
    says: Promise | str = ""
    usual: bool | None = None
    page: bool = False
    still_right: StillRight | None = None


@dataclass(frozen=True)
class Circumstances:
    """What the case says that bears on her safety. The gate reads nothing else from above."""

    calls_exhausted: bool = False
    police_silent: bool = False
    number_wrong: bool = False
    danger: bool = False


AskCircumstances = Callable[[Collection[UUID], datetime], Mapping[UUID, Circumstances]]

CasePage = Callable[[UUID], str]

_purposes: dict[str, Purpose] = {}
_case_page: list[CasePage] = []
_ask_circumstances: list[AskCircumstances] = []
_asked: ContextVar[dict[UUID, Circumstances] | None] = ContextVar("asked", default=None)


class UnknownPurpose(LookupError):
    """A message was written or found for a purpose that nobody registered."""


def register(
    code: str,
    *,
    label: Promise | str,
    still_wanted: StillWanted,
    reminder: bool = False,
    link: Link | None = None,
    says: Promise | str = "",
    usual: bool | None = None,
    page: bool = False,
    still_right: StillRight | None = None,
) -> Purpose:
    """Make a purpose known. Registering a code again replaces it.

    :param usual: for e-mails to police: sent unless they choose less (True), only if they choose
        more (False), or whatever they choose (None).
    :param page: the link to her own page goes along where she allowed it.
    :param reminder: she who needs help with reading is rung instead of written to.
    :param still_right: whether its words still say what is so, read under the lock on her record; None
        where nothing they say can change. Whoever changes what is so takes back what is queued and writes
        it anew: this stops what a worker had in hand at that moment.
    :param says: what an e-mail to police or staff says of `%(reference)s`, where that is no news.
    """
    _purposes[code] = Purpose(code, label, still_wanted, reminder, link, says, usual, page, still_right)
    return _purposes[code]


def register_circumstances(ask: AskCircumstances) -> None:
    """Say who knows what has happened in a woman's cases: one function, in few queries for many women."""
    _ask_circumstances[:] = [ask]


def choosable() -> list[Purpose]:
    """Return the kinds of e-mail that somebody may choose to get or not, in the order registered."""
    return [known for known in _purposes.values() if known.usual is not None]


def purpose(code: str) -> Purpose:
    """Return a registered purpose.

    :raises UnknownPurpose: when nobody registered it.
    """
    try:
        return _purposes[code]
    except KeyError:
        raise UnknownPurpose(code) from None


def label(code: str) -> str:
    """Return the name of a purpose for people, or its code when nobody registered it."""
    found = _purposes.get(code)
    return str(found.label) if found else code.replace("_", " ").lower()


def is_reminder(code: str) -> bool:
    """Tell whether a purpose is a reminder; one that nobody registered is none."""
    found = _purposes.get(code)
    return found is not None and found.reminder


def circumstances(participant_ids: Collection[UUID], at: datetime) -> Mapping[UUID, Circumstances]:
    """Return what is known of each woman's case; who is missing has nothing that bears on it."""
    if not _ask_circumstances:
        return {}
    known = _asked.get()
    if known is None:
        return _ask_circumstances[0](participant_ids, at)
    missing = [pk for pk in participant_ids if pk not in known]
    if missing:
        found = _ask_circumstances[0](missing, at)
        known.update({pk: found.get(pk, Circumstances()) for pk in missing})
    return {pk: known[pk] for pk in participant_ids}


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask about each woman's case once for all the messages that one act writes.

    Only around writing: what is known of her case does not change by owing her a letter.
    """
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def register_case_page(address: CasePage) -> None:
    """Say at which address the case stands that an `about_id` belongs to."""
    _case_page[:] = [address]


def case_page(about_id: UUID | None) -> str:
    """Return the address of the case a message is about, or nothing where nobody knows it."""
    return _case_page[0](about_id) if _case_page and about_id else ""
