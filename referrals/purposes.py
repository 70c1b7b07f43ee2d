"""The e-mails to police that this app owes: whether each is still wanted, and the page it links to."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from correspondence import digest, registry
from correspondence.models import Message
from referrals.actions.telling import (
    ACCEPTED,
    BOOKED,
    CHASE_NOTICE,
    CHASE_QUESTION,
    CONFIRM,
    GONE,
    NOTICE,
    PASSED_ON,
    QUESTION,
)
from referrals.actions.tidying import DRAFT
from referrals.models import OutcomeNotice, Question, Referral, Transfer


def register() -> None:
    """Make the purposes known; called once, when the service starts."""
    registry.register(
        DRAFT,
        label=_("Reminder of a referral not sent yet"),
        still_wanted=_still_a_draft,
        link=_draft_page,
        says=_("You began a referral and have not sent it yet: %(reference)s. It is deleted after 30 days."),
    )
    registry.register(CONFIRM, label=_("Referral to confirm"), still_wanted=_unconfirmed, link=_confirm_page)
    registry.register(
        QUESTION,
        label=_("A question about a referral"),
        still_wanted=_unanswered,
        link=_answer_page,
        usual=True,
    )
    registry.register(
        BOOKED, label=_("Her dates are booked"), still_wanted=_open, link=_referral_page, usual=True
    )
    registry.register(
        NOTICE,
        label=_("The outcome of a referral"),
        still_wanted=_newest_notice,
        link=_referral_page,
        usual=True,
    )
    registry.register(
        ACCEPTED, label=_("A referral is taken on"), still_wanted=_open, link=_referral_page, usual=False
    )
    registry.register(
        CHASE_QUESTION,
        label=_("Reminder of a question to police"),
        still_wanted=_unanswered,
        link=_answer_page,
    )
    registry.register(
        CHASE_NOTICE,
        label=_("Reminder of a notice to police"),
        still_wanted=_unacknowledged,
        link=_notice_page,
    )
    registry.register(PASSED_ON, label=_("A referral was passed on"), still_wanted=_open, link=_referral_page)
    registry.register(
        GONE, label=_("A referral went to another force"), still_wanted=_passed_on, link=_passed_on_page
    )
    digest.register(_home)


def _still_a_draft(message: Message) -> bool:
    return Referral.objects.drafts().filter(pk=str(message.about_id)).exists()


def _draft_page(message: Message) -> str:
    return reverse("referrals:check", args=[message.about_id])


def _unconfirmed(message: Message) -> bool:
    return Referral.objects.filter(pk=str(message.about_id), confirmed_at__isnull=True).exists()


def _unanswered(message: Message) -> bool:
    return Question.objects.filter(pk=message.about_revision, answered_at__isnull=True).exists()


def _open(message: Message) -> bool:
    return Referral.objects.filter(pk=str(message.about_id)).still_open().exists()


def _newest_notice(message: Message) -> bool:
    newest = OutcomeNotice.objects.filter(referral=message.about_id).order_by("-number").first()
    return newest is not None and str(newest.pk) == message.about_revision


def _unacknowledged(message: Message) -> bool:
    newest = OutcomeNotice.objects.newest_versions().unacknowledged().undecided()
    return newest.filter(pk=message.about_revision).exists()


def _confirm_page(message: Message) -> str:
    return reverse("referrals:confirm", args=[message.about_id])


def _answer_page(message: Message) -> str:
    return reverse("referrals:answer", args=[message.about_revision])


def _referral_page(message: Message) -> str:
    return reverse("casework:police_referral", args=[message.about_id])


def _notice_page(message: Message) -> str:
    return reverse("casework:police_notice", args=[message.about_revision])


def _passed_on(message: Message) -> bool:
    return Transfer.objects.filter(pk=message.about_revision).exists()


def _passed_on_page(message: Message) -> str:
    return reverse("casework:police_transfer", args=[message.about_revision])


def _home(_message: Message) -> str:
    return reverse("casework:police_home")
