"""The letter that only asks her to ring: what it says, and whether it is still wanted.

It is the last thing we send to a woman nobody has spoken to (design.md §5 rule 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.case_page import Opened
from casework.history import moment
from casework.messages import WHERE_HURDLES
from casework.models import ContactAttempt
from casework.statuses import CallOutcome
from correspondence import letters, registry
from correspondence.facts import Facts, day_in_words
from correspondence.models import Message
from correspondence.statuses import GONE, WITHDRAWABLE, Channel, MessageStatus, Wording
from correspondence.words.spoken import Whose
from participants.messages import WHY_NOT
from participants.models import DiscreetRelease, Participant
from participants.safe_contact import Allowed, Hurdle, Situation, Way, decide, hurdles
from referrals.models import Referral
from referrals.statuses import Status

PURPOSE = "PLEASE_RING"
ON_ITS_WAY = frozenset({*WITHDRAWABLE, *GONE, MessageStatus.SENDING})


@dataclass(frozen=True)
class Asked:
    """A release somebody asked for and nobody has answered."""

    id: str
    by: str
    at: str
    reason: str
    by_me: bool


@dataclass(frozen=True)
class Page:
    """What the page shows: the words, what stands in the way, and who has asked.

    :param open: the gate allows the letter as it is, because she told police alone that post is safe.
    :param sees: each thing that must be seen first, and whether it has been.
    """

    words: Sequence[str]
    open: bool
    ready: bool
    refused: str | Promise
    sees: Sequence[tuple[str | Promise, bool]]
    asked: Asked | None
    on_its_way: str


def register() -> None:
    """Make the purpose known to correspondence; called once, when the app is ready."""
    registry.register(PURPOSE, label=_("Letter that asks her to ring"), still_wanted=still_wanted)


def still_wanted(message: Message) -> bool:
    """Tell whether nobody has spoken to her on the case yet, and it is open."""
    spoken = ContactAttempt.objects.filter(
        referral=message.about_id, outcome=CallOutcome.SPOKE, undone_at__isnull=True
    )
    if message.about_id is None:
        return False
    open_case = Referral.objects.filter(pk=message.about_id, status=Status.ACCEPTED)
    return open_case.exists() and not spoken.exists()


def facts(referral: Referral, participant: Participant, *, at: datetime) -> Facts:
    """Return what the letter says, in words."""
    worker = referral.worker
    with translation.override(participant.letter_language or "en"):
        return Facts(
            name=participant.called,
            signed_by=worker.first_name if worker else "",
            phone=(worker.phone if worker else "") or referral.provider.phone,
            written_on=day_in_words(timezone.localdate(at)),
            large_print=participant.large_print,
            programme=referral.programme.code,
        )


def allowed_as_it_is(situation: Situation, *, at: datetime) -> bool:
    """Tell whether the gate lets the letter go without a release."""
    decision = decide(Way.POST, situation, at=at)
    return isinstance(decision, Allowed) and not decision.uses_release


def waiting(participant: Participant) -> DiscreetRelease | None:
    """Return the release that somebody asked for and nobody has answered."""
    asked = DiscreetRelease.objects.filter(participant=participant, agreed_at=None, ended_at=None)
    return asked.select_related("asked_by").first()


def on_its_way(referral: Referral) -> Message | None:
    """Return the letter that was written already."""
    written = Message.objects.about(referral.pk).filter(
        purpose=PURPOSE, channel=Channel.LETTER, status__in=ON_ITS_WAY
    )
    return written.order_by("-written_at").first()


def page(opened: Opened, *, user_id: object, now: datetime) -> Page:
    """Return the page for one case whose woman has a record."""
    her, situation = opened.case.participant, opened.situation
    assert her is not None and situation is not None  # noqa: S101, PT018 (the view asks for an accepted case)
    left, row = hurdles(situation, at=now), waiting(her)
    sent = on_its_way(opened.case)
    decision = decide(Way.POST, situation, at=now)
    said = facts(opened.case, her, at=now)
    whose = Whose(her.provider_id, said.programme, timezone.localdate(now))
    return Page(
        words=letters.letter_words(
            PURPOSE, said, Wording.PLEASE_RING, language=her.letter_language or "en", whose=whose
        ),
        open=allowed_as_it_is(situation, at=now),
        ready=not left,
        refused="" if isinstance(decision, Allowed) or Hurdle.REFUSED not in left else WHY_NOT[decision.why],
        sees=[(words, hurdle not in left) for hurdle, words in WHERE_HURDLES.items()],
        asked=_asked(row, user_id) if row else None,
        on_its_way=moment(sent.written_at) if sent else "",
    )


def _asked(row: DiscreetRelease, user_id: object) -> Asked:
    by_me = row.asked_by_id == user_id
    return Asked(str(row.pk), row.asked_by.name, moment(row.asked_at), row.reason or "", by_me)
