"""Numbers and addresses that may not reach her: a list of each, with what to do about it.

Of open cases only: what is wrong with a case that is closed is nobody's work. The rules of a number and
of an address are those the gate asks (`participants.reach`), here asked by the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Case as SqlCase
from django.db.models import (
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Upper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from casework.models import Case
from casework.paging import CAP
from casework.querysets import CaseQuerySet
from correspondence.models import ReturnedLetter
from participants import reach
from participants.models import NumberCheck, Participant, SafeContact
from referrals.statuses import Status


class Doing(StrEnum):
    """Where the work of a list is done."""

    DETAILS = "DETAILS"
    ASK_POLICE = "ASK_POLICE"
    CALL = "CALL"
    RETURNED = "RETURNED"


@dataclass(frozen=True)
class ReachList:
    """One list: which open cases it holds, and what to do about each of them.

    `work` is False where nothing is wrong and a coordinator only has to know it.
    """

    slug: str
    title: Promise
    to_do: Promise
    holds: Callable[[], Q]
    doing: Doing
    button: Promise
    work: bool = True


def _no_phone() -> Q:
    return Q(participant__phone_digits="") | Q(newest_check=NumberCheck.NO_PHONE)


def _wrong() -> Q:
    attempts = apps.get_model("casework.ContactAttempt").objects.filter(undone_at__isnull=True)
    spoken_since = attempts.filter(
        referral=OuterRef("referral"), outcome="SPOKE", made_at__gt=OuterRef("made_at")
    )
    wrong = attempts.filter(
        ~Exists(spoken_since),
        referral=OuterRef("pk"),
        outcome="WRONG_NUMBER",
        number_rung=OuterRef("participant__phone_digits"),
    )
    return Q(Exists(wrong)) & ~_no_phone()


def _shared() -> Q:
    others = Participant.objects.in_use().filter(
        provider=OuterRef("provider"), phone_digits=OuterRef("participant__phone_digits")
    )
    return Q(Exists(others.exclude(pk=OuterRef("participant")))) & ~Q(participant__phone_digits="")


def _landline() -> Q:
    return ~Q(participant__phone_digits__regex=reach.MOBILE) & ~_no_phone()


def _unchecked() -> Q:
    changed_since = SafeContact.objects.filter(
        participant=OuterRef("referral__participant"), number_changed_at__gt=OuterRef("started_at")
    )
    confirmed = apps.get_model("casework.FirstCall").objects.filter(
        ~Exists(changed_since), referral=OuterRef("pk"), number_confirmed=True
    )
    return Q(newest_check=NumberCheck.NOT_CHECKED) & ~Q(Exists(confirmed)) & ~_no_phone()


def _nowhere() -> Q:
    return Q(participant__no_fixed_address=True) | Q(postcode_there__regex=reach.NOWHERE)


def _no_address() -> Q:
    nothing = ~Q(participant__address_lines__regex=reach.ANY_LINE) & Q(participant__postcode="")
    return nothing & ~_nowhere()


def _incomplete() -> Q:
    complete = (
        Q(participant__address_lines__regex=reach.FIRST_LINE)
        & ~Q(participant__address_lines__regex=reach.TOO_MANY_LINES)
        & Q(postcode_there__regex=reach.PLAUSIBLE_POSTCODE)
    )
    return ~complete & ~_no_address() & ~_nowhere()


def _came_back() -> Q:
    returned = ReturnedLetter.objects.from_where_she_lives()
    return Q(Exists(returned.filter(participant=OuterRef("participant"))))


REACH_LISTS: tuple[ReachList, ...] = (
    ReachList(
        "wrong",
        _("Wrong or dead number"),
        _("Ask police for another number. When you have one, write it into her details: calls begin again."),
        _wrong,
        Doing.ASK_POLICE,
        _("Ask police"),
    ),
    ReachList(
        "missing",
        _("No number"),
        _("Ask police whether they have one, or know somebody she trusts. Where post is safe, write to her."),
        _no_phone,
        Doing.ASK_POLICE,
        _("Ask police"),
    ),
    ReachList(
        "shared",
        _("Number of another woman too"),
        _(
            "Two records have the same number. Ring, be sure who it is before you say anything, and ask "
            "whose phone it is. Then correct the record that is wrong. Perhaps it is one woman twice."
        ),
        _shared,
        Doing.DETAILS,
        _("Correct her details"),
    ),
    ReachList(
        "came-back",
        _("Post that came back"),
        _("No letter goes to this address until you say it is right. Ring her and ask where she is now."),
        _came_back,
        Doing.RETURNED,
        _("Put it right"),
    ),
    ReachList(
        "incomplete",
        _("Address not complete"),
        _(
            "A letter needs a house and street, a postcode that can exist, and no more than five lines. "
            "Ask her when you speak, and write down all of it."
        ),
        _incomplete,
        Doing.DETAILS,
        _("Correct her details"),
    ),
    ReachList(
        "unchecked",
        _("Number not checked"),
        _(
            "Nobody has made sure that it is her number. At the next call ask for her by her first name, and "
            "read the number back to her."
        ),
        _unchecked,
        Doing.CALL,
        _("Ring her"),
    ),
    ReachList(
        "no-address",
        _("No address"),
        _("Nothing can be posted to her. Ask her, when you speak, whether there is somewhere safe."),
        _no_address,
        Doing.DETAILS,
        _("Add an address"),
    ),
    ReachList(
        "not-mobile",
        _("Not a mobile number"),
        _("She gets no texts: what would be texted becomes a call. Others may answer a landline."),
        _landline,
        Doing.CALL,
        _("Ring her"),
        work=False,
    ),
    ReachList(
        "no-fixed-address",
        _("No fixed address"),
        _("Nothing is posted to her. Ask her who may pass on a message, and tell her her dates by phone."),
        _nowhere,
        Doing.CALL,
        _("Ring her"),
        work=False,
    ),
)
BY_SLUG: Mapping[str, ReachList] = {one.slug: one for one in REACH_LISTS}


def held_by(one: ReachList, user: User) -> CaseQuerySet:
    """Return the open cases of one list."""
    return _open_cases(user).filter(one.holds())


def to_put_right(user: User) -> CaseQuerySet:
    """Return the open cases where something is wrong that stops us from reaching her."""
    found = Q(pk__in=[])
    for slug in ("wrong", "missing", "shared", "came-back", "incomplete"):
        found |= BY_SLUG[slug].holds()
    return _open_cases(user).filter(found)


@dataclass(frozen=True)
class Figures:
    """How many open cases each list holds, and how their numbers were checked; none counts past the cap."""

    lists: Mapping[str, int]
    checks: Mapping[str, int]


def figures(user: User) -> Figures:
    """Count every list in one query. A list is counted no further than one past `paging.CAP`."""
    cases = _open_cases(user).order_by()
    counted: dict[str, QuerySet[Any]] = {one.slug: cases.filter(one.holds()) for one in REACH_LISTS}
    counted |= {check.value: cases.filter(newest_check=check) for check in NumberCheck}
    first, *others = (
        rows.annotate(kind=Value(kind, output_field=CharField())).values_list("kind")[: CAP + 1]
        for kind, rows in counted.items()
    )
    found = Counter(kind for (kind,) in first.union(*others, all=True))
    return Figures(
        {one.slug: found[one.slug] for one in REACH_LISTS},
        {check.value: found[check.value] for check in NumberCheck},
    )


def _open_cases(user: User) -> CaseQuerySet:
    not_checked = Value(NumberCheck.NOT_CHECKED.value)
    newest = (
        SafeContact.objects.filter(participant=OuterRef("participant"))
        .annotate(
            checked=SqlCase(When(number_changed_at__isnull=True, then="number_check"), default=not_checked)
        )
        .order_by("-confirmed_at", "-pk")
    )
    cases: CaseQuerySet = (
        Case.objects.visible_to(user)
        .filter(status=Status.ACCEPTED)
        .annotate(
            newest_check=Coalesce(Subquery(newest.values("checked")[:1]), not_checked),
            postcode_there=Upper(F("participant__postcode")),
        )
    )
    return cases
