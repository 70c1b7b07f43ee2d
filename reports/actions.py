"""The life of a return: words written, prepared, drawn, signed off, withdrawn.

Preparing freezes the figures and wakes the worker, which draws the PDF from them. The manager reads
that PDF, and signing off issues those very bytes: nothing is computed or drawn between reading and
signing. Nothing here draws inside a transaction.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import trail
from correspondence import wake
from programmes.models import Programme
from reports import (
    benchmark,
    checks,
    document,
    freezing,
    funding,
    payload,
    protections,
    quality,
    restating,
    splitting,
    telling,
    voices,
    writing,
)
from reports.disclosure import Rule
from reports.layout import Data
from reports.measures import counting
from reports.measures.series import completions_by_month
from reports.models import IssuedReturn, PreparedReturn, ReturnCases, ReturnWithdrawal
from reports.quarters import Quarter, require_ended
from ui.refusals import Refused
from ui.uncollected import uncollected

logger = logging.getLogger(__name__)

MOST_TRIES = 3
USUAL_RULE = Rule()


class StillIssued(Refused):
    """The quarter has an issued return that the commissioner can download."""

    sentence = _("This quarter's return is issued. Withdraw it first if a new version is needed.")


class ReasonNeeded(Refused):
    """A check fails, and nobody said why it is signed off all the same."""

    sentence = _("A check is not met. Mend it, or say why the return is signed off all the same.")
    field = "reason"


class WhyChanged(Refused):
    """Figures of an earlier return were corrected, and nobody said why."""

    sentence = _("Figures of an earlier return have changed. Say why: it is printed under revisions.")
    field = "why_changed"


class NotReady(Refused):
    """There is no prepared return with a PDF to sign."""

    sentence = _("There is nothing to sign yet. Prepare the return, wait for its PDF and read it.")


class NotYours(Refused):
    """Somebody else's name is printed on the PDF."""

    sentence = _("It was prepared for somebody else to sign. Prepare it again in your own name.")


class WordsChanged(Refused):
    """The words were changed after the PDF was drawn."""

    sentence = _("The words of this return were changed after its PDF was made. Prepare it again.")


class PreparedAgain(Refused):
    """The PDF is another one than the page showed."""

    sentence = _("It was prepared again after you opened this page. Read the new PDF, then sign it off.")


@uncollected()
def prepare(
    programme: Programme,
    quarter: Quarter,
    *,
    name: str,
    reason: str,
    by: User,
    at: datetime,
    rule: Rule = USUAL_RULE,
    why_changed: str = "",
) -> PreparedReturn:
    """Freeze the figures as they stand and ask the worker to draw the PDF. Locks the programme.

    :param name: printed as who signs it off.
    :param reason: why, where a check fails.
    :param why_changed: why figures of earlier returns are restated, where any are.
    :param rule: how the tables that split women are protected.
    :raises NotEnded: before the quarter's last day is over.
    :raises StillIssued: while a version is issued and not withdrawn.
    :raises ReasonNeeded: when a check fails and no reason is given.
    :raises DetailNeedsReason: when a quotation holds a detail by which a woman could be known.
    :raises WhyChanged: when a figure of an earlier return changed and nobody says why.
    :raises MixedProtection: when a return for some of the same months was protected in another way.
    """
    require_ended(quarter, at)
    with transaction.atomic(), translation.override("en-gb"):
        _one_at_a_time(programme)
        protections.require_alike(programme, quarter, rule)
        narrative, about = writing.words_of(programme, quarter), writing.sections_of(programme, quarter)
        said = voices.for_return(programme, quarter)
        counted = counting.count(programme, quarter, at=at)
        looked = quality.look(counted.period.cases)
        looked_at = checks.all_of(counted, narrative=narrative, about=about)
        if not reason.strip() and not all(check.passed for check in looked_at):
            raise ReasonNeeded
        prepared = _locked(programme, quarter) or PreparedReturn(**writing.key(programme, quarter), version=0)
        prepared.number = _next_number(programme, quarter)
        tables = benchmark.beside(programme, splitting.tables(counted, rule))
        rule = splitting.rule_used(rule, tables)
        prepared.figures = {
            **payload.figures(
                counted, looked_at, reason=reason.strip(), tables=tables, rule=rule, quality=looked
            ),
            "series": {"completions_by_month": completions_by_month(programme, quarter, at=at)},
            "words": writing.sections_of(programme, quarter),
            "voices": voices.frozen(said),
            "restatements": _restatements(programme, quarter, why_changed.strip()),
        }
        prepared.figures["funding"] = funding.frozen(programme, quarter, prepared.figures["measures"])
        prepared.definitions = payload.definitions(counted)
        prepared.case_ids = payload.case_ids(counted)
        prepared.narrative, prepared.signer_name = narrative, name
        prepared.voices = voices.standing(said)
        prepared.counted_at = prepared.prepared_at = at
        prepared.prepared_by = by
        prepared.pdf, prepared.pdf_sha256, prepared.tries, prepared.charts = None, "", 0, []
        prepared.version += 1
        prepared.save()
        prepared.files.all().delete()
        trail.record("return.prepare", prepared, by=by, at=at, facts={"quarter": str(quarter)})
        wake.task("reports.tasks.draw", prepared.pk)
        return prepared


@uncollected()
def draw(prepared: PreparedReturn, *, at: datetime) -> bool:
    """Draw the PDF of a prepared return and store it; return whether it was stored.

    Doing it twice, or beside another worker, is harmless: the bytes are stored once, and only while
    the row still holds the figures they were drawn from.
    """
    waiting = PreparedReturn.objects.filter(pk=prepared.pk, version=prepared.version, pdf__isnull=True)
    if not waiting.update(tries=F("tries") + 1):
        return False
    charts = document.charts(prepared.figures, prepared.definitions)
    drawn = document.draw(freezing.page_of(prepared, charts))
    others = freezing.other_forms(prepared)
    with transaction.atomic():
        stored = waiting.update(pdf=drawn, pdf_sha256=freezing.digest(drawn), charts=charts)
        if stored:
            freezing.keep(prepared, others)
            trail.record("return.draw", prepared, by=trail.SERVICE, at=at)
    return bool(stored)


def draw_waiting(*, at: datetime) -> int:
    """Draw what the broker forgot or a crash left; return how many were drawn."""
    waiting = PreparedReturn.objects.filter(pdf__isnull=True, tries__lt=MOST_TRIES)
    return sum(_drawn(prepared, at=at) for prepared in waiting)


def sign_off(
    programme: Programme, quarter: Quarter, *, by: User, at: datetime, seen: int | None
) -> IssuedReturn:
    """Issue the prepared return: its figures, definitions and the very bytes that were read; tell its readers.

    Locks the programme, then the prepared return, which becomes the issued one in this transaction.

    :raises NotReady: when there is no PDF to sign.
    :raises NotYours: when the PDF names somebody else.
    :raises WordsChanged: when the draft's words are not those of the PDF any more.
    :raises VoicesChanged: when a quotation or the consent to it changed since.
    :raises PreparedAgain: when its figures are not those of the page that was sent.
    :raises IssuedMeanwhile: when it was not looked at beside a return issued since.
    """
    with transaction.atomic():
        _one_at_a_time(programme)
        prepared = _locked(programme, quarter)
        if prepared is None or prepared.pdf is None:
            raise NotReady
        if seen is not None and seen != prepared.version:
            raise PreparedAgain
        if prepared.prepared_by_id != by.pk:
            raise NotYours
        if not writing.still(prepared, programme, quarter):
            raise WordsChanged
        voices.require_unchanged(programme, quarter, prepared.voices)
        protections.require_newest(prepared, programme, quarter)
        if prepared.number != _next_number(programme, quarter):
            raise StillIssued
        issued = _issue(prepared, by=by, at=at)
        trail.record("return.sign_off", issued, by=by, at=at, facts={"sha256": issued.pdf_sha256})
        telling.tell_readers(issued, telling.ISSUED, by=by, at=at)
        prepared.delete()
        return issued


def withdraw(issued: IssuedReturn, *, reason: str, by: User, at: datetime) -> ReturnWithdrawal:
    """Take an issued return from download, and tell its readers. Its bytes stay. Withdrawing twice gives the first.

    Locks nothing: one withdrawal a return is the database's own rule.
    """
    with transaction.atomic():
        withdrawal, made = ReturnWithdrawal.objects.get_or_create(
            issued=issued,
            defaults={"reason": reason, "withdrawn_at": at, "withdrawn_by": by.trail_name},
        )
        if made:
            trail.record("return.withdraw", issued, by=by, at=at)
            telling.tell_readers(issued, telling.WITHDRAWN, by=by, at=at)
        return withdrawal


def _restatements(programme: Programme, quarter: Quarter, why: str) -> list[Data]:
    found = restating.changed(programme, quarter)
    if found and not why:
        raise WhyChanged
    return [{**one, "why": why} for one in found]


def _drawn(prepared: PreparedReturn, *, at: datetime) -> bool:
    try:
        return draw(prepared, at=at)
    except Exception:
        logger.exception("The PDF of a prepared return could not be drawn")
        return False


def _issue(prepared: PreparedReturn, *, by: User, at: datetime) -> IssuedReturn:
    issued = IssuedReturn.objects.create(
        programme_id=prepared.programme_id,
        year=prepared.year,
        quarter=prepared.quarter,
        number=prepared.number,
        figures=prepared.figures,
        definitions=prepared.definitions,
        narrative=prepared.narrative,
        pdf=prepared.pdf,
        charts=prepared.charts,
        pdf_sha256=prepared.pdf_sha256,
        figures_sha256=payload.digest(prepared.figures),
        counted_at=prepared.counted_at,
        signed_off_at=at,
        signed_off_by=by,
        signed_off_name=prepared.signer_name,
    )
    freezing.move(prepared, issued)
    voices.keep(issued, prepared.voices)
    ReturnCases.objects.bulk_create(
        ReturnCases(issued=issued, measure=code, case_ids=ids) for code, ids in prepared.case_ids.items()
    )
    return issued


def _next_number(programme: Programme, quarter: Quarter) -> int:
    issued = IssuedReturn.objects.filter(**writing.key(programme, quarter))
    if issued.downloadable().exists():
        raise StillIssued
    return int(issued.aggregate(last=Max("number"))["last"] or 0) + 1


def _one_at_a_time(programme: Programme) -> None:
    # Two managers of one programme take turns; referrals to it go on being sent meanwhile.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)


def _locked(programme: Programme, quarter: Quarter) -> PreparedReturn | None:
    return PreparedReturn.objects.select_for_update().filter(**writing.key(programme, quarter)).first()
