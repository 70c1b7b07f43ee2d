"""What a manager reads of the follow-up: frozen values, with their caveats in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programmes.kinds import IndexEvent
from programmes.models import Programme
from reports.followup import counting, curve
from reports.followup.curve import AtRisk
from reports.followup.forms import ChooseForm
from reports.followup.models import INDEX_LABELS
from reports.followup.rates import Rate, Share, one_each, rate
from reports.layout import Data

Words = str | Promise


@dataclass(frozen=True)
class Headline:
    label: str
    number: str
    of: str
    note: str


@dataclass(frozen=True)
class Counted:
    """A row of the table of who is counted and who is not."""

    label: Words
    number: int
    why: Words


@dataclass(frozen=True)
class FollowUpPage:
    programme: str
    slug: str
    chosen: str
    months: int
    headlines: Sequence[Headline]
    range: str
    rows: Sequence[Counted]
    maturity: str
    at_risk: Sequence[AtRisk]
    chart: Data | None
    chart_url: str
    being_drawn: bool
    form: ChooseForm


IMMATURE = gettext_lazy("Their time is not over yet. They are in no figure, whatever is known of them")
UNANSWERED = gettext_lazy("Police have not answered, or may not be asked about her. They are in no figure")
UNKNOWN = gettext_lazy("Police could not tell. They are in no figure, and are not counted as “no”")


def page(programme: Programme, given: Mapping[str, str], *, today: date) -> FollowUpPage:
    """Return the rate of a programme for the event and year chosen, as it stands on a day."""
    usual = programme.current.parsed.follow_up
    event = IndexEvent(given["event"]) if given.get("event") in set(IndexEvent) else usual.index
    every = counting.followed(programme, event)
    years = counting.years(every)
    year = next((one for one in years if str(one) == given.get("year")), None)
    cases = counting.of_year(one_each(every), year)
    found = rate(cases, event=event, today=today)
    durations, digest = counting.known_durations(cases, event, today)
    there_is_a_curve = curve.enough(durations)
    chart = curve.drawn(programme, event, digest) if there_is_a_curve else None
    return FollowUpPage(
        programme=str(programme),
        slug=programme.slug,
        chosen=_chosen(event, year),
        months=usual.months,
        headlines=_headlines(found, usual.months),
        range=_range(found),
        rows=_rows(found),
        maturity=_maturity(found, usual.months, today),
        at_risk=curve.table(durations) if there_is_a_curve else [],
        chart=chart,
        chart_url=reverse("reports:follow_up_chart", args=[programme.slug, event.lower()]),
        being_drawn=there_is_a_curve and year is None and chart is None,
        form=ChooseForm(initial={"event": event, "year": str(year or "")}, years=years),
    )


def _chosen(event: IndexEvent, year: int | None) -> str:
    words = {"event": str(INDEX_LABELS[event]).lower(), "first": year or 0, "last": (year or 0) + 1}
    if year is None:
        return _("Counted from: %(event)s. All years") % words
    return _("Counted from: %(event)s. April %(first)s to March %(last)s") % words


def _headlines(found: Rate, months: int) -> list[Headline]:
    labels = {
        _("No recorded offence within %(months)s months"): found.not_reoffended,
        _("A recorded offence within %(months)s months"): found.reoffended,
    }
    return [_headline(label % {"months": months}, share) for label, share in labels.items()]


def _headline(label: str, share: Share) -> Headline:
    words = {"n": share.numerator, "of": share.denominator}
    if share.percent is None:
        few = _("Too few for a percentage") if share.denominator else _("No woman can be counted yet")
        return Headline(label, str(share.numerator), _("of %(of)s women") % words, few)
    interval = {"low": f"{share.low:g}", "high": f"{share.high:g}"}
    return Headline(
        label,
        f"{share.percent:g}%",
        _("%(n)s of %(of)s women") % words,
        _("95%% interval (Wilson): %(low)s%% to %(high)s%%") % interval,
    )


def _range(found: Rate) -> str:
    if found.least is None or found.most is None or found.least == found.most:
        return ""
    return _(
        "Whatever became of the women about whom nothing is known: between %(least)s%% and %(most)s%% had a "
        "recorded offence."
    ) % {"least": f"{found.least:g}", "most": f"{found.most:g}"}


def _rows(found: Rate) -> list[Counted]:
    return [
        Counted(_("Women with this event"), found.cohort, _("Each once, by her first")),
        Counted(_("Too early to say"), found.immature, IMMATURE),
        Counted(_("No answer"), found.no_answer, UNANSWERED),
        Counted(_("Not known"), found.unknown, UNKNOWN),
        Counted(
            _("Counted"), found.reoffended.denominator, _("Their time is over, and police said yes or no")
        ),
    ]


def _maturity(found: Rate, months: int, today: date) -> str:
    return ngettext(
        "%(mature)s of %(cohort)s woman had been followed for %(months)s months on %(today)s.",
        "%(mature)s of %(cohort)s women had been followed for %(months)s months on %(today)s.",
        found.cohort,
    ) % {"mature": found.mature, "cohort": found.cohort, "months": months, "today": f"{today:%-d %B %Y}"}
