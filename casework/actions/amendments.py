"""Taking over what police changed, or leaving it: field by field, never over what she said herself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework import proposals
from casework.actions.opening import open_case
from casework.proposals import DETAILS
from correspondence import actions as correspondence
from participants import actions as participants
from participants import names, reach
from participants.actions import Details
from participants.models import AnswerSource, Participant, SafeContact
from referrals import police_word
from referrals.actions.amending import REACH, WAYS, take_matter
from referrals.actions.keeping_apart import settle_apart
from referrals.models import AmendedField, Referral, ReferredPerson, Taken
from referrals.police_word import MATTER
from ui.refusals import Refused

PHONE_WAYS = frozenset({"call", "voicemail", "text"})


class LookedAtAlready(Refused):
    """A colleague was faster, or police changed it again."""

    sentence = _("Some of this was answered already, or changed again by police. Look at what is left.")


class HersStands(Refused):
    """She told us herself."""

    sentence = _(
        "She has told us this herself since you opened the page. What she said stays: ask her again."
    )


def settle_amendments(referral: Referral, taken: Mapping[UUID, bool], *, by: User, at: datetime) -> None:
    """Take over or leave each change that police made; what would now be unsafe to send is taken back.

    Locks participant, referral.

    :param taken: by waiting field, whether it is taken over.
    :raises LookedAtAlready: when one of them waits no more.
    :raises HersStands: when one to be taken was confirmed by her.
    """
    with transaction.atomic():
        her, locked = open_case(referral, by=by)
        rows = {row.pk: row for row in proposals.waiting(locked).select_for_update(of=("self",))}
        if not taken.keys() <= rows.keys():
            raise LookedAtAlready
        confirmed = proposals.confirmed_herself(locked, her)
        wanted = [rows[pk] for pk, yes in taken.items() if yes]
        if any(row.name in confirmed for row in wanted):
            raise HersStands
        _take(locked, her, wanted, by=by, at=at)
        for pk, yes in taken.items():
            _answer(rows[pk], Taken.TAKEN if yes else Taken.LEFT, by=by, at=at)
        if any(rows[pk].name == "must_not_meet" for pk in taken):
            _settle_apart(locked, her, by=by, at=at)
        facts = {"taken": sorted(row.name for row in wanted), "left": len(taken) - len(wanted)}
        trail.record("case.settle_amendments", locked, by=by, at=at, facts=facts)


def _answer(row: AmendedField, taken: Taken, *, by: User, at: datetime) -> None:
    row.taken, row.answered_at, row.answered_by = taken, at, by.trail_name
    row.save(update_fields=["taken", "answered_at", "answered_by"])


def _take(locked: Referral, her: Participant, wanted: list[AmendedField], *, by: User, at: datetime) -> None:
    new = {row.name: proposals.value(row) for row in wanted}
    details = {name: value for name, value in new.items() if name in DETAILS}
    if details:
        known = Details(**{field.name: getattr(her, field.name) for field in fields(Details)})
        her = participants.amend(her, replace(known, **details), by=by, at=at)
    matter = {name: value for name, value in new.items() if name in MATTER}
    if matter:
        take_matter(locked, matter, at=at)
    if new.keys() & set(REACH):
        _as_police_heard_it(ReferredPerson.objects.get(referral=locked), her, new, by=by, at=at)
    correspondence.withdraw_unsafe(her, by=by, at=at)


def _settle_apart(locked: Referral, her: Participant, *, by: User, at: datetime) -> None:
    """Keep her apart from whom we go by now: those taken over, or those from before where it was left."""
    log = police_word.log(locked, ["must_not_meet"])
    person = ReferredPerson.objects.get(referral=locked)
    told = [police_word.value(row.name, kept) for row in log for kept in (row.old, row.new)]
    named = [other for one in told for other in police_word.others(one)]
    wanted = police_word.others(police_word.as_we_have_it(person, log, "must_not_meet"))
    stated_by = log[-1].amendment.amended_by
    settle_apart(her, named, wanted, stated_by=stated_by, by=by, at=at)


def _as_police_heard_it(
    person: ReferredPerson, her: Participant, new: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    """Keep a new row of what she told police: as it was, with what was taken over.

    A yes counts only for the number or address that police have, where our record has the same.
    """
    rows = SafeContact.objects.filter(participant=her, source=AnswerSource.POLICE)
    last = rows.order_by("-confirmed_at", "-pk").first()
    same = {way: names.digits(person.phone) == her.phone_digits for way in PHONE_WAYS}
    same |= {"email": person.email == her.email, "post": _lives_there(person, her)}
    ways: dict[str, Any] = {}
    for name, way in WAYS.items():
        before = last.answer_now(way) if last else "NOT_ASKED"
        said = new.get(name, before)
        ways[way] = said if same[way] or said == "NO" else "NOT_ASKED"
    kept = {n: new.get(n, getattr(last, n, None)) for n in ("who_must_not_know", "trusted_contact")}
    participants.confirm_safe_contact(
        her,
        by=by,
        at=at,
        source=AnswerSource.POLICE,
        asked_alone=bool(new.get("asked_alone", last.asked_alone if last else False)),
        number_check=new.get("number_check", last.check_now if last and same["call"] else "NOT_CHECKED"),
        safe_times=new.get("safe_times", last.safe_times if last else []) or [],
        danger_suggested=bool(new.get("danger_suggested", last.danger_suggested if last else False)),
        **kept,
        **ways,
    )


def _lives_there(person: ReferredPerson, her: Participant) -> bool:
    return reach.same_home(person.address_lines, person.postcode, her.address_lines, her.postcode)
