"""The sections of a programme's page that are about people: reaching her, the group, who runs it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import words
from programmes.codes import trainings
from programmes.definition import Definition, PlannedMessage
from programmes.kinds import MessageEvent
from programmes.models import ProgrammeVersion
from programmes.portrait_parts import Section, clock_time, line


def reaching(definition: Definition, language: str) -> Section:
    contact = definition.contact
    first = contact.first_call_working_days
    targets = [target.label.label(language) for target in contact.targets]
    tries = {"attempts": contact.attempts, "days": contact.over_working_days}
    return Section(
        _("Reaching her"),
        (
            line(
                _("First call"),
                ngettext(
                    "Within %(days)s working day of the referral",
                    "Within %(days)s working days of the referral",
                    first,
                )
                % {"days": first},
            ),
            line(
                _("How hard we try"),
                _("%(attempts)s attempts over at least %(days)s working days") % tries,
                _("After %(count)s attempts: a letter, where that is safe")
                % {"count": contact.letter_after_attempts},
                _("After %(count)s attempts: police are asked for help")
                % {"count": contact.ask_police_after_attempts},
            ),
            line(_("Targets"), *targets),
        ),
    )


def messages(definition: Definition, language: str) -> Section:
    active = [planned for planned in definition.messages if planned.active]
    lines = [line(planned.label.label(language), *_message(planned)) for planned in active]
    return Section(_("Letters, texts and calls, only where they are safe"), tuple(lines))


def _message(planned: PlannedMessage) -> Sequence[str]:
    facts = {"channel": words.CHANNEL[planned.channel], "moment": _moment(planned)}
    texts = [_("%(channel)s: %(moment)s") % facts]
    if planned.working_days_only:
        before = planned.event is MessageEvent.BEFORE_STEP
        texts.append(
            _("If that is no working day: the working day before")
            if before
            else _("If that is no working day: the next working day")
        )
    return texts


def _moment(planned: PlannedMessage) -> str:
    if planned.at is None:
        return _("at once")
    facts = {"days": planned.days, "time": clock_time(planned.at)}
    if not planned.days:
        return _("on the day itself, at %(time)s") % facts
    if planned.event is MessageEvent.BEFORE_STEP:
        return (
            ngettext("%(days)s day before, at %(time)s", "%(days)s days before, at %(time)s", planned.days)
            % facts
        )
    return (
        ngettext("%(days)s day after, at %(time)s", "%(days)s days after, at %(time)s", planned.days) % facts
    )


def group(definition: Definition, language: str) -> Section:
    size = {"usual": definition.group.size_usual, "most": definition.group.size_max}
    lines = [
        line(_("Size"), _("Usually %(usual)s, at most %(most)s") % size),
        line(_("Staff"), definition.group.staff_needed),
        line(
            _("Changing groups"),
            _("She may take the steps with different groups.")
            if definition.group.mix_cohorts
            else _("She stays in one group."),
        ),
    ]
    if definition.group.training:
        lines.append(line(_("Training"), definition.group.training.label(language)))
    asked = [code.label for code in trainings() if code.code in definition.group.training_codes]
    if asked:
        lines.append(line(_("Asked of each practitioner"), ", ".join(asked)))
    return Section(_("The group"), tuple(lines))


def after(definition: Definition, language: str) -> Section:
    lines = []
    if definition.continuation is not None:
        lines.append(
            line(
                _("Afterwards"),
                definition.continuation.label.label(language),
                _("Police are never told of it."),
            )
        )
    for signpost in definition.signposts:
        lines.append(line(signpost.label.label(language), signpost.phone, signpost.text.label(language)))
    return Section(_("Other help"), tuple(lines))


def before_and_after(definition: Definition, language: str) -> Sequence[Section]:
    asked = definition.before_and_after
    if asked is None:
        return ()
    ends = ((asked.lowest, asked.lowest_label), (asked.highest, asked.highest_label))
    return (
        Section(
            _("Before and after"),
            (
                line(_("She is asked twice"), asked.question.label(language)),
                line(_("She answers with a number"), *(f"{n}: {label.label(language)}" for n, label in ends)),
            ),
        ),
    )


def follow_up(definition: Definition, language: str) -> Section:
    asked = definition.follow_up
    months = ngettext("%(n)s month later", "%(n)s months later", asked.months) % {"n": asked.months}
    return Section(
        _("Asking police later"),
        (
            line(_("Police are asked"), _("Whether an offence is recorded. Only the count is reported.")),
            line(_("Counted from"), words.INDEX_EVENT[asked.index]),
            line(_("When"), months),
        ),
    )


def people(version: ProgrammeVersion, language: str) -> Section:
    definition, programme = version.parsed, version.programme
    facts = {"number": version.number, "day": date_format(version.from_on, "j F Y")}
    return Section(
        _("Who runs it"),
        (
            line(_("Provider"), programme.provider.name),
            line(_("Paid for by"), *(c.name for c in programme.commissioners.all())),
            line(_("Police forces"), *(f.name for f in programme.forces.all())),
            line(_("Languages"), *(words.LANGUAGE.get(code, code) for code in definition.languages)),
            line(_("Since"), date_format(definition.starts_on, "j F Y")),
            line(_("Version"), _("%(number)s, in force since %(day)s") % facts),
        ),
    )
