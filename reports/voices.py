"""Quotations and case studies: recorded with her consent, checked for detail, taken out when she takes it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from programmes.models import Programme
from referrals.models import Referral
from reports import known_women
from reports.details import Detail
from reports.identifying import Finding, findings
from reports.layout import Data
from reports.models import IssuedReturn, IssuedVoice, PreparedReturn, Voice, VoiceKind
from reports.quarters import Quarter
from reports.querysets import VoiceQuerySet
from ui.refusals import Refused

MOST = {VoiceKind.QUOTE: 4, VoiceKind.STUDY: 1}
LONGEST = {VoiceKind.QUOTE: 600, VoiceKind.STUDY: 3000}

WHY: dict[Detail, str | Promise] = {
    Detail.NAME: _("A woman of this service has this name."),
    Detail.PLACE: _("It is a street, or a word of her address."),
    Detail.DATE: _("Somebody who knows her may know what she did that day."),
    Detail.AGE: _("Her age narrows down who she is."),
    Detail.OFFENCE: _("It names the offence."),
    Detail.PHONE: _("It looks like a telephone number."),
    Detail.POSTCODE: _("It looks like a postcode."),
    Detail.EMAIL: _("It looks like an e-mail address."),
    Detail.REFERENCE: _("It looks like a reference to a case."),
    Detail.NUMBER: _("A number such as this can point to one woman."),
    Detail.FEW: _("It speaks of one or a few women: others may know who."),
}


class NoSuchCase(Refused):
    """The reference is of no case of this programme."""

    sentence = _("There is no accepted case with this reference in this programme.")
    field = "reference"


class TooMany(Refused):
    """The return has as many quotations, or case studies, as it may."""

    sentence = _("A return has at most four quotations and one case study. Take one out first.")
    field = "kind"


class TooLong(Refused):
    sentence = _("A quotation has at most 600 characters. A case study may be longer.")
    field = "words"


class NotAgreed(Refused):
    """Her consent was taken back."""

    sentence = _("She has taken her consent back. These words cannot be used.")


class DetailNeedsReason(Refused):
    """Words for the return hold a detail by which she could be known, and nobody said why it may stay."""

    sentence = _(
        "Words of a woman hold a detail by which she could be known. Open “In their own words”: change it, or "
        "say why it may stay."
    )


class VoicesChanged(Refused):
    """A quotation was changed, added, or its consent taken back after the PDF was made."""

    sentence = _(
        "The quotations were changed, or consent to one was taken back, after the PDF was made. Prepare it again."
    )


Standing = list[Any]  # id, version, [[sort of detail, why it stays]]


@dataclass(frozen=True)
class Doubt:
    """A detail that was found: why it matters, and why it may stay (empty: nobody said).

    `field` names its reason in a form: a keyed digest, the same while the detail is, and nothing anybody can read.
    """

    key: str
    words: str
    why: str | Promise
    reason: str
    field: str = ""


def record(
    programme: Programme,
    quarter: Quarter,
    *,
    referral: Referral,
    kind: str,
    words: str,
    consented_on: date,
    consent_given: str,
    by: User,
    at: datetime,
) -> Voice:
    """Keep words that a woman agreed to have in a return. Locks the programme.

    :raises NoSuchCase: when the case is another programme's, or nobody's yet.
    :raises TooMany: when the return has enough of this kind.
    """
    if referral.programme_id != programme.pk or referral.participant_id is None:
        raise NoSuchCase
    with transaction.atomic():
        Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        here = Voice.objects.of(programme, quarter).filter(withdrawn_at__isnull=True, kind=kind)
        if here.count() >= MOST[VoiceKind(kind)]:
            raise TooMany
        voice = Voice(
            programme=programme,
            year=quarter.year,
            quarter=quarter.number,
            referral=referral,
            seal_key_id=referral.seal_key_id,
            kind=kind,
            words=_fitting(kind, words),
            reasons="{}",
            consented_on=consented_on,
            consent_given=consent_given,
            recorded_at=at,
            recorded_by=by.trail_name,
        )
        voice.save(force_insert=True)
        facts = {"quarter": str(quarter), "kind": kind}
        trail.record("voice.record", referral, by=by, at=at, facts=facts)
        return voice


def change(
    voice: Voice, *, words: str, reasons: Mapping[str, str], by: User, at: datetime, seen: int | None
) -> Voice:
    """Change the words, and say why details may stay. Locks the words.

    :raises NotAgreed: when her consent was taken back.
    """
    with transaction.atomic():
        locked = Voice.objects.select_for_update().get(pk=voice.pk)
        locked.expect(seen)
        if locked.withdrawn_at:
            raise NotAgreed
        locked.words = _fitting(locked.kind, words)
        locked.reasons = json.dumps({key: why.strip() for key, why in reasons.items() if why.strip()})
        locked.advance("words", "reasons")
        trail.record("voice.change", locked.referral, by=by, at=at, fields=["words", "reasons"])
        return locked


def take_back(voice: Voice, *, by: User, at: datetime) -> Voice:
    """Record that she took her consent back: her words go from the return that is prepared, files and all.

    Doing it twice keeps the first. Locks the programme, then the words.
    """
    with transaction.atomic():
        Programme.objects.select_for_update(no_key=True).get(pk=voice.programme_id)
        locked = Voice.objects.select_for_update().get(pk=voice.pk)
        if locked.withdrawn_at is None:
            locked.withdrawn_at, locked.withdrawn_by = at, by.trail_name
            locked.advance("withdrawn_at", "withdrawn_by")
            when = Quarter(locked.year, locked.quarter)
            PreparedReturn.objects.of(locked.programme, when).delete()
            trail.record("voice.take_back", locked.referral, by=by, at=at)
        return locked


def doubts(voice: Voice) -> list[Doubt]:
    """Return what in the words could tell who she is, each once, with the reason for which it stays."""
    reasons = json.loads(voice.reasons or "{}")
    found: dict[str, Finding] = {one.key: one for one in reversed(found_in(voice))}
    return [
        Doubt(key, one.words, WHY[one.detail], reasons.get(key, ""), _field(voice, key))
        for key, one in sorted(found.items(), key=lambda pair: pair[1])
    ]


def _field(voice: Voice, key: str) -> str:
    """Return what a form calls the reason: of this detail of these words, wherever it stands among others."""
    return "reason_" + salted_hmac("reports.voices.reason", f"{voice.pk}:{key}").hexdigest()[:20]


def found_in(voice: Voice) -> list[Finding]:
    """Return every detail of the words, in their order."""
    return findings(voice.words or "", known_women.of_voice(voice))


def for_return(programme: Programme, quarter: Quarter) -> list[Voice]:
    """Return the words that go into a return. :raises DetailNeedsReason: when one of them must be changed first."""
    found = list(_agreed(programme, quarter))
    if any(not doubt.reason for voice in found for doubt in doubts(voice)):
        raise DetailNeedsReason
    return found


def frozen(found: Iterable[Voice]) -> list[Data]:
    """Return the words as they stand in the return: nothing of whose they are."""
    return [{"kind": one.kind, "words": one.words} for one in found]


def standing(found: Iterable[Voice]) -> list[Standing]:
    """Return whose words they are and why details stay, for the provider: ids, versions, reasons."""
    return [
        [str(one.pk), one.version, [[doubt.key.partition(":")[0], doubt.reason] for doubt in doubts(one)]]
        for one in found
    ]


def require_unchanged(programme: Programme, quarter: Quarter, prepared: list[Standing]) -> None:
    """Refuse when words or consent changed since a return was prepared. Locks the words. :raises VoicesChanged:"""
    now = _agreed(programme, quarter).select_for_update(of=("self",))
    if [[str(one.pk), one.version] for one in now] != [one[:2] for one in prepared]:
        raise VoicesChanged


def keep(issued: IssuedReturn, prepared: list[Standing]) -> None:
    """Keep beside an issued return whose words it holds and of which sorts details stayed, for the provider only.

    Why they stayed is kept with the words alone, sealed: a reason may name her.
    """
    IssuedVoice.objects.bulk_create(
        IssuedVoice(issued=issued, voice_id=pk, reasons=sorted({sort for sort, _why in reasons}))
        for pk, _version, reasons in prepared
    )


def _agreed(programme: Programme, quarter: Quarter) -> VoiceQuerySet:
    found = Voice.objects.of(programme, quarter).consented()
    return found.select_related("programme__provider", "referral__participant")


def _fitting(kind: str, words: str) -> str:
    if len(words) > LONGEST[VoiceKind(kind)]:
        raise TooLong
    return words.strip()
