"""Whether she took a card."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.fields import Access, plain
from audit.rows import Row
from referrals.models.referral import Referral


class CardAnswer(models.TextChoices):
    TOOK_IT = "TOOK_IT", _("She took it")
    CHOSE_NOT_TO = "CHOSE_NOT_TO", _("She chose not to take it")
    NOT_OFFERED = "NOT_OFFERED", _("I did not offer it")


class CardOffer(Row):
    """What she said when the officer offered her a card. No is an answer, and nobody asks again."""

    referral = plain(
        models.OneToOneField(Referral, models.PROTECT, related_name="card_offer"), access=Access.SYSTEM
    )
    answer = plain(models.CharField(max_length=14, choices=CardAnswer.choices))
    answered_at = plain(models.DateTimeField())
    answered_by = plain(models.CharField(max_length=254), access=Access.STAFF)
