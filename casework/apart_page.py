"""The page about whom a woman is kept apart from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _g

from audit import sealing
from casework.history import moment, name_only
from casework.messages import day
from participants.models import KeepApart, Participant, PerhapsAnswer
from workshops import clashes


@dataclass(frozen=True)
class Line:
    """One person she is kept apart from."""

    who: str
    said: str
    reason: str
    end_url: str
    answers: Sequence[tuple[str, str, str]] = ()  # of whom it was asked, what was said, where to undo it


@dataclass(frozen=True)
class Apart:
    """Those somebody noted, and how many are kept apart by themselves."""

    lines: Sequence[Line]
    by_itself: int


def page(her: Participant, case_id: UUID) -> Apart:
    """Return the page, newest first."""
    standing = KeepApart.objects.standing().about(her.pk)
    said = PerhapsAnswer.objects.standing().select_related("participant").order_by("answered_at", "pk")
    answers = Prefetch("answers", queryset=said, to_attr="said")
    noted_rows = standing.select_related("participant", "other").prefetch_related(answers)
    rows = list(noted_rows.order_by("-made_at", "-pk"))
    sealing.preload({row.seal_key_id for row in rows})
    noted = {row.other_id if row.participant_id == her.pk else row.participant_id for row in rows}
    return Apart(
        lines=[line(row, her.pk, case_id) for row in rows],
        by_itself=len(clashes.kept_apart_from(her.pk) - noted),
    )


def line(row: KeepApart, her: UUID, case_id: UUID) -> Line:
    """Return one of them. The reason stands on the case it was noted on, not on the other woman's."""
    hers = row.participant_id == her
    return Line(
        who=_who(row) if hers else row.participant.full_name,
        said=_g("Noted %(when)s by %(who)s") % {"when": moment(row.made_at), "who": name_only(row.made_by)},
        reason=(row.reason or "") if hers else "",
        end_url=f"{reverse('casework:end_apart', args=[row.pk])}?case={case_id}",
        answers=[_answer(row, answer) for answer in row.said] if hers else [],  # type: ignore[attr-defined]
    )


def _answer(row: KeepApart, answer: PerhapsAnswer) -> tuple[str, str, str]:
    url = reverse("casework:perhaps", args=[row.pk, answer.participant_id])
    words = _g("It is she.") if answer.same else _g("It is not she.")
    return answer.participant.full_name, words, url


def _who(row: KeepApart) -> str:
    if row.other is not None:
        name: str = row.other.full_name
        return name
    return _g("%(who)s, not known to us yet") % {"who": named(row)}


def named(row: KeepApart) -> str:
    """Return the person as she was named, with her birthday where that is known."""
    if row.other_born_on is None:
        return row.other_name or ""
    words = {"name": row.other_name, "day": day(row.other_born_on)}
    return _g("%(name)s, born %(day)s") % words
