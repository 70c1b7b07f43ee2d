"""May we reach her this way, and how much may we say? (design.md §5 rule 5). No Django here.

The rule is a function of plain values: what was said about each way of reaching her, by whom, and
what has happened since. It never looks anything up. `correspondence.gate` gathers the values, asks,
and is the only one that may act on the answer.

NO is never overridden. Only she can turn her own NO into YES; what police say never undoes it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from programmes import working_days

# Her answers hold for this long after she gave them or last spoke to us.
HOLD = timedelta(days=28)


class Way(StrEnum):
    """A way of reaching her."""

    CALL = "CALL"
    VOICEMAIL = "VOICEMAIL"
    TEXT = "TEXT"
    EMAIL = "EMAIL"
    POST = "POST"
    TRUSTED_PERSON = "TRUSTED_PERSON"
    IN_PERSON = "IN_PERSON"
    PAGE = "PAGE"  # her own page: a link in what we write; by itself it reaches nobody


class Answer(StrEnum):
    YES = "YES"
    NO = "NO"
    NOT_ASKED = "NOT_ASKED"


class Source(StrEnum):
    """Who asked her: an officer, or one of our workers whom she answered herself."""

    POLICE = "POLICE"
    HERSELF = "HERSELF"


class Detail(StrEnum):
    """Whether we have what the way needs: a number, an address."""

    GOOD = "GOOD"
    MISSING = "MISSING"
    INCOMPLETE = "INCOMPLETE"
    WRONG = "WRONG"
    NOT_A_MOBILE = "NOT_A_MOBILE"
    NO_FIXED_ADDRESS = "NO_FIXED_ADDRESS"
    CAME_BACK = "CAME_BACK"


class Words(StrEnum):
    """How much may be said."""

    FULL = "FULL"
    DISCREET = "DISCREET"
    PLEASE_RING = "PLEASE_RING"
    NAME_ONLY = "NAME_ONLY"


class WhyNot(StrEnum):
    """Why the gate stays shut. `participants.messages.WHY_NOT` has the sentences."""

    SHE_SAID_NO = "SHE_SAID_NO"
    POLICE_SAID_NO = "POLICE_SAID_NO"
    NOT_ASKED = "NOT_ASKED"
    NOT_ALONE = "NOT_ALONE"
    ONLY_SHE_MAY_SAY = "ONLY_SHE_MAY_SAY"
    SOMEBODY_ELSE_ANSWERED = "SOMEBODY_ELSE_ANSWERED"
    ASK_AGAIN = "ASK_AGAIN"
    RING_INSTEAD = "RING_INSTEAD"
    NO_NUMBER = "NO_NUMBER"
    NUMBER_WRONG = "NUMBER_WRONG"
    NOT_A_MOBILE = "NOT_A_MOBILE"
    NO_EMAIL = "NO_EMAIL"
    NO_ADDRESS = "NO_ADDRESS"
    ADDRESS_INCOMPLETE = "ADDRESS_INCOMPLETE"
    NO_FIXED_ADDRESS = "NO_FIXED_ADDRESS"
    POST_CAME_BACK = "POST_CAME_BACK"
    POST_NOT_ASKED = "POST_NOT_ASKED"
    DANGER = "DANGER"
    PUBLISHED_NUMBER = "PUBLISHED_NUMBER"
    ERASED = "ERASED"


class Hurdle(StrEnum):
    """What must be seen first before two people may release a letter to a woman nobody could ask."""

    REFUSED = "REFUSED"  # post is refused for a reason that no release lifts
    CALLS_LEFT = "CALLS_LEFT"
    POLICE_MAY_ANSWER = "POLICE_MAY_ANSWER"


@dataclass(frozen=True)
class Said:
    """One answer about one way: YES or NO (a NOT_ASKED says nothing and may be left out).

    :param ended: a YES for a number or an address that is not hers any more. It opens nothing, and what she
        said before it had ended when she said it.
    """

    way: Way
    answer: Answer
    source: Source
    at: datetime
    alone: bool = False
    ended: bool = False


@dataclass(frozen=True)
class Situation:
    """Everything the rule looks at.

    :param said: the history, in any order.
    :param renewed_at: when she last spoke to us, or answered the register's question, herself.
    :param stopped: somebody else answered, and no safe route is known since.
    :param released: two people have released one discreet letter that has not been used.
    :param police_silent: our question to police has had no answer for three working days.
    """

    said: tuple[Said, ...] = ()
    renewed_at: datetime | None = None
    details: dict[Way, Detail] = field(default_factory=dict)
    discreet: bool = False
    withheld_number: bool = True
    needs_reading_help: bool = False
    stopped: bool = False
    danger: bool = False
    calls_exhausted: bool = False
    police_silent: bool = False
    released: bool = False
    erased: bool = False


@dataclass(frozen=True)
class Allowed:
    """The way is open: with these words, from such a number, held until the instant given.

    :param page: the link to her own page may go along.
    """

    wording: Words
    withheld_number: bool
    by_herself: bool
    holds_until: datetime | None = None
    uses_release: bool = False
    page: bool = False


@dataclass(frozen=True)
class Refused:
    """The way is shut. `ring_instead`: what was to be written should be said in a call."""

    why: WhyNot
    ring_instead: bool = False


Decision = Allowed | Refused

ON_HER_PHONE = frozenset({Way.CALL, Way.VOICEMAIL, Way.TEXT})
_WRITTEN = frozenset({Way.TEXT, Way.EMAIL, Way.POST})
_NEED_NO_DETAIL = frozenset({Way.TRUSTED_PERSON, Way.IN_PERSON, Way.PAGE})


def decide(way: Way, situation: Situation, *, at: datetime, reminder: bool = False) -> Decision:
    """Tell whether she may be reached by `way` at the instant `at`, and with which words.

    :param at: aware; the moment it would reach her, so that answers too old do not count.
    :param reminder: a written reminder; she who needs help with reading is rung instead.
    """
    decision = _decide(way, situation, at=at, reminder=reminder)
    if way not in _WRITTEN or not isinstance(decision, Allowed) or not decision.by_herself:
        return decision
    return replace(decision, page=isinstance(_decide(Way.PAGE, situation, at=at), Allowed))


def _decide(way: Way, situation: Situation, *, at: datetime, reminder: bool = False) -> Decision:
    if situation.erased:
        return Refused(WhyNot.ERASED)
    hers, theirs = _latest(situation, way, Source.HERSELF), _latest(situation, way, Source.POLICE)
    if no := _standing_no(hers, theirs):
        return Refused(no, ring_instead=way is not Way.CALL)
    if situation.stopped and (way in ON_HER_PHONE or way is Way.PAGE or hers is None):
        return Refused(WhyNot.SOMEBODY_ELSE_ANSWERED)
    if bad := _detail_trouble(way, situation.details.get(way, Detail.MISSING)):
        return Refused(bad, ring_instead=way not in ON_HER_PHONE)
    if reminder and way in _WRITTEN and situation.needs_reading_help:
        return Refused(WhyNot.RING_INSTEAD, ring_instead=True)
    if hers is not None:
        return _by_her_answer(way, hers, situation, at)
    # A yes that police heard held until she answered a worker herself.
    over = theirs is not None and theirs.alone and has_answered(situation)
    return _unasked(way, None if over else theirs, situation)


def ways_open(situation: Situation, *, at: datetime) -> frozenset[Way]:
    """Return every way that is open now. None left means: police are asked to see her."""
    reaching = frozenset(Way) - {Way.PAGE}
    return frozenset(way for way in reaching if isinstance(decide(way, situation, at=at), Allowed))


def hurdles(situation: Situation, *, at: datetime) -> tuple[Hurdle, ...]:
    """Return what still stands before a release by two people; empty when they may release a letter."""
    anyway = replace(situation, calls_exhausted=True, police_silent=True, released=True)
    decision = decide(Way.POST, anyway, at=at)
    if not (isinstance(decision, Allowed) and decision.uses_release):
        return (Hurdle.REFUSED,)
    seen = {
        Hurdle.CALLS_LEFT: situation.calls_exhausted,
        Hurdle.POLICE_MAY_ANSWER: situation.police_silent,
    }
    return tuple(hurdle for hurdle, done in seen.items() if not done)


def has_answered(situation: Situation) -> bool:
    """Tell whether she has answered a worker herself, about any way."""
    return any(s.source is Source.HERSELF and s.answer is not Answer.NOT_ASKED for s in situation.said)


def ask_again_on(
    due_on: date, holds_until: date, *, closed: Collection[date] = working_days.NO_DAYS
) -> date | None:
    """Return the day for an "ask again" call, or None when her answers still hold when it is due.

    It lies five working days before `due_on`; `closed` days are the provider's own.
    """
    if due_on <= holds_until:
        return None
    return working_days.add_working_days(due_on, -5, closed)


def _latest(situation: Situation, way: Way, source: Source) -> Said | None:
    spoken = [
        said
        for said in situation.said
        if said.way is way and said.source is source and said.answer is not Answer.NOT_ASKED
    ]
    # Of two answers given at one instant, NO counts; of two that say yes, the one that stands.
    newest = max(spoken, key=lambda said: (said.at, said.answer is Answer.NO, not said.ended), default=None)
    return None if newest is None or newest.ended else newest


def _standing_no(hers: Said | None, theirs: Said | None) -> WhyNot | None:
    """Return which NO stands: hers always, that of police unless she has said YES since."""
    if hers is not None and hers.answer is Answer.NO:
        return WhyNot.SHE_SAID_NO
    if theirs is not None and theirs.answer is Answer.NO and (hers is None or hers.at <= theirs.at):
        return WhyNot.POLICE_SAID_NO
    return None


def _detail_trouble(way: Way, detail: Detail) -> WhyNot | None:
    if way in _NEED_NO_DETAIL or detail is Detail.GOOD:
        return None
    if detail is Detail.NOT_A_MOBILE:
        return WhyNot.NOT_A_MOBILE if way is Way.TEXT else None
    if way is Way.EMAIL:
        return WhyNot.NO_EMAIL
    if way is Way.POST:
        return {
            Detail.INCOMPLETE: WhyNot.ADDRESS_INCOMPLETE,
            Detail.NO_FIXED_ADDRESS: WhyNot.NO_FIXED_ADDRESS,
            Detail.CAME_BACK: WhyNot.POST_CAME_BACK,
        }.get(detail, WhyNot.NO_ADDRESS)
    return WhyNot.NUMBER_WRONG if detail is Detail.WRONG else WhyNot.NO_NUMBER


def _by_her_answer(way: Way, hers: Said, situation: Situation, at: datetime) -> Decision:
    """She told a worker herself: her answer holds, 28 days past the last time she spoke to us."""
    spoken = max(moment for moment in (hers.at, situation.renewed_at) if moment is not None)
    holds_until = spoken + HOLD
    if at > holds_until and way is not Way.CALL:
        return Refused(WhyNot.ASK_AGAIN, ring_instead=True)
    if way is Way.CALL and at > holds_until:
        return Allowed(Words.NAME_ONLY, withheld_number=True, by_herself=True, holds_until=holds_until)
    words = Words.DISCREET if situation.discreet else Words.FULL
    return Allowed(words, situation.withheld_number, by_herself=True, holds_until=holds_until)


def _unasked(way: Way, theirs: Said | None, situation: Situation) -> Decision:
    """No worker asked her about this way: only what police heard from her, while that counts."""
    if way is Way.CALL:
        return Allowed(Words.NAME_ONLY, withheld_number=True, by_herself=False)
    if way in _NEED_NO_DETAIL:
        return Refused(WhyNot.ONLY_SHE_MAY_SAY)
    if way is Way.POST:
        return _post_unasked(theirs, situation)
    if theirs is None:
        return Refused(WhyNot.NOT_ASKED, ring_instead=True)
    if not theirs.alone:
        return Refused(WhyNot.NOT_ALONE, ring_instead=True)
    return Allowed(Words.DISCREET, withheld_number=True, by_herself=False)


def _post_unasked(theirs: Said | None, situation: Situation) -> Decision:
    if theirs is not None:
        if theirs.alone:
            return Allowed(Words.PLEASE_RING, withheld_number=True, by_herself=False)
        return Refused(WhyNot.NOT_ALONE, ring_instead=True)
    if situation.danger:
        return Refused(WhyNot.DANGER, ring_instead=True)
    if situation.calls_exhausted and situation.police_silent and situation.released:
        return Allowed(Words.PLEASE_RING, withheld_number=True, by_herself=False, uses_release=True)
    return Refused(WhyNot.POST_NOT_ASKED, ring_instead=True)
