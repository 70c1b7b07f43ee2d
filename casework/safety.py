"""The line police wrote for staff: what the people who run a workshop need for their own safety, nothing more."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from referrals.models import AmendedField, Referral, ReferredPerson
from referrals.police_word import as_we_have_it, log

# Beside her name on the register and on paper: nothing that the room may not read over a shoulder.
READ_FIRST = _("Staff: read her page first")


def lines(referral: Referral) -> list[str]:
    """Return what police wrote for staff: as we have it and, where they changed it since, as they say it now.

    A warning is not left waiting for somebody to take it over; one they took back stands until somebody does.
    """
    person = ReferredPerson.objects.filter(referral=referral).first()
    if person is None:
        return []
    ours = as_we_have_it(person, log(referral, ["risk_to_staff"]), "risk_to_staff")
    return list(dict.fromkeys(line for line in (ours, person.risk_to_staff) if line))


def with_line(referral_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these referrals that have such a line, in two queries and without opening any."""
    sent = ReferredPerson.objects.filter(referral__in=referral_ids, risk_to_staff__isnull=False)
    changed = AmendedField.objects.filter(amendment__referral__in=referral_ids, name="risk_to_staff")
    return {
        *sent.values_list("referral_id", flat=True),
        *changed.values_list("amendment__referral_id", flat=True),
    }
