"""Questions about messages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.access import memberships
from accounts.roles import CASEWORKERS
from correspondence.statuses import (
    BY_WORD,
    CANNOT_TELL,
    GONE,
    HOLDABLE,
    KEEPS_HOURS,
    NEEDS_A_PERSON,
    WITHDRAWABLE,
    Channel,
    MessageStatus,
)

if TYPE_CHECKING:
    from correspondence.models import (  # noqa: F401  (named in the base classes)
        Message,
        PageLink,
        PrintRun,
        Reply,
        ReturnedLetter,
    )

S = MessageStatus
DIGEST = "DIGEST"


class MessageQuerySet(models.QuerySet["Message"]):
    """The doorway to messages: the provider's caseworkers."""

    def visible_to(self, user: Any) -> MessageQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(provider__in={m.organisation_id for m in held})

    def needing_a_person(self) -> MessageQuerySet:
        """Messages that did not go, or may not have: each is somebody's work."""
        return self.filter(status__in=NEEDS_A_PERSON)

    def nobody_can_tell(self) -> MessageQuerySet:
        """Messages of which somebody has said that it cannot be found out whether they went."""
        return self.filter(status=S.UNSURE, why=CANNOT_TELL)

    def sent_or_not(self, *, at: datetime, begun_by: datetime) -> MessageQuerySet:
        """Messages to ask a person about, those too that no sweep has looked at since their lease ran out.

        Each has `begun`, the moment its sending began.

        :param begun_by: a sweep would have looked by now at what was begun by then.
        """
        forgotten = Q(status=S.SENDING, lease_until__lte=at, effect_started_at__lte=begun_by)
        asked = self.filter(Q(status=S.UNSURE) & ~Q(why=CANNOT_TELL) | forgotten)
        # One condition that the index answers, besides the two.
        return asked.filter(status__in=[S.UNSURE, S.SENDING]).annotate(
            begun=Coalesce("effect_started_at", "due_at")
        )

    def gone_or_going(self) -> MessageQuerySet:
        """Messages that have gone, or may have: those too whose sending has begun."""
        going = Q(status=S.SENDING, effect_started_at__isnull=False)
        return self.filter(Q(status__in=GONE) | going)

    def calls_due(self, at: datetime) -> MessageQuerySet:
        """Calls to make by now: what could not be written, and "ask again" calls."""
        return self.filter(channel=Channel.CALL, status=S.QUEUED, due_at__lte=at)

    def to_tell(self, at: datetime) -> MessageQuerySet:
        """What is to be said to her by now through the person she trusts, or by whoever meets her."""
        return self.filter(channel__in=BY_WORD, status=S.QUEUED, due_at__lte=at)

    def texts_due(self, at: datetime) -> MessageQuerySet:
        """Texts to send by now from the office phone: where a provider sends them, those it did not take."""
        due = self.filter(channel=Channel.TEXT, status=S.QUEUED, due_at__lte=at, held_at__isnull=True)
        return due.filter(lease_until__gt=at) if settings.JUNO_TEXTS_BY else due

    def texts_in_hand(self) -> MessageQuerySet:
        """Texts somebody has opened to send and not ticked yet."""
        opened = self.filter(channel=Channel.TEXT, status=S.SENDING, effect_started_at__isnull=False)
        return opened.filter(carrier="")  # what a provider has is nobody's to tick

    def letters_to_print(self) -> MessageQuerySet:
        """Letters whose PDF is made, that are in no print run and that nobody holds."""
        return self.filter(channel=Channel.LETTER, status=S.RENDERED, held_at__isnull=True)

    def letters_to_make(self, at: datetime) -> MessageQuerySet:
        """Letters that are due and not made yet."""
        waiting = self.filter(channel=Channel.LETTER, status__in=[S.QUEUED, S.SENDING], due_at__lte=at)
        return waiting.filter(held_at__isnull=True)

    def held(self) -> MessageQuerySet:
        """Messages that wait and that somebody holds back."""
        return self.filter(held_at__isnull=False, status__in=HOLDABLE)

    def ending_by(self, end: datetime, *, posted: datetime, due: datetime) -> MessageQuerySet:
        """Messages of no use any more at `end`; those without such a time once they are due.

        :param posted: when a letter that is posted at `end` would reach her.
        """
        over = Q(not_after__lte=end) | Q(channel=Channel.LETTER, not_after__lte=posted)
        return self.filter(over | Q(not_after__isnull=True, due_at__lte=due))

    def about(self, about_id: UUID) -> MessageQuerySet:
        """Everything written about one thing, a referral or a booking, newest first."""
        return self.filter(about_id=about_id).order_by("-written_at", "-pk")

    def digests(self) -> MessageQuerySet:
        """The e-mails that gather a day's news for one person."""
        return self.filter(purpose=DIGEST)

    def not_gone(self) -> MessageQuerySet:
        """Messages that can still be taken back."""
        return self.filter(status__in=WITHDRAWABLE | NEEDS_A_PERSON)

    def not_begun(self) -> MessageQuerySet:
        """Messages that wait to go, those too that a worker has claimed and has not begun to send."""
        claimed = Q(status=S.SENDING, effect_started_at__isnull=True)
        return self.filter(Q(status__in=WITHDRAWABLE) | claimed)

    def claimable(self, at: datetime, channels: frozenset[Channel]) -> MessageQuerySet:
        """Messages for the worker to send now; `lease_until` of a queued one is its next try."""
        return self.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lte=at),
            held_at__isnull=True,
            status=S.QUEUED,
            channel__in=channels,
            due_at__lte=at,
        ).order_by("due_at", "pk")

    def to_no_woman_at_once(self) -> MessageQuerySet:
        """Messages that disturb no woman by going now: all but texts and e-mails to women."""
        return self.exclude(participant__isnull=False, channel__in=KEEPS_HOURS)

    def shut_out(self, opens_at: datetime) -> MessageQuerySet:
        """Texts and e-mails to women that would come too late, were they to wait until `opens_at`."""
        return self.filter(
            participant__isnull=False,
            channel__in=KEEPS_HOURS,
            status=S.QUEUED,
            not_after__lte=opens_at,
        ).order_by("pk")

    def lapsed(self, at: datetime) -> MessageQuerySet:
        """Messages whose worker, or whose person, never came back."""
        return self.filter(status=S.SENDING, lease_until__lte=at).order_by("lease_until", "pk")

    def to_ask_after(self, at: datetime) -> MessageQuerySet:
        """Messages that went, of which whoever carried them has not said yet what became of them."""
        return self.filter(ask_after_at__lte=at).order_by("ask_after_at", "pk")

    def expired(self, at: datetime, *, posted: datetime) -> MessageQuerySet:
        """Messages that would now come too late to be of use.

        :param posted: when a letter that is posted now would reach her.
        """
        late = Q(not_after__lte=at) | Q(channel=Channel.LETTER, not_after__lte=posted)
        return self.filter(late, status__in=[S.QUEUED, S.RENDERED]).order_by("pk")


class PageLinkQuerySet(models.QuerySet["PageLink"]):
    """Links to women's own pages. Nobody lists them: each is found by its secret or by its case."""

    def in_use(self) -> PageLinkQuerySet:
        """Links that nobody has ended."""
        return self.filter(ended_at__isnull=True)


class PrintRunQuerySet(models.QuerySet["PrintRun"]):
    """The doorway to print runs: the provider's caseworkers."""

    def visible_to(self, user: Any) -> PrintRunQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(provider__in={m.organisation_id for m in held})

    def open(self) -> PrintRunQuerySet:
        """Runs of which nobody has said yet whether they printed."""
        return self.filter(closed_at__isnull=True)

    def to_make(self) -> PrintRunQuerySet:
        """Runs whose file the worker has yet to make."""
        return self.open().filter(rendered_at__isnull=True)


class ReturnedLetterQuerySet(models.QuerySet["ReturnedLetter"]):
    """The doorway to letters that came back: the provider's caseworkers."""

    def visible_to(self, user: Any) -> ReturnedLetterQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(participant__provider__in={m.organisation_id for m in held})

    def from_where_she_lives(self) -> ReturnedLetterQuerySet:
        """Those sent to the address her record has now, which nobody has said is right after all."""
        return self.filter(
            found_right_at__isnull=True,
            address_lines=F("participant__address_lines"),
            postcode=F("participant__postcode"),
        )


class ReplyQuerySet(models.QuerySet["Reply"]):
    """The doorway to replies: the provider's caseworkers."""

    def visible_to(self, user: Any) -> ReplyQuerySet:
        held = memberships(user, *CASEWORKERS)
        return self.filter(provider__in={m.organisation_id for m in held})

    def to_read(self) -> ReplyQuerySet:
        """Replies of which nobody has said that they are dealt with."""
        return self.filter(settled_at__isnull=True)
