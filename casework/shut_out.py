"""What of hers may close every workshop on offer to a woman: asked of the database, of more women than it does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from participants.models import KeepApart, KnownBy, Participant
from referrals.models import ReferredPerson
from workshops.models import Place


def may_be_shut_out(today: date) -> Q:
    """What she cannot do, whom she must not meet, who knows her, and who is booked of her crime number or postcode.

    Of a case. The clock, which knows who is where on which day, then says whether it does.

    :param today: Europe/London; who was somewhere before is met by nobody.
    """
    calls: Any = apps.get_model("casework.FirstCall").objects
    limited = calls.filter(referral=OuterRef("pk")).exclude(cannot_come_on=[], access_needed=[])
    apart = KeepApart.objects.standing()
    hers = apart.filter(participant=OuterRef("participant"))
    of_her = apart.filter(other=OuterRef("participant"))
    known = KnownBy.objects.standing().filter(participant=OuterRef("participant"))
    return Q(Exists(limited)) | Q(Exists(hers)) | Q(Exists(of_her)) | Q(Exists(known)) | _near_her(today)


def _near_her(today: date) -> Q:
    """Nobody noted it: they are of one crime number, or perhaps of one household."""
    accused = ReferredPerson.objects.exclude(crime_reference="").filter(
        Exists(_ahead("referral__participant", today)),
        crime_reference=OuterRef("person__crime_reference"),
        referral__provider=OuterRef("provider"),
    )
    housed = Participant.objects.exclude(postcode="").filter(
        Exists(_ahead("pk", today)), postcode=OuterRef("participant__postcode"), provider=OuterRef("provider")
    )
    return Q(Exists(accused.exclude(referral=OuterRef("pk")))) | Q(
        Exists(housed.exclude(pk=OuterRef("participant")))
    )


def _ahead(woman: str, today: date) -> QuerySet[Place]:
    return Place.objects.held().filter(participant=OuterRef(woman), workshop__starts_at__date__gte=today)
