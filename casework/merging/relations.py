"""Every column that says whose a row is, and what joining two records does with it.

A test finds the columns by looking at all models and fails on one that is not in these tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participants.models import Participant


class How(StrEnum):
    """What becomes of rows that point at the record that goes."""

    MOVE = "MOVE"  # they point at the record that stays
    BY_HAND = "BY_HAND"  # so do they, where nothing stands in the way: `joining` has a function for each
    STAY = "STAY"  # they speak of the joining itself


RELATIONS: dict[str, How] = {
    "referrals.Referral.participant": How.MOVE,
    "referrals.Transfer.participant": How.MOVE,
    "correspondence.Message.participant": How.MOVE,
    "correspondence.ReturnedLetter.participant": How.MOVE,
    "correspondence.Reply.participant": How.MOVE,
    "participants.SafeContact.participant": How.BY_HAND,
    "participants.ContactStop.participant": How.BY_HAND,
    "participants.DiscreetRelease.participant": How.BY_HAND,
    "participants.EqualityAnswers.participant": How.BY_HAND,
    "participants.KeepApart.participant": How.BY_HAND,
    "participants.KeepApart.other": How.BY_HAND,
    "participants.KnownBy.participant": How.MOVE,
    "participants.PerhapsAnswer.participant": How.BY_HAND,
    "workshops.Place.participant": How.BY_HAND,
    "participants.Participant.merged_into": How.STAY,
    "participants.Merge.kept": How.STAY,
    "participants.Merge.gone": How.STAY,
}

# Columns that hold a row's id without a foreign key: which of them may hold a woman's.
LOOSE: dict[str, How] = {
    "casework.Review.about_id": How.BY_HAND,  # a record, or a referral that has none
    "correspondence.Message.about_id": How.STAY,  # a referral or a booking, never a record
    "correspondence.PageLink.about_id": How.STAY,  # as a message's
    "audit.Event.subject_id": How.STAY,  # only ever added; read through `Participant.objects.all_of`
    "audit.Event.who_id": How.STAY,  # an account
    "audit.Event.request_id": How.STAY,
    "audit.Event.row": How.STAY,
}

LABELS: dict[str, Promise] = {
    "referrals.Referral": _("Referrals"),
    "referrals.Transfer": _("Referrals passed on"),
    "correspondence.Message": _("Letters, texts and emails"),
    "correspondence.ReturnedLetter": _("Letters that came back"),
    "correspondence.Reply": _("Texts from her"),
    "participants.SafeContact": _("Answers about what is safe"),
    "participants.ContactStop": _("Stops on ringing"),
    "participants.DiscreetRelease": _("Discreet letters asked for"),
    "participants.EqualityAnswers": _("Her answers about herself"),
    "participants.KeepApart": _("People to keep apart"),
    "participants.KnownBy": _("Practitioners who know her"),
    "participants.PerhapsAnswer": _("Answers whether she is a person named"),
    "workshops.Place": _("Places on workshops"),
    "casework.Review": _("Things to look at"),
}


def pointing_at_her() -> set[str]:
    """Return every foreign key to a record, of every model, as `app.Model.field`."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in _own()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is Participant
    }


def loose_ids() -> set[str]:
    """Return every column of UUIDs that is no foreign key, no primary key and no sealing key."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in _own()
        for field in model._meta.local_fields
        if isinstance(field, models.UUIDField) and not field.primary_key and field.name != "seal_key_id"
    }


def moved() -> Iterator[tuple[type[models.Model], str]]:
    """Return the models and columns that simply move."""
    for name, how in RELATIONS.items():
        if how is How.MOVE:
            app, model, field = name.split(".")
            yield apps.get_model(app, model), field


def _own() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if not model._meta.proxy]
