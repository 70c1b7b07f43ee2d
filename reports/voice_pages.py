"""What the manager's pages of quotations show, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports import identifying
from reports import voices as saying
from reports.models import IssuedVoice, Voice
from reports.pages import moment
from reports.voices import Doubt

RECORDED = ("kind", "words", "consented_on", "consent_given")


@dataclass(frozen=True)
class VoiceLine:
    """Words in the list. `unanswered` details need a change or a reason before they can be in a return."""

    id: UUID
    kind: str
    words: str
    reference: str
    consent: str
    taken_back: str
    unanswered: int


@dataclass(frozen=True)
class VoiceWords:
    """One quotation or case study, its details marked. `issued_in` names issued returns that hold it."""

    id: UUID
    kind: str
    reference: str
    consent: str
    taken_back: str
    pieces: tuple[tuple[str, bool], ...]
    doubts: tuple[Doubt, ...]
    issued_in: tuple[tuple[UUID, str], ...]

    @property
    def unanswered(self) -> int:
        return sum(not doubt.reason for doubt in self.doubts)


def lines(rows: Iterable[Voice]) -> list[VoiceLine]:
    """Return the words of a quarter as lines; those whose consent was taken back show no words."""
    return [
        VoiceLine(
            id=row.pk,
            kind=row.get_kind_display(),
            words="" if row.withdrawn_at else row.words or "",
            reference=row.referral.reference,
            consent=_consent(row),
            taken_back=_taken_back(row),
            unanswered=0 if row.withdrawn_at else sum(not doubt.reason for doubt in saying.doubts(row)),
        )
        for row in rows
    ]


def page(row: Voice, doubts: Sequence[Doubt]) -> VoiceWords:
    """Return one quotation or case study."""
    words = row.words or ""
    issued = IssuedVoice.objects.filter(voice=row, issued__withdrawal__isnull=True).select_related("issued")
    return VoiceWords(
        id=row.pk,
        kind=row.get_kind_display(),
        reference=row.referral.reference,
        consent=_consent(row),
        taken_back=_taken_back(row),
        pieces=tuple(identifying.marked(words, saying.found_in(row))) if doubts else ((words, False),),
        doubts=tuple(doubts),
        issued_in=tuple((one.issued_id, str(one.issued.when)) for one in issued),
    )


def _consent(row: Voice) -> str:
    facts = {
        "how": row.get_consent_given_display(),
        "on": date_format(row.consented_on, "j F Y"),
        "recorded": moment(row.recorded_at),
        "by": row.recorded_by.split(" <")[0],
    }
    return _("%(how)s, on %(on)s. Recorded %(recorded)s by %(by)s.") % facts


def _taken_back(row: Voice) -> str:
    return moment(row.withdrawn_at) if row.withdrawn_at else ""
