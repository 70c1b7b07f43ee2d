"""What the pages of letters and texts show, as plain values: templates decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from correspondence import holding, instead, links, messages, registry, tracing
from correspondence.facts import LONDON, clock, short_day
from correspondence.in_hand import is_in_hand
from correspondence.models import Message, Reply
from correspondence.querysets import MessageQuerySet
from correspondence.statuses import Channel, MessageStatus

MOST = 100
S = MessageStatus
COLOURS: dict[str, str] = {
    S.QUEUED: "grey",
    S.SENDING: "blue",
    S.RENDERED: "grey",
    S.BATCHED: "blue",
    S.UNSURE: "yellow",
    S.FAILED: "orange",
    S.REFUSED_UNSAFE: "red",
    S.TOO_LATE: "orange",
}


@dataclass(frozen=True)
class Row:
    """One message in a list: initials and reference, never a name."""

    url: str
    who: str
    reference: str
    what: str
    channel: str
    due: str
    status: str
    colour: str
    why: str
    advice: str = ""


@dataclass(frozen=True)
class Section:
    """One list of the outbox page."""

    id: str
    title: str | Promise
    hint: str | Promise
    rows: list[Row]
    more: bool


@dataclass(frozen=True)
class ReplyRow:
    """A text that came back. `about` is what she had been sent last."""

    url: str
    who: str
    reference: str
    came: str
    about: str
    stops: bool


def outbox(visible: MessageQuerySet, at: datetime) -> list[Section]:
    """Return the lists of the outbox page that have anything in them."""
    week = visible.filter(status=S.QUEUED, due_at__gt=at, due_at__lte=at + timedelta(days=7))
    week = week.filter(held_at__isnull=True)
    lists: tuple[tuple[str, str | Promise, str | Promise, MessageQuerySet], ...] = (
        (
            "unsure",
            gettext_lazy("Was this sent?"),
            gettext_lazy(
                "Nobody can tell whether these went. Look in the sent mail, on the phone or at the provider, then say."
            ),
            visible.sent_or_not(at=at, begun_by=at - tracing.LOOKED_AT),
        ),
        (
            "nobody-knows",
            gettext_lazy("Nobody can tell whether these went"),
            gettext_lazy("Reach her another way, or say that it is dealt with."),
            visible.nobody_can_tell(),
        ),
        (
            "texts",
            gettext_lazy("Texts to send from the office phone"),
            gettext_lazy("Open one, send it, and tick it. The number is checked once more when you open it."),
            visible.texts_due(at),
        ),
        (
            "in-hand",
            gettext_lazy("Texts somebody has opened"),
            gettext_lazy("Tick them as sent, or say that they could not be sent."),
            visible.texts_in_hand(),
        ),
        (
            "calls",
            gettext_lazy("Ring instead of writing"),
            gettext_lazy("These could not be written safely, or her answers need asking again."),
            visible.calls_due(at),
        ),
        (
            "to-tell",
            gettext_lazy("To tell her by word of mouth"),
            gettext_lazy(
                "Through the person she trusts, or when you see her. Open one to see what may be said."
            ),
            visible.to_tell(at),
        ),
        (
            "failed",
            gettext_lazy("Could not be sent"),
            gettext_lazy("Each needs somebody to decide what to do."),
            visible.needing_a_person().exclude(status=S.UNSURE),
        ),
        (
            "held",
            gettext_lazy("Held back"),
            gettext_lazy("These do not go until somebody lets them go. Each has its reason."),
            visible.held(),
        ),
        ("week", gettext_lazy("The next seven days"), "", week),
    )
    found = [list(listed(rows).order_by("due_at", "pk")[: MOST + 1]) for *_words, rows in lists]
    holding.preload_reasons(message for some in found for message in some)
    next_ways = instead.suggestions((message for some in found for message in some[:MOST]), at=at)
    return [
        Section(id_, title, hint, [row(message, next_ways) for message in some[:MOST]], len(some) > MOST)
        for (id_, title, hint, _rows), some in zip(lists, found, strict=True)
        if some
    ]


def listed(rows: MessageQuerySet) -> MessageQuerySet:
    """Load what a list shows and nothing sealed."""
    return rows.select_related("participant", "staff").defer("subject", "words", "facts", "body", "sent_to")


def row(message: Message, next_ways: Mapping[UUID, list[Channel]] | None = None) -> Row:
    """Return one message for a list. :param next_ways: of each that did not reach her, the ways to try."""
    ways = (next_ways or {}).get(message.pk)
    return Row(
        url=reverse("correspondence:message", args=[message.pk]),
        who=who(message),
        reference=message.reference,
        what=registry.label(message.purpose),
        channel=str(Channel(message.channel).label),
        due=moment(message.due_at),
        status=where_it_is(message),
        colour="purple" if holding.is_held(message) else COLOURS.get(message.status, ""),
        why=holding.in_words(message) or (messages.why(message.why) if message.why else ""),
        advice="" if ways is None else messages.advice(ways),
    )


def where_it_is(message: Message) -> str:
    """Return its status for people; of what somebody holds, that it is held."""
    return (
        _("Held back") if holding.is_held(message) else messages.status_words(message.channel, message.status)
    )


def words_shown(message: Message, *, now: datetime, shut: str = "") -> str:
    """Return the words of a text or e-mail; a letter is read as its PDF, a call has none.

    The link to her own page is shown only to whoever has the text open to send it.

    :param shut: why a text in hand may not be sent any more: then nobody needs its words.
    """
    if shut or message.channel not in {Channel.TEXT, Channel.EMAIL} or message.participant is None:
        return ""
    if is_in_hand(message):
        return links.words_to_send(message, at=now)
    return message.words or ""


def who(message: Message) -> str:
    """Return her initials, or the officer or team a message is for."""
    if message.participant is not None:
        initials: str = message.participant.initials
        return initials
    return str(message.staff) if message.staff is not None else message.team_address


def moment(at: datetime) -> str:
    """Return "Wed 11 Nov, 10am" on the clock of Europe/London."""
    local = timezone.localtime(at, LONDON)
    return f"{short_day(local.date())}, {clock(local)}"


def reply_rows(replies: Iterable[Reply]) -> list[ReplyRow]:
    """Return texts that came back for a list: not a word of them."""
    return [
        ReplyRow(
            url=reverse("correspondence:reply", args=[reply.pk]),
            who=reply.participant.initials if reply.participant else _("A number nobody has"),
            reference=reply.message.reference if reply.message else "",
            came=moment(reply.received_at),
            about=registry.label(reply.message.purpose) if reply.message else "",
            stops=reply.asks_to_stop,
        )
        for reply in replies
    ]
