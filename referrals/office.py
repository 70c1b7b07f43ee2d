"""How others reach the office: the number that may stand on a page or a card."""

from __future__ import annotations

from django.conf import settings

from participants import names
from referrals.models import Referral


def office_phone(referral: Referral) -> str:
    """Return a number that nobody can look up as the programme's own: it stands on her card."""
    published = {names.digits(one) for one in referral.definition.parsed.published.phones}
    own: str = referral.provider.phone
    service: str = settings.JUNO_SERVICE_PHONE
    return own if own and names.digits(own) not in published else service
