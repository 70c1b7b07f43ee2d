"""The link to her own page, and what she pressed there, as a caseworker deals with them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS
from audit import trail
from casework.actions.notes import write_note
from casework.actions.opening import lock_woman, open_case
from correspondence import actions as correspondence
from correspondence import gate
from correspondence.gate import NotSafe
from correspondence.models import Message
from correspondence.statuses import Channel
from participants.models import Participant
from participants.safe_contact import Allowed, Refused, Way
from referrals.actions import NotYours, holds
from referrals.models import Referral
from ui.refusals import Refused as Refusal
from workshops import invitations, offers
from workshops.actions import answering
from workshops.models import HerAnswer
from workshops.statuses import HerWord


class NoDaysAhead(Refusal):
    """The page shows days to come."""

    sentence = _("She has no days ahead, so the page would be empty. Book her first.")


class PagesAreOff(Refusal):
    """Nobody has set the host where her page lies."""

    sentence = _("Links are not set up for this service. Ask your administrator.")


class NoLink(Refusal):
    """There is nothing to stop."""

    sentence = _("There is no link that works. Nothing had to be stopped.")


class DealtWithBefore(Refusal):
    """A colleague was first, or she pressed something else."""

    sentence = _("This is settled already: a colleague dealt with it, or she has changed her answer.")


def stop_page(referral: Referral, *, by: User, at: datetime) -> None:
    """Stop the link to her own page: it shows nothing to anybody from now on.

    :raises NoLink: when none works. :raises NotYours: for anybody but the provider's caseworkers.
    """
    with transaction.atomic():
        _participant, locked = open_case(referral, by=by, accepted=False)
        if not correspondence.stop_page(locked.pk, by=by, at=at):
            raise NoLink
        trail.record("case.stop_page", locked, by=by, at=at)


def new_page(referral: Referral, *, by: User, at: datetime) -> Message | None:
    """Make a new link and send it by text, else e-mail; None where it waits for the next letter.

    :raises NotSafe: when she has not allowed it. :raises NoDaysAhead: when there is nothing to show.
    :raises PagesAreOff: when no host is set for it.
    """
    if not settings.JUNO_PLAIN_URL:
        raise PagesAreOff
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        decisions = gate.decisions(participant, at=at)
        if isinstance(shut := decisions[Way.PAGE], Refused):
            raise NotSafe(shut.why)
        until, ahead = invitations.last_page_day(locked, at=at), offers.held_ahead(locked, at=at)
        if until is None or not ahead:
            raise NoDaysAhead
        correspondence.new_page(locked.pk, reference=locked.reference, until=until, by=by, at=at)
        trail.record("case.new_page", locked, by=by, at=at, facts={"until": until.isoformat()})
        for way, channel in ((Way.TEXT, Channel.TEXT), (Way.EMAIL, Channel.EMAIL)):
            decision = decisions[way]
            if isinstance(decision, Allowed) and decision.page:
                return invitations.write_own_page(locked, ahead, channel, by=by, at=at)
        return None


def take_up_answer(answer: HerAnswer, *, done: str, by: User, at: datetime) -> HerAnswer:
    """Say what was done about what she pressed, as a note on the case.

    :raises DealtWithBefore: when a colleague has, or she pressed another answer.
    :raises NotYours: for anybody but the provider's caseworkers.
    """
    with transaction.atomic():
        _participant, locked = lock_woman(answer.referral)
        if not holds(by, locked, *CASEWORKERS):
            raise NotYours
        waiting = HerAnswer.objects.standing().filter(pk=answer.pk).exclude(answer=HerWord.COMING)
        if not answering.deal_with(waiting, by=by, at=at):
            raise DealtWithBefore
        write_note(locked, words=done, by=by, at=at)
        return HerAnswer.objects.get(pk=answer.pk)


def call_was_made(participant: Participant, *, by: trail.Person, at: datetime) -> None:
    """She was spoken to: what she asked for on her page is done. The caller holds her record."""
    asked = HerAnswer.objects.standing().filter(referral__participant=participant, answer="CALL_ME")
    answering.deal_with(asked, by=by, at=at)


def call_was_not_made(participant: Participant, *, made_at: datetime) -> None:
    """The call was taken back: whoever asked for one still waits. Not where she has asked again since."""
    again = HerAnswer.objects.standing().filter(
        referral__participant=participant, answer="CALL_ME", dealt_with_at__isnull=True
    )
    if not again.exists():
        HerAnswer.objects.filter(
            referral__participant=participant, answer="CALL_ME", dealt_with_at=made_at
        ).update(dealt_with_at=None, dealt_with_by="")
