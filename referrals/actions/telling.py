"""E-mails to the officer who referred her: a reference and a link, nothing about her."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, Team, User
from audit.trail import Person
from correspondence import actions as correspondence
from correspondence import choosing, registry
from correspondence.models import Message
from referrals.models import ChasedTo, Referral

CONFIRM = "CONFIRM_REFERRAL"
QUESTION = "QUESTION"
ACCEPTED = "ACCEPTED_NEWS"
BOOKED = "BOOKED_NEWS"
NOTICE = "NOTICE"
PASSED_ON = "PASSED_ON"
GONE = "PASSED_TO_ANOTHER_FORCE"
CHASE_QUESTION = "CHASE_QUESTION"
CHASE_NOTICE = "CHASE_NOTICE"


def tell_if_chosen(referral: Referral, purpose: str, *, revision: str, by: Person, at: datetime) -> None:
    """Owe the officer an e-mail of a kind that only those get who asked for it."""
    officer = referral.referred_by
    if officer is not None and choosing.wish_of(officer).wants(registry.purpose(purpose)):
        tell_officer(referral, purpose, revision=revision, by=by, at=at)


def tell_officer(
    referral: Referral, purpose: str, *, revision: str, by: Person, at: datetime
) -> Message | None:
    """Owe an e-mail to the officer, else to the team, else to the organisation that hears of it.

    None when nobody is to be told: nobody referred her, or none of them has an address.

    :param purpose: CONFIRM, QUESTION, BOOKED or NOTICE.
    :param revision: what the e-mail is about within the referral: written once for each.
    """
    to = _address(referral, purpose)
    return tell(to, referral, purpose, revision=revision, by=by, at=at) if to else None


def whom(referral: Referral) -> User | str:
    """Return the officer, team or organisation that hears of a referral now; empty for nobody."""
    return _address(referral, NOTICE)


def tell(
    to: User | str, referral: Referral, purpose: str, *, revision: str, by: Person, at: datetime
) -> Message:
    """Owe one e-mail about a referral to an account or mailbox of police."""
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


def chase(
    referral: Referral, purpose: str, to: ChasedTo, *, revision: str, by: Person, at: datetime
) -> Message:
    """Owe the officer, or the team, a reminder of what is still open: again a reference and a link.

    :param to: one of `to_chase(referral)`.
    :param purpose: CHASE_QUESTION or CHASE_NOTICE.
    """
    return correspondence.write_official(
        purpose=purpose,
        to=to_chase(referral)[to],
        about=correspondence.About(id=referral.pk, revision=revision, reference=referral.reference),
        provider=referral.provider,
        key=f"{purpose.lower()}:{referral.pk}:{revision}:{to}",
        due_at=at,
        by=by,
        at=at,
    )


def to_chase(referral: Referral) -> dict[ChasedTo, User | str]:
    """Return who can be reminded, the officer first, then the team's address or its force's."""
    found: dict[ChasedTo, User | str] = {}
    officer: User | None = referral.referred_by
    if officer is not None and officer.is_active:
        found[ChasedTo.OFFICER] = officer
    team = referral.referring_team.email if referral.referring_team else ""
    address = team or (referral.reports_to.email if referral.reports_to else "")
    if address:
        found[ChasedTo.TEAM] = address
    return found


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
