"""What the manager writes for a quarter, until its return is issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import trail
from programmes.models import Programme
from reports import sections
from reports.models import PreparedReturn, ReturnDraft
from reports.quarters import Quarter
from ui.refusals import Stale


def write_words(
    programme: Programme,
    quarter: Quarter,
    narrative: str,
    *,
    by: User,
    at: datetime,
    seen: int | None,
    about: Mapping[str, str] | None = None,
) -> ReturnDraft:
    """Save the manager's words for a quarter.

    :param about: the words about single sections, by the section's code.
    :raises Stale: when somebody else saved since the page was opened.
    """
    with transaction.atomic():
        draft, made = ReturnDraft.objects.select_for_update().get_or_create(
            **key(programme, quarter), defaults={"saved_at": at, "saved_by": by.trail_name}
        )
        if not made and seen != draft.version:
            theirs = {"narrative": draft.narrative}
            theirs |= {field_of(code): words for code, words in draft.sections.items()}
            raise Stale(theirs=theirs, current_version=draft.version)
        draft.narrative, draft.saved_at, draft.saved_by = narrative, at, by.trail_name
        draft.sections = sections.written(about or {})
        draft.advance("narrative", "sections", "saved_at", "saved_by")
        trail.record("return.write_words", draft, by=by, at=at, facts={"quarter": str(quarter)})
        return draft


def words_of(programme: Programme, quarter: Quarter) -> str:
    """Return the manager's words for a quarter as they stand."""
    found = ReturnDraft.objects.filter(**key(programme, quarter)).values_list("narrative", flat=True)
    return next(iter(found), "")


def sections_of(programme: Programme, quarter: Quarter) -> dict[str, str]:
    """Return the words about each section of a quarter as they stand."""
    found = ReturnDraft.objects.filter(**key(programme, quarter)).values_list("sections", flat=True)
    return next(iter(found), {})


def still(prepared: PreparedReturn, programme: Programme, quarter: Quarter) -> bool:
    """Tell whether a prepared return has the words as they stand."""
    now = words_of(programme, quarter), sections_of(programme, quarter)
    return now == (prepared.narrative, prepared.figures.get("words", {}))


def field_of(section: str) -> str:
    """Return what a form calls the words about a section."""
    return f"about_{section}"


def key(programme: Programme, quarter: Quarter) -> dict[str, object]:
    """Return how a row of a programme's quarter is found."""
    return {"programme": programme, "year": quarter.year, "quarter": quarter.number}
