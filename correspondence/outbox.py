"""Sending what is due: claim, ask again, mark that the effect begins, act (design.md §5 rule 6).

Whatever crashes, nothing goes twice and nothing is lost. A lease claims a row. Just before the
outside call the gate, `not_after` and "still wanted" are asked again and `effect_started_at` is
committed. A lease that lapses before that mark is queued again; after it, nobody can tell, and a
person is asked "was this sent?", unless the adapter can look its key up.

No text or e-mail disturbs a woman at night, at a weekend or on a bank holiday, whenever it was due.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from audit import trail
from correspondence import asking, digest, letters, links, messages, registry, tracing, wake
from correspondence.adapters import adapters
from correspondence.adapters.base import Adapter, Content, Doubt, Rejected, Trouble
from correspondence.endings import Ending, finish, put_back
from correspondence.facts import Facts
from correspondence.gate import Destination
from correspondence.lateness import reaching
from correspondence.models import Message
from correspondence.moves import move
from correspondence.pdf import EngineMissing
from correspondence.querysets import DIGEST, MessageQuerySet
from correspondence.statuses import KEEPS_HOURS, Channel, Wording
from correspondence.words import trying
from correspondence.writing import whose_words
from programmes.models import ClosedDay
from programmes.sending_times import may_disturb, may_disturb_from

logger = logging.getLogger(__name__)

LEASE = tracing.LEASE
AT_ONCE = 20
MANY = 200
Clock = Callable[[], datetime]


@dataclass
class Tally:
    """What one run did, for the log and for `manage.py send_due`."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, number: int = 1) -> None:
        """Count something that happened."""
        if number:
            self.counts[what] = self.counts.get(what, 0) + number


def send_due(*, clock: Clock, limit: int | None = None) -> Tally:
    """Do everything that is due: mend lapsed leases, expire, then send up to `limit` messages.

    Ten thousand letters may fall due at one moment, and the clock knocks once a minute: a sweep that has
    more before it than it does wakes another, which does the same, until every worker has some.

    :param limit: a sweep's share; None: `JUNO_MESSAGES_A_SWEEP`.
    """
    tally = Tally()
    tally.add("recovered", tracing.recover(clock))
    tally.add("asked after", tracing.ask_after(clock))
    tally.add("too late", expire(clock()))
    tally.add("calls not needed", drop_calls(clock()))
    left = settings.JUNO_MESSAGES_A_SWEEP if limit is None else limit
    if _sendable(clock())[left : left + 1].exists():
        wake.worker()
    while left > 0:
        claimed = claim(clock(), min(AT_ONCE, left))
        if not claimed:
            break
        for message in claimed:
            tally.add(send(message, clock=clock))
        left -= len(claimed)
    return tally


def claim(at: datetime, number: int = AT_ONCE) -> list[Message]:
    """Take some due messages under a lease, passing over what another worker holds."""
    with transaction.atomic():
        found = list(_sendable(at).select_for_update(skip_locked=True)[:number])
        for message in found:
            tries = message.attempts + 1
            until = at + LEASE
            move(
                message,
                "claim",
                by=trail.SERVICE,
                at=at,
                record=False,
                lease_until=until,
                attempts=tries,
            )
        return found


def _sendable(at: datetime) -> MessageQuerySet:
    """Return what may go now, the longest due first."""
    ours = frozenset({Channel.LETTER, *adapters()})  # a letter is made by the worker, whoever posts it
    due = Message.objects.claimable(at, ours)
    return due if may_disturb(at, ClosedDay.days()) else due.to_no_woman_at_once()


def expire(at: datetime) -> int:
    """End what would come too late to be of use; return how many.

    What may not disturb her now and would be too late by the time it may is ended at once, so that
    somebody can still do something about it.
    """
    opens_at = may_disturb_from(at, ClosedDay.days())
    ended = _expire(Message.objects.expired(at, posted=reaching(Channel.LETTER, at)), "NOT_AFTER", at)
    if opens_at > at:
        ended += _expire(Message.objects.shut_out(opens_at), "HOURS", at)
    return ended


def _expire(messages: MessageQuerySet, why: str, at: datetime) -> int:
    with transaction.atomic():
        found = list(messages.select_for_update(skip_locked=True)[:MANY])
        for message in found:
            move(message, "expire", by=trail.SERVICE, at=at, why=why, lease_until=None)
        return len(found)


def drop_calls(at: datetime) -> int:
    """Ask of each call, once, when it falls due, whether it is still wanted; return how many are not."""
    with transaction.atomic():
        due = Message.objects.calls_due(at).filter(attempts=0).order_by("due_at", "pk")
        dropped = 0
        for call in due.select_for_update(skip_locked=True)[:MANY]:
            if asking.is_wanted(call) is False:
                move(call, "withdraw", by=trail.SERVICE, at=at, why="NOT_WANTED")
                dropped += 1
            else:
                call.attempts = 1
                call.save(update_fields=["attempts"])
        return dropped


def send(message: Message, *, clock: Clock) -> str:
    """Send, or make the PDF of, one claimed message; return what became of it in a word.

    A letter that somebody else prints and posts is made first: a crash then costs only the making.
    """
    adapter = adapters().get(Channel(message.channel))
    if message.channel == Channel.LETTER:
        made = _render(message, clock=clock, to_print=adapter is None)
        if adapter is None or made != "rendered":
            return made
    if adapter is None:
        raise LookupError(f"Nothing carries a {message.channel}")
    if trying.has_letter(message) and (made := _render(message, clock=clock, to_print=False)) != "rendered":
        return made
    return _hand_over(message, adapter, clock=clock)


def _hand_over(message: Message, adapter: Adapter, *, clock: Clock) -> str:
    if _disturbs_her(message, clock()):  # the day ended since it was claimed
        return put_back(message, clock())
    try:
        leave = asking.begin(message, by=trail.SERVICE, at=clock(), lease=LEASE, carrier=adapter.carrier)
    except Exception as error:  # noqa: BLE001  whoever was asked failed: hold nobody else up
        logger.error("A message could not be asked about: %s", type(error).__name__)
        return finish(message, Ending("try_later", "ASKING"), clock())
    if leave is None:
        return "stopped"
    return finish(leave.message, _act(leave, adapter, clock()), clock())


def _disturbs_her(message: Message, at: datetime) -> bool:
    if message.participant_id is None or message.channel not in KEEPS_HOURS:
        return False
    return not may_disturb(at, ClosedDay.days())


def _act(leave: asking.Leave, adapter: Adapter, at: datetime) -> Ending:
    """Make the outside call, and say how it ended."""
    in_doubt = "look_up" if adapter.tells else "doubt"
    try:
        ref = adapter.send(leave.to, _content(leave.message, leave.to, at))
    except Trouble as trouble:
        return Ending("try_later", str(trouble))
    except Rejected as rejected:
        return Ending("fail", rejected.code)
    except Doubt as doubt:
        return Ending(in_doubt, str(doubt))
    except Exception as error:  # noqa: BLE001  unforeseen: hold nobody else up, send nothing twice
        logger.error("A message could not be sent: %s", type(error).__name__)
        return Ending(in_doubt, "CRASHED")
    return Ending("mark_sent", ref=ref, tells=adapter.tells)


def _content(message: Message, to: Destination, at: datetime) -> Content:
    if to.wording is not Wording.OFFICIAL:
        body = message.body or b""
        return Content(
            str(message.pk), message.subject or "", links.words_to_send(message, at=at), bytes(body)
        )
    if trying.is_test(message):
        return Content(str(message.pk), trying.subject(), trying.words(message))
    purpose = registry.purpose(message.purpose)
    address = settings.JUNO_PUBLIC_URL + (purpose.link(message) if purpose.link else "/")
    with translation.override(message.language):
        if message.purpose == DIGEST:
            words = messages.digest_words(digest.items(message), address)
            return Content(str(message.pk), messages.digest_subject(), words)
        return Content(
            str(message.pk),
            messages.official_subject(message.reference),
            messages.official_words(message.reference, address, says=str(purpose.says)),
        )


def _render(message: Message, *, clock: Clock, to_print: bool) -> str:
    """Make a letter's PDF. Nothing leaves the building yet, so a crash here is tried again."""
    try:
        with transaction.atomic():
            leave = asking.ask_again(message, by=trail.SERVICE, at=clock())
            if leave is None:
                return "stopped"
            _keep_pdf(leave, clock(), to_print=to_print)
            return "rendered"
    except EngineMissing as missing:
        logger.error("No letter can be made: %s", missing)
        return finish(message, Ending("try_later", "PDF_ENGINE"), clock())
    except Exception as error:  # noqa: BLE001  one bad letter must not hold the others up
        logger.error("A letter could not be made: %s", type(error).__name__)
        return finish(message, Ending("try_later", "PDF"), clock())


def _keep_test(message: Message) -> None:
    message.body = letters.letter_pdf(trying.letter_html(message))
    message.body_sha256 = sha256(message.body).hexdigest()
    message.save(update_fields=["body", "body_sha256"])


def _keep_pdf(leave: asking.Leave, at: datetime, *, to_print: bool) -> None:
    if trying.is_test(leave.message):
        _keep_test(leave.message)
        return
    message, facts = leave.message, Facts.thawed(leave.message.words or "")
    page = asking.page_goes(leave, at=at)
    html = letters.letter_html(
        message.purpose,
        facts,
        leave.to,
        language=message.language,
        whose=whose_words(message, facts),
        page=links.address(message.about_id, at=at) if page else "",
    )
    body = letters.letter_pdf(html)
    made: dict[str, Any] = {
        "wording": leave.to.wording,
        "page": page,
        "body": body,
        "body_sha256": sha256(body).hexdigest(),
        "sent_to": "\n".join(leave.to.to),
    }
    if to_print:
        move(message, "render", by=trail.SERVICE, at=at, lease_until=None, **made)
        return
    for name, value in made.items():
        setattr(message, name, value)
    message.save(update_fields=list(made))
