"""What may be answered about her."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reading(models.TextChoices):
    YES = "YES", _("Yes")
    WITH_HELP = "WITH_HELP", _("With help")
    NO = "NO", _("No")
    NOT_ASKED = "NOT_ASKED", _("Not asked")


class Answer(models.TextChoices):
    YES = "YES", _("Yes")
    NO = "NO", _("No")
    NOT_ASKED = "NOT_ASKED", _("Not asked")


class NumberCheck(models.TextChoices):
    RANG_IN_HAND = "RANG_IN_HAND", _("It rang in her hand")
    READ_BACK = "READ_BACK", _("It was read back to her")
    NOT_CHECKED = "NOT_CHECKED", _("Not checked")
    NO_PHONE = "NO_PHONE", _("She has no phone")


class AnswerSource(models.TextChoices):
    POLICE = "POLICE", _("Asked by police")
    HERSELF = "HERSELF", _("Asked by a worker, answered by her")


class HowKnown(models.TextChoices):
    """How a practitioner knows her."""

    RELATIVE = "RELATIVE", _("Relative or partner")
    FRIEND = "FRIEND", _("Friend")
    NEIGHBOUR = "NEIGHBOUR", _("Neighbour")
    EX_FAMILY = "EX_FAMILY", _("Family or friend of her former partner")
    WORKED = "WORKED", _("Has worked with her before")
    OTHER = "OTHER", _("Another way")


class WordsLevel(models.TextChoices):
    NORMAL = "NORMAL", _("Normal words")
    DISCREET = "DISCREET", _("Discreet words")
