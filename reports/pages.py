"""A return in words, ready to be shown: frozen values made from the data, never a row of the database.

Page, issued page and PDF draw the same `ReturnPage`; what is in it decides what a commissioner sees.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from reports import funding_page, known, payload, sections, year_on_page
from reports.figures_in_words import card_sentence, compared, in_words
from reports.measures.year_on import YEAR_ON
from reports.payload import Data
from reports.quarters import Quarter
from reports.return_page import (
    Card,
    ChartPage,
    CheckLine,
    Explained,
    Line,
    Month,
    Restated,
    ReturnPage,
    Standing,
    VoicePage,
)
from reports.split_pages import protection, split_pages

COHORT = (
    "referrals_received",
    "people_referred",
    "waiting",
    "not_taken",
    "accepted",
    "called_in_time",
    "reached",
    "reached_in_time",
    "letter_sent",
    "booked",
    "attended_first",
    "attended_last",
    "completed",
    "not_completed",
    "withdrawn",
    "in_progress",
    "told_in_time",
)
ACTIVITY = (
    "activity_attended_first",
    "activity_attended_last",
    "activity_ended",
    "activity_completed",
    "activity_not_completed",
    "activity_withdrawn",
    "activity_told_in_time",
    "activity_turned_away",
)
OUTPUTS = (
    "activity_workshops_held",
    "activity_places_offered",
    "activity_places_filled",
    "activity_places_used",
    "activity_not_attended",
)
EFFORT = (
    "activity_calls",
    "activity_calls_to_reach",
    "activity_messages",
    "activity_needs_identified",
    "activity_onward_offered",
    "activity_onward_accepted",
    "activity_onward_taken_up",
    "activity_needs_improved",
)
TIMES = ("median_days_to_contact", "median_days_to_first", "median_days_to_completion")
MONEY = ("cost_per_referral", "cost_per_start", "cost_per_completion")
CARDS = (
    "people_referred",
    "reached_in_time",
    "attended_first",
    "activity_completed",
    "activity_told_in_time",
)


def build(
    figures: Data,
    definitions: Data,
    *,
    narrative: str,
    standing: Standing,
    mends: Mapping[str, str | Promise] | None = None,
    charts: Iterable[Data] = (),
) -> ReturnPage:
    """Return the page of a return from its data.

    :param mends: what to do about each failing check, for the provider's own page.
    """
    span = figures["quarter"]
    quarter = Quarter(span["year"], span["number"])
    measures = {measure["code"]: measure for measure in figures["measures"]}

    def lines(codes: Iterable[str]) -> tuple[Line, ...]:
        return tuple(_line(measures[c], definitions[c]) for c in codes if c in measures)

    return ReturnPage(
        service=figures["service"],
        programme=figures["programme"]["name"],
        provider=figures["provider"],
        commissioners=" · ".join(figures["commissioners"]),
        quarter=span["label"],
        dates=_("%(first)s to %(last)s") % {"first": day(span["first_on"]), "last": day(span["last_on"])},
        number=standing.number,
        signed_by=standing.signed_by,
        signed_on=moment(standing.signed_at) if standing.signed_at else "",
        counted=moment(datetime.fromisoformat(figures["counted_at"])),
        previous=str(quarter.previous),
        year_before=str(quarter.year_before),
        cards=tuple(_card(measures, c, definitions[c], quarter) for c in CARDS if c in measures),
        cohort=lines(COHORT),
        activity=lines(ACTIVITY),
        outputs=lines(OUTPUTS),
        effort=lines(EFFORT),
        times=lines(TIMES),
        money=lines(MONEY),
        narrative=sections.paragraphs(narrative),
        words=sections.words(figures),
        agreements=funding_page.pages(figures),
        voices=voices(figures),
        months=_months(figures),
        splits=split_pages(figures, basis="ACTIVITY"),
        equality=tuple(one for one in split_pages(figures, basis="COHORT") if one.code != YEAR_ON.code),
        protection=protection(figures),
        charts=tuple(_chart(chart) for chart in charts),
        not_known=known.lines(figures),
        contact=figures.get("contact", ""),
        explained=_all_explained(figures, measures, definitions),
        restated=tuple(_restated(one) for one in figures.get("restatements", ())),
        checks=tuple(
            CheckLine(c["code"], c["sentence"], c["found"], str((mends or {}).get(c["code"], "")))
            for c in figures["checks"]
        ),
        reason=figures["reason"],
        digest=payload.digest(figures),
        year_on=year_on_page.page(figures, definitions),
    )


def day(on: str) -> str:
    """Return an ISO date as people write it: 30 September 2026."""
    return date_format(date.fromisoformat(on), "j F Y")


def moment(at: datetime) -> str:
    """Return an instant as a day and a time in London: 5 October 2026, 9:32am."""
    local = localtime(at)
    return f"{date_format(local, 'j F Y')}, {local:%-I:%M}{'am' if local.hour < 12 else 'pm'}"


def voices(figures: Data) -> tuple[VoicePage, ...]:
    """Return the quotations of a return, then its case studies."""
    said = sorted(figures.get("voices", ()), key=lambda one: one["kind"] != "QUOTE")
    return tuple(VoicePage(one["kind"] == "STUDY", sections.paragraphs(one["words"])) for one in said)


def _months(figures: Data) -> tuple[Month, ...]:
    months = figures.get("series", {}).get("completions_by_month", ())
    return tuple(
        Month(date_format(date.fromisoformat(f"{one['month']}-01"), "F Y"), one["completed"])
        for one in months
    )


def _restated(one: Data) -> Restated:
    was, now = in_words(one, one["was"]).short, in_words(one, one["is"]).short
    return Restated(one["quarter"], one["label"], was, now, one["why"])


def _chart(chart: Data) -> ChartPage:
    source = "data:image/svg+xml;base64," + b64encode(chart["svg"].encode()).decode()
    return ChartPage(chart["code"], chart["finding"], chart["shows"], chart["alternative"], source)


def _in_order(measures: Mapping[str, Data]) -> list[str]:
    return [code for code in (*COHORT, *ACTIVITY, *EFFORT, *TIMES, *OUTPUTS, *MONEY) if code in measures]


def _line(measure: Data, words: Data) -> Line:
    return Line(
        code=measure["code"],
        label=words["label"],
        of_what=words["denominator"],
        now=in_words(measure, measure),
        bar=None if measure["unit"] != "PERCENT" or measure["value"] is None else round(measure["value"]),
        previous=in_words(measure, measure["previous"]).short,
        year_before=in_words(measure, measure["year_before"]).short,
    )


def _card(measures: Mapping[str, Data], code: str, words: Data, quarter: Quarter) -> Card:
    measure = measures[code]
    now = in_words(measure, measure)
    return Card(
        label=words["label"],
        number=now.percent or now.count,
        of=now.share if now.percent else now.of,
        basis=_("Referred in the quarter") if measure["basis"] == "COHORT" else _("Happened in the quarter"),
        note=card_sentence(measures, code),
        comparisons=(
            compared(measure, measure["previous"], str(quarter.previous)),
            compared(measure, measure["year_before"], str(quarter.year_before)),
        ),
    )


def _all_explained(figures: Data, measures: Mapping[str, Data], definitions: Data) -> tuple[Explained, ...]:
    open_ones = [measures[code] for code in _in_order(measures)]
    protected = [figures["follow_up"]] if figures.get("follow_up") else []
    return tuple(_explained(one, definitions[one["code"]]) for one in (*open_ones, *protected))


def _explained(measure: Data, words: Data) -> Explained:
    return Explained(
        code=measure["code"],
        version=words["version"],
        label=words["label"],
        basis=measure["basis"],
        definition=words["definition"],
        numerator=words["numerator"],
        denominator=words["denominator"],
    )
