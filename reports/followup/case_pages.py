"""The business case of a programme's year: what the figures say, and what somebody assumes. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.kinds import IndexEvent
from programmes.models import Agreement, Programme
from referrals.models import Referral
from reports.followup import costs, counting, querysets
from reports.followup.costs import Assumed, Cost, Scenario
from reports.followup.forms import BusinessForm
from reports.followup.pages import Headline
from reports.followup.rates import Followed, Rate, rate
from reports.followup.rules import ends_on
from reports.measures.gathering_help import money
from reports.measures.helped import Money
from reports.quarters import Quarter, RollingYear, quarter_of_day

Words = str | Promise
INCLUDED: Sequence[Words] = (
    gettext_lazy("The value of the funding agreements for the days of the year, shared out by day"),
    gettext_lazy("Every woman the service worked with, also those who did not complete: they cost, too"),
)
NOT_INCLUDED: Sequence[Words] = (
    gettext_lazy("The time of police, and of courts and prosecutors where a caution is not kept"),
    gettext_lazy("Rooms, goods and volunteers' time given free"),
    gettext_lazy("Other money the service spends on the programme, which this service does not know"),
    gettext_lazy("What an offence costs its victim, and what the women and their children gain"),
    gettext_lazy("What would have happened without the programme: there is no comparison group here"),
)


@dataclass(frozen=True)
class BusinessPage:
    programme: str
    slug: str
    year: str
    agreement: str
    pounds: str
    headlines: Sequence[Headline]
    counted: str
    too_early: str
    included: Sequence[Words]
    not_included: Sequence[Words]
    form: BusinessForm
    results: Sequence[Headline]


@dataclass(frozen=True)
class _Year:
    """The numbers of one financial year."""

    year: int
    funded: Money | None
    referrals: int
    completions: int
    rate: Rate


def page(programme: Programme, given: Mapping[str, str], *, today: date) -> BusinessPage:
    """Return the business case of the year chosen, with the scenario asked for."""
    months = programme.current.parsed.follow_up.months
    every = counting.followed(programme, IndexEvent.COMPLETION)
    years = counting.years(every) or [quarter_of_day(today).year]
    chosen = next((one for one in years if str(one) == given.get("year")), _usual(years, months, today))
    found = _read(programme, every, chosen, today)
    form = _form(given, found, years)
    pounds = found.funded.pounds if found.funded else None
    return BusinessPage(
        programme=str(programme),
        slug=programme.slug,
        year=Quarter(chosen, 1).year_label,
        agreement=found.funded.reference if found.funded else "",
        pounds=_pounds(pounds) if pounds is not None else "",
        headlines=_headlines(found, pounds, months),
        counted=_counted(found, months),
        too_early=_too_early(found, months),
        included=INCLUDED,
        not_included=NOT_INCLUDED,
        form=form,
        results=_results(form, found, months) if form.is_bound and form.is_valid() else [],
    )


def _usual(years: Sequence[int], months: int, today: date) -> int:
    """Return the newest year whose women have all been followed for the whole time; else the oldest."""
    ended = [year for year in years if ends_on(Quarter(year, 4).last_on, months=months) <= today]
    return max(ended, default=min(years))


def _read(programme: Programme, every: Sequence[Followed], year: int, today: date) -> _Year:
    cases = counting.of_year(every, year)
    span = RollingYear(Quarter(year, 4))
    agreements = Agreement.objects.filter(programme=programme).order_by("starts_on", "reference")
    referrals = querysets.cohort(Referral.objects.filter(programme=programme), IndexEvent.REFERRAL)
    sent = referrals.filter(submitted_at__gte=span.starts_at, submitted_at__lt=span.ends_at)
    counted = rate(cases, event=IndexEvent.COMPLETION, today=today)
    return _Year(year, money(agreements, span), sent.count(), len(cases), counted)


def _form(given: Mapping[str, str], found: _Year, years: Sequence[int]) -> BusinessForm:
    start = {"year": str(found.year), "cost": round(found.funded.pounds) if found.funded else None}
    asked = "cost" in given
    return BusinessForm(dict(given) if asked else None, initial=start, years=years)


def _headlines(found: _Year, pounds: float | None, months: int) -> list[Headline]:
    clear = found.rate.not_reoffended
    per_completion = (
        costs.per_completion(pounds, found.completions) if pounds is not None else costs.NOT_KNOWN
    )
    per_clear = costs.per_clear(pounds, found.completions, clear) if pounds is not None else costs.NOT_KNOWN
    return [
        _cost(_("For each completion"), per_completion, _("%(n)s completions") % {"n": found.completions}),
        _cost(
            _("For each woman with no recorded offence within %(months)s months") % {"months": months},
            per_clear,
            _("%(n)s of %(of)s women counted had none") % {"n": clear.numerator, "of": clear.denominator},
        ),
    ]


def _cost(label: str, cost: Cost, of: str) -> Headline:
    if cost.each is None:
        return Headline(label, "—", of, _("Too little is known to divide by"))
    interval = {"low": _pounds(cost.low or 0), "high": _pounds(cost.high or 0)}
    return Headline(label, _pounds(cost.each), of, _("95%% interval: %(low)s to %(high)s") % interval)


def _counted(found: _Year, months: int) -> str:
    return _(
        "Of %(cohort)s women who completed in the year, %(mature)s have been followed for %(months)s months; police "
        "answered yes or no about %(known)s. Unknown is not counted as “no”."
    ) % {
        "cohort": found.rate.cohort,
        "mature": found.rate.mature,
        "months": months,
        "known": found.rate.reoffended.denominator,
    }


def _too_early(found: _Year, months: int) -> str:
    if not found.rate.immature:
        return ""
    return _(
        "This year is not over for all of them: %(n)s women are still within their %(months)s months."
    ) % {
        "n": found.rate.immature,
        "months": months,
    }


def _results(form: BusinessForm, found: _Year, months: int) -> list[Headline]:
    reoffended, clear = found.rate.reoffended, found.rate.not_reoffended
    seen = costs.scenario(
        form.assumed(),
        referrals=found.referrals,
        completions=found.completions,
        reoffended=reoffended,
        clear=clear,
    )
    return [
        Headline(
            _("Cost of the year as assumed"),
            _pounds(seen.total),
            _("%(referrals)s referrals taken on, %(completions)s completions")
            % {"referrals": found.referrals, "completions": found.completions},
            "",
        ),
        _cost(_("For each completion"), seen.completion, ""),
        _cost(
            _("For each woman with no recorded offence within %(months)s months") % {"months": months},
            seen.clear,
            "",
        ),
        *_worth(form.assumed(), seen, found),
    ]


def _worth(assumed: Assumed, seen: Scenario, found: _Year) -> list[Headline]:
    if seen.break_even is None:
        return []
    covered = Headline(
        _("Covers its cost if so many fewer women reoffend"),
        f"{seen.break_even:g}",
        _("of %(n)s completions") % {"n": found.completions},
        "",
    )
    if assumed.without is None:
        return [covered]
    said = _("If %(without)s%% would have reoffended without the programme") % {
        "without": f"{assumed.without:g}"
    }
    return [covered, _cost(_("Saved less spent"), seen.net, said)]


def _pounds(amount: float) -> str:
    sign = "−" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.0f}"
