"""Joining two records: everything moves, and what the database would refuse is settled one by one.

Sealed words stay under the key they were sealed with: each row names its own (docs/adr).
Locks: participants by key, then referrals by key, then the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.access import memberships
from accounts.models import User
from accounts.roles import CASEWORKERS
from audit import trail
from audit.rows import new_id
from casework.actions.duplicates import DUPLICATE, SAME
from casework.merging import relations
from casework.merging.details import FILLED, filled, kept_answers
from casework.merging.ledger import Ledger
from casework.messages import day
from casework.models import Review
from participants.models import (
    ContactStop,
    DiscreetRelease,
    EqualityAnswers,
    KeepApart,
    Merge,
    Participant,
    PerhapsAnswer,
    SafeContact,
)
from referrals.actions import NotYours
from referrals.models import Referral
from ui.refusals import Refused
from workshops.models import Place
from workshops.statuses import Mark, ReleaseReason

CAME = frozenset({Mark.HERE, Mark.LATE, Mark.LEFT_EARLY})


class Refusal(Refused):
    """These two cannot be joined."""

    sentence = _("Choose two records of the same provider that are still in use.")


class NotHereToo(Refusal):
    """One of the two is gone already."""

    sentence = _("One of these records was joined with another already. Go back to the list.")


class TwoPlacesAtOnce(Refusal):
    """Both came to a workshop at the same time: so they are two women, or a register is wrong."""

    def __init__(self, on: str) -> None:
        super().__init__(
            _g("Both were at a workshop at the same time on %(day)s. Correct the register first.")
            % {"day": on}
        )


def join(kept: Participant, gone: Participant, *, why: str, by: User, at: datetime) -> Merge:
    """Put everything of `gone` on `kept`, and leave `gone` as a shell that names `kept`.

    :raises NotYours: for anybody but the provider's caseworkers.
    :raises NotHereToo: when one of them was joined before, or erased.
    :raises TwoPlacesAtOnce: when both are marked as having been at workshops at the same time.
    """
    with transaction.atomic():
        kept, gone = lock(kept, gone, by=by)
        if not usable(kept) or not usable(gone):
            raise NotHereToo
        ledger = carry_over(kept, gone, by=by, at=at)
        merge = Merge(
            id=new_id(),
            kept=kept,
            gone=gone,
            seal_key_id=kept.seal_key_id,
            why=why,
            changes=ledger.written(),
            merged_at=at,
            merged_by=by.trail_name,
        )
        merge.save(force_insert=True)
        facts = {"kept": str(kept.pk), "gone": str(gone.pk), "rows": ledger.counts}
        for one in (kept, gone):
            trail.record("participant.merge", one, by=by, at=at, facts=facts)
        return merge


def lock(kept: Participant, gone: Participant, *, by: User) -> tuple[Participant, Participant]:
    """Lock both records by key, then their referrals by key."""
    wanted = Participant.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk])
    locked = {one.pk: one for one in wanted.order_by("pk")}
    providers = {one.provider_id for one in locked.values()}
    if len(locked) != 2 or len(providers) != 1:
        raise Refusal
    if not providers & {m.organisation_id for m in memberships(by, *CASEWORKERS)}:
        raise NotYours
    list(Referral.objects.select_for_update(of=("self",)).filter(participant__in=locked).order_by("pk"))
    return locked[kept.pk], locked[gone.pk]


def usable(one: Participant) -> bool:
    return one.merged_into_id is None and one.erased_at is None


def carry_over(kept: Participant, gone: Participant, *, by: User, at: datetime) -> Ledger:
    """Move every row of both kinds of column and return what was changed, in order."""
    ledger = Ledger()
    places(ledger, kept, gone, by=by, at=at)
    answers(ledger, kept, gone)
    stops(ledger, kept, gone, by=by, at=at)
    releases(ledger, kept, gone, by=by, at=at)
    apart(ledger, kept, gone, by=by, at=at)
    equality(ledger, kept, gone)
    for model, column in relations.moved():
        rows = model._base_manager.filter(**{column: gone.pk}).only("pk").order_by("pk")
        ledger.point(rows, f"{column}_id", was=gone.pk, now=kept.pk)
    reviews(ledger, kept, gone, by=by, at=at)
    ledger.change(kept, **filled(kept, gone), version=kept.version + 1)
    ledger.change(gone, merged_into_id=kept.pk, version=gone.version + 1)
    return ledger


def answers(ledger: Ledger, kept: Participant, gone: Participant) -> None:
    """Move what she said is safe. A yes counts only for the number or address it was given for."""
    after = {name: filled(kept, gone).get(name, getattr(kept, name)) for name in FILLED}
    for row in SafeContact.objects.filter(participant__in=[kept, gone]).order_by("pk"):
        was: Any = kept if row.participant_id == kept.pk else gone
        now: dict[str, Any] = {**kept_answers(row, was, after)}
        if row.participant_id == gone.pk:
            now["participant_id"] = kept.pk
        if now:
            ledger.change(row, **now)


def stops(ledger: Ledger, kept: Participant, gone: Participant, *, by: User, at: datetime) -> None:
    """Move the stops on ringing; of two that stand one is enough."""
    stands = ContactStop.objects.filter(participant=kept, lifted_at__isnull=True).exists()
    for row in ContactStop.objects.filter(participant=gone).order_by("pk"):
        double = stands and row.lifted_at is None
        ended = {"lifted_at": at, "lifted_by": by.trail_name} if double else {}
        ledger.change(row, participant_id=kept.pk, **ended)


def releases(ledger: Ledger, kept: Participant, gone: Participant, *, by: User, at: datetime) -> None:
    """Move the requests for one discreet letter; of two that wait for a second person one is enough."""
    open_ones = DiscreetRelease.objects.filter(agreed_at__isnull=True, ended_at__isnull=True)
    waits = open_ones.filter(participant=kept).exists()
    for row in DiscreetRelease.objects.filter(participant=gone).order_by("pk"):
        double = waits and row.agreed_at is None and row.ended_at is None
        ended = {"ended_at": at, "ended_by": by.trail_name} if double else {}
        ledger.change(row, participant_id=kept.pk, **ended)


def apart(ledger: Ledger, kept: Participant, gone: Participant, *, by: User, at: datetime) -> None:
    """Move whom she must not meet, both ways; what stood between the two records ends."""
    two = [kept.pk, gone.pk]
    for row in KeepApart.objects.filter(participant__in=two, other__in=two, ended_at__isnull=True).order_by(
        "pk"
    ):
        ledger.change(row, ended_at=at, ended_by=by.trail_name)
    hers = KeepApart.objects.filter(participant=gone).filter(~Q(other=kept) | Q(other__isnull=True))
    ledger.point(hers.order_by("pk"), "participant_id", was=gone.pk, now=kept.pk)
    theirs = KeepApart.objects.filter(other=gone).exclude(participant=kept)
    ledger.point(theirs.order_by("pk"), "other_id", was=gone.pk, now=kept.pk)
    of_kept = PerhapsAnswer.objects.standing().filter(participant=kept)
    said = set(of_kept.values_list("keep_apart", flat=True))
    for answer in PerhapsAnswer.objects.filter(participant=gone).order_by("pk"):
        double = answer.undone_at is None and answer.keep_apart_id in said
        ended = {"undone_at": at, "undone_by": by.trail_name} if double else {}
        ledger.change(answer, participant_id=kept.pk, **ended)


def equality(ledger: Ledger, kept: Participant, gone: Participant) -> None:
    """Move her answers about herself; where both have some, what is asked of the one is filled from the other."""
    rows = {row.participant_id: row for row in EqualityAnswers.objects.filter(participant__in=[kept, gone])}
    mine, other = rows.get(kept.pk), rows.get(gone.pk)
    if other is None:
        return
    if mine is None:
        ledger.change(other, participant_id=kept.pk)
        return
    both = {**json.loads(other.answers or "{}"), **json.loads(mine.answers or "{}")}
    ledger.change(mine, answers=json.dumps(both))


def places(ledger: Ledger, kept: Participant, gone: Participant, *, by: User, at: datetime) -> None:
    """Move her places. At the same time she has one: that on which she came, else that of the record kept."""
    held = Place.objects.held().select_related("workshop")
    given_back = {"released_at": at, "released_by": by.trail_name, "why_released": ReleaseReason.MISTAKE}
    for theirs in held.filter(participant=gone).order_by("pk"):
        for mine in held.filter(participant=kept, during__overlap=theirs.during).order_by("pk"):
            if mine.mark in CAME and theirs.mark in CAME:
                raise TwoPlacesAtOnce(day(theirs.workshop.starts_at.date()))
            less = mine if theirs.mark in CAME else theirs
            if less.released_at is None:
                ledger.change(less, **given_back)
    ledger.point(
        Place.objects.filter(participant=gone).order_by("pk"), "participant_id", was=gone.pk, now=kept.pk
    )


def reviews(ledger: Ledger, kept: Participant, gone: Participant, *, by: User, at: datetime) -> None:
    """Settle what asked whether these two are one; point at the record that stays what is left to look at."""
    of_kept = {str(pk) for pk in Referral.objects.filter(participant=kept).values_list("pk", flat=True)}
    settled = {"settled_at": at, "settled_by": by.trail_name, "settled_as": SAME}
    open_ones = Review.objects.filter(kind=DUPLICATE, settled_at__isnull=True)
    for row in open_ones.filter(referral__participant=kept).order_by("pk"):
        if row.about_id in {kept.pk, gone.pk} or str(row.about_id) in of_kept:
            ledger.change(row, **settled)
    left = Review.objects.filter(about_id=gone.pk).exclude(referral__in=_asked_about(kept))
    ledger.point(left.order_by("pk"), "about_id", was=gone.pk, now=kept.pk)


def _asked_about(kept: Participant) -> Iterable[Any]:
    return Review.objects.filter(about_id=kept.pk).values("referral")
