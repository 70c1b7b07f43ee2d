"""E-mails to the officer who referred her: a reference and a link, nothing about her."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, Team, User
from audit.trail import Person
from correspondence import actions as correspondence
from correspondence.models import Message
from referrals.models import Referral

CONFIRM = "CONFIRM_REFERRAL"
QUESTION = "QUESTION"
BOOKED = "BOOKED_NEWS"
NOTICE = "NOTICE"


def tell_officer(
    referral: Referral, purpose: str, *, revision: str, by: Person, at: datetime
) -> Message | None:
    """Owe an e-mail to the officer, else to the team, else to the organisation that hears of it.

    None when nobody is to be told: nobody referred her, or none of them has an address.

    :param purpose: CONFIRM, QUESTION, BOOKED or NOTICE.
    :param revision: what the e-mail is about within the referral: written once for each.
    """
    to = _address(referral, purpose)
    if not to:
        return None
    return correspondence.write_official(
        purpose=purpose,
        to=to,
        about=correspondence.About(id=referral.pk, revision=revision, reference=referral.reference),
        provider=referral.provider,
        key=f"{purpose.lower()}:{referral.pk}:{revision}",
        due_at=at,
        by=by,
        at=at,
    )


def _address(referral: Referral, purpose: str) -> User | str:
    organisation: Organisation | None = referral.reports_to
    if organisation is None and purpose != CONFIRM:
        return ""
    officer: User | None = referral.referred_by
    if officer is not None and officer.is_active:
        return officer
    team: Team | None = referral.referring_team
    email: str = team.email if team is not None else ""
    return email or (organisation.email if organisation is not None else "")
