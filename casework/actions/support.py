"""Needs, services she was offered, and what must be in place for her to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from casework.actions.opening import open_case
from casework.models import Arrangement, ListedService, Need, OnwardReferral
from casework.statuses import ArrangementKind, ArrangementState
from participants import actions as participants
from participants.models import EqualityAnswers, Participant
from referrals.models import Referral
from ui.refusals import Refused


class NothingAnswered(Refused):
    """The page was saved with every question left open."""

    sentence = _("Choose at least one answer, or go back. She need not answer any of them.")


class SayWhichService(Refused):
    """An offer names the service."""

    sentence = _("Say which service she was offered.")
    field = "service"


class NotWanted(Refused):
    """She has begun with a service that she does not want."""

    sentence = _("She cannot have begun with a service she does not want. Choose “Yes” if she wants it.")


class NotListed(Refused):
    """The service was taken out of the directory meanwhile."""

    sentence = _("This service is not in the directory any more. Choose another, or write its name.")
    field = "listed"


def note_need(
    referral: Referral, *, pathway: str, level: int, by: User, at: datetime, words: str = ""
) -> Need:
    """Keep a need by its pathway; noted again, the newer level is what it is afterwards."""
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        return _keep_need(participant, locked, pathway, level, words, by=by, at=at)


def _keep_need(
    participant: Participant,
    locked: Referral,
    pathway: str,
    level: int,
    words: str,
    *,
    by: User,
    at: datetime,
) -> Need:
    row = Need.objects.select_for_update().filter(referral=locked, pathway=pathway).first()
    if row is None:
        row = Need(referral=locked, pathway=pathway, seal_key_id=participant.seal_key_id, level=level)
    else:
        row.level_after = level
    row.words = words or row.words
    row.noted_at, row.noted_by = at, by.trail_name
    row.save()
    trail.record("case.note_need", locked, by=by, at=at, facts={"pathway": pathway})
    return row


def answer_equality(
    referral: Referral, answers: Mapping[str, str], *, by: User, at: datetime
) -> EqualityAnswers:
    """Keep what she said about herself, apart from the case; nothing on the case shows it.

    :raises NothingAnswered: when every question was left open.
    """
    if not any(answers.values()):
        raise NothingAnswered
    with transaction.atomic():
        participant, _locked = open_case(referral, by=by)
        return participants.answer_equality(participant, answers, by=by, at=at)


def offer_service(
    referral: Referral,
    *,
    pathway: str,
    service: str,
    accepted: bool | None,
    by: User,
    at: datetime,
) -> OnwardReferral:
    """Keep that she was offered a service, and whether she wants it.

    :raises SayWhichService: when the service is not named.
    """
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        return _keep_offer(participant, locked, pathway, service, accepted, by=by, at=at)


def answer_offer(
    offer: OnwardReferral, *, accepted: bool | None, taken_up: bool, by: User, at: datetime
) -> OnwardReferral:
    """Keep whether she wants a service she was offered, and whether she has begun with it; open or closed.

    :raises NotWanted: when she is said to have begun with what she does not want.
    :raises Refused: NotOnTheBooks, NotYours.
    """
    with transaction.atomic():
        _participant, locked = open_case(offer.referral, by=by, accepted=False)
        if taken_up and not accepted:
            raise NotWanted(field="accepted")
        rows = OnwardReferral.objects.select_for_update(of=("self",))
        row: OnwardReferral = rows.get(pk=offer.pk)
        row.accepted = accepted
        if taken_up != (row.taken_up_at is not None):
            row.taken_up_at, row.taken_up_by = (at, by.trail_name) if taken_up else (None, "")
        row.save(update_fields=["accepted", "taken_up_at", "taken_up_by"])
        facts = {"pathway": row.pathway, "accepted": accepted, "taken_up": taken_up}
        trail.record("case.answer_offer", locked, by=by, at=at, facts=facts)
        return row


def _keep_offer(
    participant: Participant,
    locked: Referral,
    pathway: str,
    service: str,
    accepted: bool | None,
    *,
    by: User,
    at: datetime,
    listed: ListedService | None = None,
) -> OnwardReferral:
    named = listed.name if listed else service.strip()
    if not named:
        raise SayWhichService
    row = OnwardReferral(
        referral=locked,
        seal_key_id=participant.seal_key_id,
        pathway=pathway,
        service=named,
        listed=listed,
        accepted=accepted,
        offered_at=at,
        offered_by=by.trail_name,
    )
    row.save(force_insert=True)
    trail.record("case.offer_service", locked, by=by, at=at, facts={"pathway": pathway})
    return row


def add_arrangement(
    referral: Referral,
    *,
    kind: ArrangementKind,
    by: User,
    at: datetime,
    for_on: date | None = None,
    words: str = "",
    arranged_by: str = "",
    cost_pence: int | None = None,
) -> Arrangement:
    """Say what must be in place for her to come, who sees to it and what it costs."""
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        row = Arrangement(
            referral=locked,
            seal_key_id=participant.seal_key_id,
            kind=kind,
            for_on=for_on,
            words=words or None,
            arranged_by=arranged_by,
            cost_pence=cost_pence,
            made_at=at,
            made_by=by.trail_name,
        )
        row.save(force_insert=True)
        facts = {"kind": kind, "arranged_by": arranged_by, "pence": cost_pence}
        trail.record("case.add_arrangement", locked, by=by, at=at, facts=facts)
        return row


def set_arrangement(
    arrangement: Arrangement,
    *,
    state: ArrangementState,
    by: User,
    at: datetime,
    arranged_by: str | None = None,
    cost_pence: int | None = None,
    seen: int | None = None,
) -> Arrangement:
    """Say how far an arrangement has come, and with it who sees to it and what it costs.

    :param arranged_by: None: who and cost stay as they are.
    :raises Stale: when somebody changed it since the page was opened.
    """
    with transaction.atomic():
        _participant, locked = open_case(arrangement.referral, by=by)
        row: Arrangement = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
        row.expect(seen)
        before, row.state = row.state, state
        if arranged_by is not None:
            row.arranged_by, row.cost_pence = arranged_by, cost_pence
        row.advance("state", "arranged_by", "cost_pence")
        facts = {"kind": row.kind, "from": before, "to": state, "pence": row.cost_pence}
        trail.record("case.set_arrangement", locked, by=by, at=at, facts=facts)
        return row


def note_need_and_offer(referral: Referral, said: Mapping[str, Any], *, by: User, at: datetime) -> Need:
    """Keep a need and, where a service was offered for it, the offer, as one act."""
    with transaction.atomic():
        participant, locked = open_case(referral, by=by)
        return keep_need_and_offer(participant, locked, said, by=by, at=at)


def keep_need_and_offer(
    participant: Participant, locked: Referral, said: Mapping[str, Any], *, by: User, at: datetime
) -> Need:
    """The same, where the caller holds her record and the referral, and may."""
    pathway, words = said["pathway"], said.get("words", "")
    need = _keep_need(participant, locked, pathway, int(said["level"]), words, by=by, at=at)
    listed = _listed(locked, said.get("listed", ""))
    if listed or said.get("service"):
        accepted = {"YES": True, "NO": False}.get(said.get("accepted", ""))
        service = said.get("service", "")
        _keep_offer(participant, locked, pathway, service, accepted, by=by, at=at, listed=listed)
    return need


def _listed(locked: Referral, key: str) -> ListedService | None:
    """Return the service of the directory somebody chose.

    :raises NotListed: when it was taken out meanwhile.
    """
    if not key:
        return None
    found: ListedService | None = ListedService.objects.of(locked.provider_id).filter(pk=key).first()
    if found is None:
        raise NotListed
    return found
