"""A provider's own words: written by a manager, checked, dated from a day, kept for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Role
from correspondence import wake
from correspondence.facts import LONDON
from correspondence.models import Message
from correspondence.moves import move
from correspondence.statuses import Channel, MessageStatus, Wording
from correspondence.words.checks import faults, gaps_for
from correspondence.words.slots import PLEASE_RING, Medium, Slot
from programmes import actions as programmes
from programmes.models import Programme
from programmes.models import Wording as OwnWording
from ui.refusals import Refused

MADE_AGAIN = 1_000  # letters made but not printed, at once


class NotFit(Refused):
    """The words may not be used; `faults` says why, a sentence each."""

    field = "text"

    def __init__(self, found: Sequence[str]) -> None:
        self.faults = tuple(found)
        super().__init__(" ".join(found))


class DayHasPassed(Refused):
    sentence = _("Enter today or a later day: what went out before stays as it was.")
    field = "from_on"


class NotYours(Refused):
    """Only a manager of the provider changes its words, and only of programmes that are theirs."""

    sentence = _("Choose one of your own programmes.")
    field = "programme"


def write(
    slot: Slot,
    text: str,
    *,
    provider: Organisation,
    programme: Programme | None,
    language: str,
    from_on: date,
    by: User,
    at: datetime,
) -> OwnWording:
    """Let other words hold from a day on. Letters that are made and not in a print run are made again.

    What has gone, and a text that is written already, stays as it is.

    :raises NotFit: when the words are unsafe, too hard, too long or have a gap that is not allowed.
    :raises DayHasPassed: for a day before today.
    :raises NotYours: for another provider's programme, or more than the manager's own.
    """
    with transaction.atomic():
        _check_whose(provider, programme, by)
        if from_on < timezone.localtime(at, LONDON).date():
            raise DayHasPassed
        text = text.replace("\r\n", "\n").strip()
        found = faults(slot, text, language=language)
        if found:
            raise NotFit(found)
        written = programmes.write_wording(
            provider=provider,
            programme=programme,
            purpose=slot.slug,
            language=language,
            text=text,
            from_on=from_on,
            by=by,
            at=at,
            allowed=gaps_for(slot),
        )
        _make_again(slot, provider, from_on, by=by, at=at)
        return written


def _check_whose(provider: Organisation, programme: Programme | None, by: User) -> None:
    for held in by.active_memberships():
        of_all = not held.programme_code
        covers = of_all or (programme is not None and held.programme_code == programme.code)
        theirs = programme is None or programme.provider_id == provider.pk
        if held.role == Role.MANAGER and held.organisation_id == provider.pk and covers and theirs:
            return
    raise NotYours


def _make_again(slot: Slot, provider: Organisation, from_on: date, *, by: User, at: datetime) -> None:
    """Have letters whose day has these words, and that nobody has printed, made with them."""
    if slot.medium is not Medium.LETTER:
        return
    with_these = Q(purpose=slot.purpose, wording=slot.wording)
    if slot.purpose == PLEASE_RING:
        with_these = Q(wording=Wording.PLEASE_RING)
    made = Message.objects.filter(
        with_these,
        provider=provider,
        channel=Channel.LETTER,
        status=MessageStatus.RENDERED,
        due_at__gte=datetime.combine(from_on, time(), LONDON),
    )
    for letter in made.select_for_update().order_by("pk")[:MADE_AGAIN]:
        move(letter, "make_again", by=by, at=at, why="NEW_WORDS", body=None, body_sha256="")
    wake.worker()


def history(slot: Slot, user: User) -> list[OwnWording]:
    """Return a provider's own words for a slot, those of the latest day first."""
    rows = OwnWording.objects.visible_to(user).filter(purpose=slot.slug).select_related("programme")
    return list(rows.order_by("-from_on", "-written_at", "-pk")[:100])
