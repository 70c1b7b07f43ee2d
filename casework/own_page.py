"""Her own page as a caseworker sees it: whether she may have a link, what she pressed, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework.case_page import Opened
from casework.history import moment, name_only
from casework.messages import day
from casework.queues import READ, Moment, Queue, Row
from casework.rows import name_of
from casework.tabs.cards import Card, Fact, Words
from correspondence import links
from correspondence.models import Message, PageLink
from correspondence.statuses import Channel, WhyEnded
from participants.messages import WHY_NOT
from participants.safe_contact import Allowed, Way, decide
from referrals.models import Referral
from workshops import her_page
from workshops.models import HerAnswer
from workshops.statuses import HerWord

QUEUE = "own-pages"
TITLE = _("What women pressed on their own pages")
WHAT_NEXT: dict[HerWord, Promise] = {
    HerWord.CANNOT: _(
        "Ring her where that is safe. Ask what is in the way: help with childcare or travel may be enough. "
        "If not, move her to another day. Her booking stands until you change it."
    ),
    HerWord.CALL_ME: _(
        "Ring her at a time that is safe for her. It goes from Today once you have spoken to her."
    ),
    HerWord.COMING: _("Nothing needs doing."),
}


@dataclass(frozen=True)
class Pressed:
    """One thing she pressed."""

    words: Words
    day: str
    when: str
    url: str


@dataclass(frozen=True)
class LinkPage:
    """The page of the link: its facts, and what may be done."""

    facts: Sequence[Fact]
    allowed: bool
    works: bool
    pressed: Sequence[Pressed]


@dataclass(frozen=True)
class AnswerPage:
    """The page of one thing she pressed, and what to do about it."""

    title: Words
    day: str
    when: str
    what_next: Words
    settled: str
    to_do: bool
    case_url: str
    call_url: str
    book_url: str


def waiting(at: Moment) -> Queue:
    """Return what women pressed and nobody took up, the oldest first."""
    rows = HerAnswer.objects.visible_to(at.user).to_deal_with(at.now)
    found = list(rows.select_related(*_SHOWN).order_by("said_at", "pk")[:READ])
    drawn = [
        Row(
            title=name_of(row.referral),
            url=reverse("casework:case", args=[row.referral_id]),
            facts=[row.referral.reference, _what(row)],
            urgent=day(timezone.localdate(row.said_at)),
            action_url=reverse("casework:her_answer", args=[row.pk]),
            action=_("What to do"),
            button_hidden=row.referral.reference,
        )
        for row in found
    ]
    return Queue(QUEUE, TITLE, drawn, len(drawn), subjects=[row.referral for row in found])


def to_take_up(case: Referral, *, now: datetime) -> list[Pressed]:
    """Return what she pressed on this case and nobody took up."""
    rows = HerAnswer.objects.filter(referral=case).to_deal_with(now)
    return [_pressed(row) for row in rows.select_related("place__workshop").order_by("said_at")]


def card(opened: Opened, *, now: datetime) -> list[Card]:
    """Return the card on the Contact tab; none before she has a record."""
    if opened.situation is None:
        return []
    change = reverse("casework:own_page", args=[opened.case.pk]) if opened.head.is_open else ""
    return [Card(_("Her own page"), _facts(opened, now), change)]


def link_page(opened: Opened, *, now: datetime) -> LinkPage:
    """Return the page of her link."""
    allowed = opened.situation is not None and isinstance(decide(Way.PAGE, opened.situation, at=now), Allowed)
    rows = HerAnswer.objects.standing().filter(referral=opened.case).select_related("place__workshop")
    return LinkPage(
        facts=_facts(opened, now),
        allowed=allowed,
        works=bool(links.address(opened.case.pk, at=now)),
        pressed=[_pressed(row) for row in rows.order_by("-said_at")],
    )


def answer_page(row: HerAnswer) -> AnswerPage:
    """Return the page of one thing she pressed."""
    settled = ""
    if row.undone_at is not None:
        settled = _g("She has changed her answer since.")
    elif row.dealt_with_at is not None:
        facts = {"who": name_only(row.dealt_with_by), "when": moment(row.dealt_with_at)}
        settled = _g("%(who)s dealt with this, %(when)s.") % facts
    return AnswerPage(
        title=HerWord(row.answer).label,
        day=_day(row),
        when=moment(row.said_at),
        what_next=WHAT_NEXT[HerWord(row.answer)],
        settled=settled,
        to_do=not settled and row.answer != HerWord.COMING,
        case_url=reverse("casework:case", args=[row.referral_id]),
        call_url=reverse("casework:call", args=[row.referral_id]),
        book_url=reverse("workshops:book", args=[row.referral_id]) if row.place_id else "",
    )


_SHOWN = ("referral__participant", "referral__person", "place__workshop")


def _facts(opened: Opened, now: datetime) -> list[Fact]:
    assert opened.situation is not None  # noqa: S101 (the callers ask)
    decision = decide(Way.PAGE, opened.situation, at=now)
    allowed = _("Yes") if isinstance(decision, Allowed) else WHY_NOT[decision.why]
    link, seen = her_page.last_link(opened.case.pk)
    return [
        Fact(_("May she have a link?"), allowed),
        Fact(_("The link"), _link(link, now)),
        Fact(_("Last opened"), day(timezone.localdate(seen)) if seen else _("Not yet")),
    ]


def _link(link: PageLink | None, now: datetime) -> str:
    if link is None:
        return _g("None yet: it goes along with the next letter or text about her dates.")
    if link.ended_at is not None:
        return _g("Stopped on %(day)s: %(why)s.") % {
            "day": day(timezone.localdate(link.ended_at)),
            "why": str(WhyEnded(link.why_ended).label).lower(),
        }
    if link.expires_on < timezone.localdate(now):
        return _g("Ran out on %(day)s.") % {"day": day(link.expires_on)}
    return _g("Works until the end of %(day)s.") % {"day": day(link.expires_on)}


def _pressed(row: HerAnswer) -> Pressed:
    return Pressed(
        HerWord(row.answer).label,
        _day(row),
        moment(row.said_at),
        reverse("casework:her_answer", args=[row.pk]),
    )


def _day(row: HerAnswer) -> str:
    return day(timezone.localdate(row.place.workshop.starts_at)) if row.place else ""


def _what(row: HerAnswer) -> str:
    words = str(HerWord(row.answer).label)
    return f"{words}: {_day(row)}" if row.place else words


def how_it_goes(sent: Message | None) -> str:
    """Say how a new link reaches her."""
    if sent is None:
        return _g("It goes along with the next letter about her dates.")
    return (
        _g("It goes to her by itself.")
        if sent.channel == Channel.EMAIL
        else _g("The text with it is in the outbox: send it from the office phone.")
    )
