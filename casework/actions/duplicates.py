"""Possible duplicates: raised silently when a woman is sent, settled by a coordinator, never shown to police."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import CASEWORKERS
from audit import trail
from audit.trail import Person
from casework.models import Review
from participants.models import Participant
from referrals import actions as referrals
from referrals import matching
from referrals.actions import NotYours, holds, lock
from referrals.models import Referral, ReferredPerson
from referrals.statuses import Reason, Status
from ui.refusals import Refused

DUPLICATE = "duplicate"
SAME, DIFFERENT = "SAME", "DIFFERENT"


class SettledAlready(Refused):
    """A colleague was faster."""

    sentence = _("This has been settled already. Go back to the list to see what is left.")


class StillToDecide(Refused):
    """Only a referral that nobody has accepted or declined can be sent back as already sent."""

    sentence = _("This referral is not new any more. Open its case, and withdraw it there if need be.")


def look(referral: Referral, ruled_out: Collection[UUID], by: Person, at: datetime) -> None:
    """Settle what is now known of a referral, and raise what may be the same woman and is not settled."""
    opened = _open(referral)
    women = _women_of([review.about_id for review in opened])
    for review in opened:
        one, other = review.referral.participant_id, women[review.about_id]
        if one is not None and one == other:
            _settle(review, SAME, by=by, at=at)
        elif {one, other} & set(ruled_out):
            _settle(review, DIFFERENT, by=by, at=at)
    for about in _not_raised(referral, _alike(referral) - set(ruled_out)):
        Review.objects.create(referral=referral, kind=DUPLICATE, about_id=about, raised_at=at)
        trail.record("case.raise_duplicate", referral, by=trail.SERVICE, at=at)


def settle_different(review: Review, *, by: User, at: datetime) -> Review:
    """Say that they are two women: never raised again for these two.

    :raises SettledAlready: when a colleague was faster.
    """
    with transaction.atomic():
        locked = _lock(review, by=by)
        return _settle(locked, DIFFERENT, by=by, at=at)


def settle_already_sent(review: Review, *, words: str, by: User, at: datetime) -> Referral:
    """Say that it is the same woman for the same matter: this referral is declined, the earlier one goes on.

    "Already referred" is told only to whoever may know of the earlier one; anybody else is given no reason
    that would say that she is known (design.md §5 rule 14).

    :raises StillToDecide: when the referral was accepted or closed meanwhile.
    """
    with transaction.atomic():
        locked = _lock(review, by=by)
        referral = Referral.objects.get(pk=locked.referral_id)
        if referral.status != Status.SUBMITTED:
            raise StillToDecide
        reason = Reason.DUPLICATE if may_say_so(locked) else Reason.OTHER
        _settle(locked, SAME, by=by, at=at)
        return referrals.decline(referral, reason=reason, words=words, by=by, at=at)


def may_say_so(review: Review) -> bool:
    """Tell whether whoever sent the referral may be told that she was sent before."""
    earlier = Referral.objects.sent().exclude(pk=review.referral_id).select_related("person", "participant")
    woman = woman_of(review.about_id)
    of_her = earlier.filter(participant=woman) if woman else earlier.filter(pk=str(review.about_id))
    return any(matching.may_be_told(review.referral, one) for one in of_her)


def woman_of(about_id: UUID | None) -> UUID | None:
    """Return the record that a review is about; None while the other referral has none."""
    return _women_of([about_id])[about_id]


def _women_of(about: Collection[UUID | None]) -> dict[UUID | None, UUID | None]:
    """Return the records that reviews are about, by what the reviews say: a record, or a referral."""
    known = [one for one in about if one]
    records = set(Participant.objects.filter(pk__in=known).values_list("pk", flat=True))
    sent = dict(Referral.objects.filter(pk__in=known).values_list("pk", "participant_id"))
    return {one: one if one in records else sent.get(one) for one in known} | {None: None}


def _open(referral: Referral) -> list[Review]:
    """The reviews of a referral, and of others about it, in one order."""
    rows = Review.objects.filter(kind=DUPLICATE, settled_at__isnull=True)
    both = rows.filter(Q(referral=referral) | Q(about_id=referral.pk))
    return list(both.select_related("referral").select_for_update(of=("self",)).order_by("pk"))


def _alike(referral: Referral) -> set[UUID]:
    """Return whom she may be: records, and referrals that have none; never her own."""
    person = ReferredPerson.objects.select_related("referral__provider").get(referral=referral)
    records = Participant.objects.on_the_books(referral.provider)
    found: set[UUID] = {one.pk for one in matching.candidates(person, records)}
    for other in matching.possible_duplicates(person)[: matching.MOST]:
        found.add(other.referral.participant_id or other.referral_id)
    return found - {referral.participant_id, referral.pk}


def _not_raised(referral: Referral, alike: set[UUID]) -> set[UUID]:
    """Return those who were not raised yet, from this side or from the other."""
    raised = Review.objects.filter(kind=DUPLICATE)
    mine = _women_of(raised.filter(referral=referral).values_list("about_id", flat=True)) if alike else {}
    theirs = raised.filter(
        Q(referral__in=alike) | Q(referral__participant__in=alike),
        about_id__in=[referral.pk, referral.participant_id or referral.pk],
    ).values_list("referral_id", "referral__participant_id")
    return alike - set(mine) - set(mine.values()) - {one for pair in theirs for one in pair}


def _lock(review: Review, *, by: User) -> Review:
    lock(review.referral)
    rows = Review.objects.select_for_update(of=("self",)).select_related("referral__person")
    locked: Review = rows.get(pk=review.pk)
    if not holds(by, locked.referral, *CASEWORKERS):
        raise NotYours
    if locked.settled_at is not None:
        raise SettledAlready
    return locked


def _settle(review: Review, as_what: str, *, by: Person, at: datetime) -> Review:
    review.settled_at, review.settled_by, review.settled_as = at, by.trail_name, as_what
    review.save(update_fields=["settled_at", "settled_by", "settled_as"])
    facts = {"as": as_what, "about": str(review.about_id)}
    trail.record("case.settle_duplicate", review.referral, by=by, at=at, facts=facts)
    return review
