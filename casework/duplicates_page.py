"""Two women side by side, or one twice: what a coordinator compares before she says which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.actions.duplicates import woman_of
from casework.forms.duplicates import ACCEPT, ACCEPT_OTHER, ALREADY, JOIN
from casework.messages import day
from casework.models import Case, Review
from casework.searching import Search
from participants import names
from participants.models import Participant
from referrals import history
from referrals.models import Referral, ReferredPerson, SameWoman
from referrals.statuses import Status

Words = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing about both: `alike` where it is the same."""

    label: Words
    one: str
    other: str
    alike: bool


@dataclass(frozen=True)
class Side:
    """Whose column it is."""

    title: str
    url: str


@dataclass(frozen=True)
class Compared:
    """The page: two columns, what the officer said, and what may be answered."""

    one: Side
    other: Side
    lines: Sequence[Line]
    said: Sequence[str]
    offered: Sequence[str]
    woman: UUID | None
    other_referral: UUID | None


def compare(review: Review) -> Compared:
    """Return what is compared: the referral's woman on the left, whom she may be on the right."""
    referral: Any = review.referral
    woman = woman_of(review.about_id)
    left: Any = referral.participant or referral.person
    right = _other(review, woman)
    if (right if woman else right.referral).provider_id != referral.provider_id:
        raise Http404  # one of them was passed on to another provider
    theirs = None if woman else right.referral
    return Compared(
        one=Side(referral.reference, _url(referral)),
        other=Side(theirs.reference if theirs else _g("Her record"), _url(theirs) if theirs else ""),
        lines=[*_lines(left, right), *_referrals(referral, right)],
        said=_said(referral),
        offered=_offered(referral, woman),
        woman=woman,
        other_referral=theirs.pk if theirs else None,
    )


def _other(review: Review, woman: UUID | None) -> Any:
    if woman is not None:
        return Participant.objects.get(pk=woman)
    return ReferredPerson.objects.select_related("referral").get(referral=review.about_id)


def _url(referral: Referral) -> str:
    name = "referrals:review" if referral.status == Status.SUBMITTED else "casework:case"
    return reverse(name, args=[referral.pk])


def two_records(kept: Participant, gone: Participant) -> Compared:
    """Return two records side by side: the one that would stay on the left."""
    told = history.programmes_before([kept, gone])
    words = ["\n".join(words for _row, words in told.get(one.pk, ())) for one in (kept, gone)]
    return Compared(
        one=Side(_g("This record stays"), ""),
        other=Side(_g("This one goes into it"), ""),
        lines=[*_lines(kept, gone), Line(_("Referrals"), words[0], words[1], alike=False)],
        said=(),
        offered=(),
        woman=gone.pk,
        other_referral=None,
    )


def join_url(one: UUID, other: UUID) -> str:
    """Return the page that joins two records: the older one stays unless somebody turns them round."""
    return reverse("casework:join", args=sorted([one, other]))  # ids are in order of time


FOUND = 20  # records on one page: more is no answer


@dataclass(frozen=True)
class Other:
    """Another record, found by hand, that may be hers."""

    name: str
    born: str
    reference: str
    compare_url: str


def others_like(her: Participant, wanted: Search, *, user: User) -> list[Other]:
    """Return other records of her provider that the search finds among the cases the person works on."""
    cases = Case.objects.visible_to(user).matching(wanted) if wanted else Case.objects.none()
    cases = cases.filter(participant__provider=her.provider_id).exclude(participant=her)
    in_use = Participant.objects.visible_to(user)
    newest: dict[UUID, Referral] = {}
    for case in (
        cases.filter(participant__in=in_use)
        .select_related("participant")
        .order_by("-submitted_at")[: FOUND * 3]
    ):
        newest.setdefault(case.participant.pk, case)
    return [_other_record(her, case) for case in list(newest.values())[:FOUND]]


def _other_record(her: Participant, case: Referral) -> Other:
    woman: Any = case.participant
    url = join_url(her.pk, woman.pk)
    return Other(woman.full_name, _day(woman.date_of_birth), case.reference, url)


def _lines(left: Any, right: Any) -> list[Line]:
    pairs: list[tuple[Words, str, str]] = [
        (_("Name"), left.full_name, right.full_name),
        (_("Date of birth"), _day(left.date_of_birth), _day(right.date_of_birth)),
        (_("Phone"), left.phone, right.phone),
        (_("PNC ID"), left.pnc_id, right.pnc_id),
        (_("Email"), left.email, right.email),
        (_("Address"), _address(left), _address(right)),
    ]
    return [Line(label, one, other, _alike(one, other)) for label, one, other in pairs]


def _referrals(referral: Referral, right: Any) -> list[Line]:
    if not isinstance(right, Participant):
        return []
    before = history.programmes_before([right], but=referral)
    told = "\n".join(words for _row, words in before.get(right.pk, ()))
    return [Line(_("Referrals"), referral.reference, told, alike=False)]


def _day(on: Any) -> str:
    return day(on) if on else ""


def _address(row: Any) -> str:
    return "\n".join([*row.address_lines.splitlines(), row.postcode]).strip()


def _alike(one: str, other: str) -> bool:
    same = names.search_form(one).split() == names.search_form(other).split()
    return bool(one) and (same or names.digits(one) == names.digits(other) != "")


def _said(referral: Referral) -> list[str]:
    rows = SameWoman.objects.filter(referral=referral).select_related("earlier").order_by("said_at")
    return [
        (
            _g("%(who)s said that it is the same woman as %(reference)s.")
            if row.same
            else _g("%(who)s said that it is not the same woman as %(reference)s.")
        )
        % {"who": row.said_by.split(" <")[0], "reference": row.earlier.reference}
        for row in rows
    ]


def _offered(referral: Referral, woman: UUID | None) -> list[str]:
    if referral.status == Status.SUBMITTED:
        return [ACCEPT, ALREADY] if woman else [ACCEPT_OTHER, ALREADY]
    if referral.participant_id is None:
        return []
    return [JOIN] if woman else [ACCEPT_OTHER]


def waiting(rows: Sequence[Review]) -> list[tuple[Review, str]]:
    """Return each review with the day it was raised."""
    return [(row, day(timezone.localdate(row.raised_at))) for row in rows]
