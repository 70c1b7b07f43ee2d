"""What police read of a question: one sentence for each coded kind, the same on the preview and after."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from programmes.messages import day
from referrals.models import QuestionKind, Referral, WhichDate
from referrals.office import office_phone


def sentence(
    referral: Referral, kind: QuestionKind, *, which: str = "", asked_for_on: date | None = None
) -> str:
    """Return the sentence that police read; it says nothing about her.

    :param which: a `WhichDate`, for a date that is missing.
    :param asked_for_on: the day until which an extension is asked for.
    """
    phone = office_phone(referral)
    if kind == QuestionKind.WRONG_NUMBER:
        return _("The phone number you gave us does not reach her. Do you have another that is safe to ring?")
    if kind == QuestionKind.MISSING_DATE:
        return _missing(which)
    if kind == QuestionKind.ASK_HER_TO_RING:
        return _("Please ask her, when she is alone, to ring us on %(phone)s.") % {"phone": phone}
    if kind == QuestionKind.SEE_HER:
        return _(
            "We have no safe way to reach her. Please see her when she is alone, and tell us how and when "
            "we may ring her."
        )
    if kind == QuestionKind.EXTENSION:
        return _extension(referral, asked_for_on)
    return _("We have a question about this referral:")


def _missing(which: str) -> str:
    asked: dict[str, str] = {
        WhichDate.DEADLINE: _("By which day must she have met the condition? We have no deadline from you."),
        WhichDate.DISPOSAL: _("On which day was the caution or other disposal given? We do not have it."),
        WhichDate.OFFENCE: _("On which day was the offence? The date we have is missing or cannot be right."),
        WhichDate.BIRTH: _("What is her date of birth? The date we have is missing or cannot be right."),
    }
    return asked.get(
        which, _("A date you gave us is missing or cannot be right. Please tell us the right one.")
    )


def _extension(referral: Referral, until: date | None) -> str:
    words = {
        "until": day(until) if until else "",
        "now": day(referral.deadline_on) if referral.deadline_on else "",
    }
    if until and referral.deadline_on:
        return (
            _(
                "The deadline you stated is %(now)s. No workshops she can still do end by then. "
                "Can it be extended until %(until)s?"
            )
            % words
        )
    if until:
        return _("Can the deadline of her condition be %(until)s?") % words
    return _("No workshops she can still do end before the deadline you stated. Can it be extended?")
