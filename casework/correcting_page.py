"""What the pages of a correction show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import notice_view
from casework.actions.correcting import Corrected, Effect
from casework.messages import day
from workshops.actions import Entry
from workshops.models import Place

EFFECTS: dict[Effect, Promise] = {
    Effect.NOTHING: _("How she stands, and what police were told, stays as it is."),
    Effect.TOLD_ANEW: _("The outcome stays; the days police were told change. They get a new notice."),
    Effect.COMPLETED: _("By the right marks she has completed it. The case is closed as completed."),
    Effect.REOPENED: _("The outcome no longer stands. The case is open again, and police are told so."),
}


@dataclass(frozen=True)
class Head:
    """Whose mark it is, and on which day."""

    called: str
    on: str
    mark: str
    back: str


@dataclass(frozen=True)
class Follows:
    """What a correction leads to, and exactly what police will read of it."""

    mark: str
    effect: str | Promise
    changed: Sequence[str] = ()
    sentences: Sequence[str] = ()


def head(place: Place) -> Head:
    """Return what stands over the form."""
    return Head(
        called=place.participant.called,
        on=day(timezone.localdate(place.workshop.starts_at)),
        mark=place.get_mark_display(),
        back=reverse("workshops:register", args=[place.workshop_id]),
    )


def follows(corrected: Corrected, entry: Entry) -> Follows:
    """Return what a correction would lead to."""
    mark, effect = str(entry.mark.label), EFFECTS[corrected.effect]
    if corrected.notice is None:
        return Follows(mark, effect)
    read = notice_view.notice(corrected.notice, before=corrected.before)
    return Follows(mark, effect, read.changed, read.sentences)
