"""The sections of a programme's page, each from the definition alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import codes, words
from programmes.definition import (
    Definition,
    Disposal,
    EligibilityQuestion,
    LimitWarning,
    Step,
    Window,
)
from programmes.kinds import Entry, PlanKind, QuestionKind, WindowKind


@dataclass(frozen=True, slots=True)
class Line:
    """A key and its sentences; more than one are shown as a list."""

    key: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: Sequence[Line]


def line(key: str, *texts: object) -> Line:
    return Line(key, tuple(str(text) for text in texts if str(text)))


def who_it_is_for(definition: Definition, language: str) -> Section:
    admission = definition.admission
    policy_on = date_format(admission.policy_on, "j F Y")
    return Section(
        _("Who it is for"),
        (
            line(_("Admits"), words.AUDIENCE[admission.audience]),
            line(
                _("Policy"),
                admission.policy.label(language),
                _("Decided by the provider on %(day)s.") % {"day": policy_on},
            ),
            line(
                _("Youngest age"),
                _("%(age)s on the day police gave the caution or other disposal")
                % {"age": admission.minimum_age},
                admission.minimum_age_law.label(language),
            ),
            line(_("Who may refer"), *(words.ROUTE[route] for route in definition.routes)),
            line(
                _("Asked first, with the answer that is needed"),
                *(_question(q, language) for q in definition.eligibility),
            ),
        ),
    )


def _question(question: EligibilityQuestion, language: str) -> str:
    asked = question.question.label(language)
    if question.kind is QuestionKind.YES_NO:
        return (_("%(question)s Yes.") if question.wanted else _("%(question)s No.")) % {"question": asked}
    facts = {"question": asked, "low": question.minimum, "high": question.maximum}
    if question.minimum is None:
        return _("%(question)s At most %(high)s.") % facts
    if question.maximum is None:
        return _("%(question)s At least %(low)s.") % facts
    return _("%(question)s From %(low)s to %(high)s.") % facts


def steps(definition: Definition, language: str) -> Section:
    lines = [
        line(step.label.label(language), *_step(step, definition, language)) for step in definition.steps
    ]
    if definition.plan is PlanKind.INDIVIDUAL:
        order = _("The rest of the plan is made with her, step by step.")
    elif definition.entry is Entry.ANY_STEP:
        order = _("She may begin at any of them.")
    else:
        order = _("She begins at the first, and takes them in order.")
    return Section(_("What she does"), (*_together(lines), line(_("Order"), order)))


def _together(lines: Sequence[Line]) -> Sequence[Line]:
    """Say once what is the same of many steps."""
    same = len(lines) > 2 and len({tuple(line.texts) for line in lines}) == 1
    if not same:
        return lines
    between = {"first": lines[0].key, "last": lines[-1].key}
    return (Line(_("%(first)s to %(last)s") % between, lines[0].texts),)


def _step(step: Step, definition: Definition, language: str) -> Sequence[str]:
    texts = [str(words.STEP_KIND[step.kind]), _length(step.length_minutes)]
    if step.usual_weekday is not None and step.usual_start is not None:
        usual = {"weekday": words.WEEKDAY[step.usual_weekday], "time": clock_time(step.usual_start)}
        texts.append(_("Usually %(weekday)s, from %(time)s") % usual)
    if step.gap is not None:
        texts.extend(_gap(step))
    if not step.compulsory and definition.plan is PlanKind.FIXED:
        texts.append(_("None of them is compulsory by itself"))
    sites = [site.label.label(language) for site in definition.sites if site.code in step.sites]
    texts.extend(_("At %(site)s") % {"site": site} for site in sites)
    return texts


def _gap(step: Step) -> Sequence[str]:
    gap = step.gap
    if gap is None:
        return ()
    facts = {"min": gap.min, "usual": gap.usual, "max": gap.max, "after": gap.max_after_miss}
    texts = [_("%(usual)s days after the one before; at least %(min)s and at most %(max)s") % facts]
    if gap.max_after_miss > gap.max:
        texts.append(_("Up to %(after)s days after it if she missed this one before") % facts)
    return texts


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        return _("%(hours)s hours %(minutes)s minutes") % {"hours": hours, "minutes": rest}
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}


def clock_time(at: time) -> str:
    return time_format(at, "g:ia" if at.minute else "ga").replace(".", "")


def finishing(definition: Definition, language: str) -> Section:
    completion, lateness = definition.completion, definition.lateness
    return Section(
        _("When she has finished"),
        (
            line(_("Rule"), completion.label.label(language)),
            line(_("Marks that count"), *(words.MARK[mark] for mark in completion.counts)),
            line(_("If she leaves early"), words.LEFT_EARLY[completion.left_early]),
            line(_("If she is late"), lateness.label.label(language)),
            line(
                _("If she misses one"),
                definition.miss.label.label(language),
                words.MISS_RULE[definition.miss.rule],
                *_catch_up(definition, language),
            ),
        ),
    )


def _catch_up(definition: Definition, language: str) -> Sequence[str]:
    catch_up = definition.miss.catch_up
    if catch_up is None:
        return ()
    return (catch_up.label.label(language), _length(catch_up.length_minutes))


def by_when(definition: Definition, language: str) -> Section:
    window = definition.window
    limits = [line(w.label.label(language), *_limit(w, language)) for w in window.warnings]
    return Section(
        _("By when"),
        (
            line(_("Deadline"), window.label.label(language), *_days(window)),
            *limits,
        ),
    )


def _days(window: Window) -> Sequence[str]:
    """Say what is counted where the deadline is counted; police's own word stands above all."""
    start = {"start": words.START[window.start]}
    if window.kind is WindowKind.DAYS_FROM_ISSUE:
        counted = (
            _("%(days)s days, beginning with %(start)s")
            if window.first_day_counts
            else _("%(days)s days after %(start)s")
        )
        return (counted % {"days": window.days, **start},)
    if window.kind is WindowKind.COURT_DATE:
        return (_("%(days)s days before the day in court") % {"days": window.days_before_court},)
    if window.kind is WindowKind.MIN_MAX:
        return _from_to(window)
    return ()


def _from_to(window: Window) -> Sequence[str]:
    start = {"start": words.START[window.start]}
    texts = []
    if window.min_days:
        texts.append(_("Not before %(days)s days after %(start)s") % {"days": window.min_days, **start})
    if window.max_days:
        texts.append(_("Not after %(days)s days from %(start)s") % {"days": window.max_days, **start})
    if window.max_months:
        texts.append(_("Not after %(months)s months from %(start)s") % {"months": window.max_months, **start})
    return texts


def _limit(warning: LimitWarning, language: str) -> Sequence[str]:
    texts = [warning.law.label(language), _("A warning: it stops nobody.")]
    if warning.summary_only:
        texts.append(_("Only where police say the offence is summary-only, or have not said."))
    if warning.lead_days:
        texts.append(
            _("A booking that ends less than %(days)s days before it is warned of.")
            % {"days": warning.lead_days}
        )
    if warning.offered_as_deadline:
        texts.append(_("Offered to police as a deadline, and never filled in for them."))
    return texts


def disposals(definition: Definition, language: str) -> Sequence[Section]:
    return [_disposal(disposal, language) for disposal in definition.disposals]


def _disposal(disposal: Disposal, language: str) -> Section:
    lines = [line(_("By way of"), *(words.ROUTE[route] for route in disposal.routes))]
    outcome = codes.outcome(disposal.outcome_code)
    if outcome is not None and disposal.outcome_recorded is not None:
        facts = {
            "code": outcome.code,
            "label": outcome.label,
            "when": words.RECORDED[disposal.outcome_recorded],
        }
        lines.append(line(_("Police outcome"), _("%(code)s, %(label)s: recorded %(when)s") % facts))
    if disposal.fee:
        lines.append(line(_("Fee"), _("£%(fee)s") % {"fee": disposal.fee}))
    lines.append(line(_("If she does not finish"), disposal.on_failure.label(language)))
    lines.append(line(_("What her letter says of it"), disposal.letter_wording.label(language)))
    return Section(disposal.label.label(language), tuple(lines))
