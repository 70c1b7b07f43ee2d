"""Beginning a referral, saving it page by page, and throwing a draft away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import CASEWORKERS, POLICE
from audit import keys, trail
from audit.trail import Person
from programmes.models import Programme
from referrals.actions.moving import NotYours, lock
from referrals.drafts import Draft
from referrals.models import Referral, Source, TurnedAway
from referrals.statuses import Status
from ui.refusals import Refused, Stale


class AlreadySent(Refused):
    """A referral that was sent is no draft any more."""

    sentence = _("This referral has been sent already. Ring us if something in it is wrong.")


class NoForce(Refused):
    """The account belongs to no force or agency that refers to this programme."""

    sentence = _("Choose an officer of a force that refers to this programme.")
    field = "officer_email"


class TooMuch(Refused):
    """More than all the boxes of a page together can take."""

    sentence = _("This is more than the page can keep. Shorten it, then save the page.")


MOST_TYPED = 50_000  # characters on one page


def start_draft(
    programme: Programme,
    *,
    by: User,
    at: datetime,
    source: Source = Source.ONLINE,
    officer: User | None = None,
    outside: Sequence[str] = (),
    pasted: str = "",
) -> Referral:
    """Begin a referral once she was found eligible; only `by` sees it until it is sent.

    :param officer: who refers her, when a coordinator enters it for them.
    :param outside: the questions of the first page that rule her out, where a coordinator goes on all
        the same; accepting her asks for the reason.
    :param pasted: the text of the mail it is entered from; it is kept as it stands, sealed.
    :raises NotYours: when anybody but a coordinator goes on outside the rules.
    :raises NoForce: when the officer belongs to no force of the programme.
    """
    if outside and not by.has_role(*CASEWORKERS):
        raise NotYours
    referrer = officer or by
    held = _referring(referrer, programme)
    with transaction.atomic():
        referral = Referral.objects.create(
            programme=programme,
            definition=programme.current,
            provider=programme.provider,
            status=Status.DRAFT,
            source=source,
            owner=by,
            referred_by=referrer,
            referring_organisation=held.organisation,
            referring_team=held.team,
            reports_to=held.organisation,
            seal_key_id=keys.new_key(),
            draft=Draft().written(),
            outside_answers=list(outside),
            pasted=pasted or None,
            started_at=at,
            started_by=by.trail_name,
            saved_at=at,
        )
        trail.record(
            "referral.start_draft", referral, by=by, at=at, facts={"source": source, "outside": list(outside)}
        )
        return referral


def save_draft(
    referral: Referral,
    page: str,
    answers: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Referral:
    """Keep one page's answers, sealed.

    :param seen: how often the page had been saved when it was opened.
    :raises AlreadySent: when it is no draft any more.
    :raises Stale: when the same page was saved meanwhile, with what is now kept.
    """
    with transaction.atomic():
        locked = lock(referral)
        _check_own_draft(locked, by)
        draft = Draft.read(locked.draft)
        if seen is not None and seen != draft.saved(page):
            raise Stale(theirs=draft.pages.get(page, {}), current_version=draft.saved(page))
        locked.draft = draft.with_page(page, answers).written()
        locked.saved_at = at
        locked.advance("draft", "saved_at")
        trail.record("referral.save_draft", locked, by=by, at=at, facts={"page": page})
        return locked


def keep_typed(
    referral: Referral,
    page: str,
    boxes: Mapping[str, Sequence[str]],
    *,
    by: User,
    at: datetime,
    seen: int,
) -> bool:
    """Keep what stands in a page's boxes as it is left, sealed and not judged; tell whether it was kept.

    A page that was saved since it was opened keeps what was saved: this came too late.

    :raises AlreadySent: when it is no draft any more.
    :raises TooMuch: when it is more than any page can hold.
    """
    if sum(len(value) for values in boxes.values() for value in values) > MOST_TYPED:
        raise TooMuch
    with transaction.atomic():
        locked = lock(referral)
        _check_own_draft(locked, by)
        draft = Draft.read(locked.draft)
        if seen != draft.saved(page):
            return False
        locked.draft = draft.with_typed(page, boxes).written()
        locked.saved_at = at
        locked.save(update_fields=["draft", "saved_at"])  # not a version: nobody's page is out of date
        trail.record("referral.keep_typed", locked, by=by, at=at, facts={"page": page})
        return True


def discard_draft(referral: Referral, *, by: Person, at: datetime) -> None:
    """Delete a draft and destroy its key: what was typed can be read by nobody again."""
    with transaction.atomic():
        locked = lock(referral)
        if locked.status != Status.DRAFT:
            raise AlreadySent
        started = timezone.localtime(locked.started_at).date().isoformat()
        trail.record("referral.discard_draft", locked, by=by, at=at, facts={"started_on": started})
        keys.destroy(locked.seal_key_id, by=by.trail_name, at=at)
        locked.delete()


def turn_away(programme: Programme, question: str, *, by: User, at: datetime) -> None:
    """Count one woman found not eligible. Nothing about her is kept."""
    with transaction.atomic():
        row, _made = TurnedAway.objects.get_or_create(
            programme=programme, question=question, on=timezone.localtime(at).date()
        )
        TurnedAway.objects.filter(pk=row.pk).update(count=F("count") + 1)
        facts = {"programme": programme.code, "question": question}
        trail.record("referral.turn_away", None, by=by, at=at, facts=facts)


def _check_own_draft(locked: Referral, by: User) -> None:
    if locked.status != Status.DRAFT:
        raise AlreadySent
    if locked.owner_id != by.pk:
        raise NotYours


def _referring(referrer: User, programme: Programme) -> Membership:
    forces = set(programme.forces.values_list("pk", flat=True))
    for held in referrer.active_memberships():
        if held.role in POLICE and held.organisation_id in forces:
            return held
    raise NoForce
