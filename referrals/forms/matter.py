"""The offence, how it is dealt with, and their dates: asked once, and again when police change them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programmes import codes
from programmes.kinds import Route
from referrals.forms.pages import PageForm, Text
from referrals.models import SummaryOnly
from referrals.rules import Age, age
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, LongTextField, SelectField, TextField, YesNoField

FUTURE = _("Check the date: it is in the future")
LONG_AGO = _("Check the year: it is more than ten years ago")


class MatterForm(PageForm):
    offence_code = SelectField(
        label=_("Offence"),
        prompt=_("Choose an offence"),
        missing=_("Choose the offence, or enter it in your own words"),
        choices=[(row.code, row.label) for row in codes.offences()],
    )
    offence_text = TextField(label=_("Offence, if it is not in the list"), max_length=200, required=False)
    offence_on = DateField(
        label=_("Date of the offence"),
        missing=_("Enter the date of the offence"),
        too_late=FUTURE,
        too_early=LONG_AGO,
    )
    summary_only = ChoiceField(
        label=_("Is it a summary-only offence?"),
        hint=_("A summary-only offence must be charged within six months."),
        missing=_("Say whether it is a summary-only offence, or that you do not know"),
        choices=[
            Choice(SummaryOnly.YES, _("Yes")),
            Choice(SummaryOnly.NO, _("No")),
            Choice(SummaryOnly.UNKNOWN, _("I do not know")),
        ],
        inline=True,
    )
    arrested_on = DateField(
        label=_("Date she was arrested"), too_late=FUTURE, too_early=LONG_AGO, required=False
    )
    disposal = ChoiceField(
        label=_("How is it being dealt with?"), missing=_("Choose how it is being dealt with")
    )
    disposal_given = YesNoField(
        label=_("Has it been given?"),
        missing=_("Say whether it has been given"),
        yes=Choice("yes", _("Yes"), reveals=("disposal_on",)),
        no=Choice("no", _("Not yet"), reveals=("disposal_expected_on",)),
    )
    disposal_on = DateField(
        label=_("On what date?"),
        missing=_("Enter the date it was given"),
        too_late=FUTURE,
        too_early=LONG_AGO,
    )
    disposal_expected_on = DateField(
        label=_("When will it be given?"),
        missing=_("Enter the date you expect it to be given"),
        too_early=_("Enter a date from today on, or say that it has been given"),
    )
    other_conditions = LongTextField(
        label=_("Other conditions"),
        hint=_("Only what bears on where and when she can come."),
        max_length=300,
        rows=2,
        required=False,
    )

    def prepare(self) -> None:
        super().prepare()
        today = self.today
        for name in ("offence_on", "arrested_on", "disposal_on"):
            self.fields[name].latest = today  # type: ignore[attr-defined]
            self.fields[name].earliest = today.replace(year=today.year - 10, day=min(today.day, 28))  # type: ignore[attr-defined]
        self.fields["disposal_expected_on"].earliest = today  # type: ignore[attr-defined]
        self._offer_disposals()

    def _offer_disposals(self) -> None:
        language = get_language() or "en"
        offered = self.definition.disposals_for(Route.POLICE)
        self.fields["disposal"].offer(Choice(one.code, one.label.label(language)) for one in offered)  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.fields["disposal"].required = False
            self.fields["disposal_on"].label = offered[0].date_label.label(language)

    @property
    def several_disposals(self) -> bool:
        return len(self.definition.disposals_for(Route.POLICE)) > 1

    def disposal_words(self) -> Text:
        offered = self.definition.disposals_for(Route.POLICE)
        if len(offered) == 1:
            return offered[0].label.label(get_language() or "en")
        return _("How it is being dealt with")

    def answers_for_disposal(self) -> str:
        offered = self.definition.disposals_for(Route.POLICE)
        return self.got("disposal") or offered[0].code

    @property
    def answers(self) -> dict[str, Any]:
        return {**super().answers, "disposal": self.answers_for_disposal()}

    def excused(self) -> set[str]:
        return {"offence_code"} if self.got("offence_text") else set()

    @property
    def given_on(self) -> date | None:
        found: date | None = self.got("disposal_on") or self.got("disposal_expected_on")
        return found

    def problems_found(self) -> dict[str, Text]:
        found = super().problems_found()
        offence_on, born_on = self.got("offence_on"), self.draft.day("date_of_birth")
        if offence_on and born_on and offence_on < born_on:
            found["offence_on"] = _(
                "Check the date of the offence and her date of birth: it is before she was born"
            )
        if offence_on and self.given_on and self.given_on < offence_on:
            found[self.given_field] = _("Check both dates: it cannot be given before the offence")
        if self._too_young():
            found[self.given_field] = _(
                "She would be under %(age)s on that date, so this programme cannot take her. "
                "Check the date and her date of birth."
            ) % {"age": self.definition.admission.minimum_age}
        return found

    def doubts(self) -> dict[str, Text]:
        found = super().doubts()
        offence_on, arrested_on = self.got("offence_on"), self.got("arrested_on")
        if arrested_on and offence_on and arrested_on < offence_on:
            found["arrested_on"] = _("Check both dates: she was arrested before the offence")
        return found

    @property
    def given_field(self) -> str:
        return "disposal_on" if self.got("disposal_given") else "disposal_expected_on"

    def _too_young(self) -> bool:
        reached = age(
            self.definition,
            self.draft.day("date_of_birth"),
            disposal_on=self.got("disposal_on"),
            expected_on=self.got("disposal_expected_on"),
            today=self.today,
        )
        return reached is Age.TOO_YOUNG
