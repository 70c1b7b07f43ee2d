"""Page 4: the offence, the caution, its deadline, and whom she must not meet."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programmes import codes
from programmes.clock import read
from programmes.kinds import Route
from programmes.messages import day
from programmes.rules import CaseDates, suggested_deadline
from referrals.forms.numbers import NumbersForm
from referrals.forms.pages import FirstButton, Said, Text
from referrals.models import SummaryOnly
from referrals.rules import Age, age
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, LongTextField, SelectField, TextField, YesNoField
from ui.layout import Button, Fieldset, Folded

FUTURE = _("Check the date: it is in the future")
LONG_AGO = _("Check the year: it is more than ten years ago")


class OffenceForm(NumbersForm):
    field_order = ("offence_code", "offence_text", "offence_on", "crime_reference")

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
    deadline_known = ChoiceField(
        label=_("By when must she have finished?"),
        hint=_(
            "The deadline in the condition, which is yours to set. Press “Check the dates” below "
            "to see the usual one, and which workshops she could do."
        ),
        missing=_("Enter the deadline, or say that it is not set yet"),
        choices=[
            Choice("DATE", _("By a date"), reveals=("deadline_on",)),
            Choice("NOT_SET", _("Not set yet"), hint=_("She cannot be booked until you tell us.")),
        ],
    )
    deadline_on = DateField(
        label=_("Deadline"), hint=_("For example, 27 3 2027"), missing=_("Enter the deadline")
    )
    other_conditions = LongTextField(
        label=_("Other conditions"),
        hint=_("Only what bears on where and when she can come."),
        max_length=300,
        rows=2,
        required=False,
    )
    must_not_meet = ChoiceField(
        label=_("Is there anyone who must not be in the same room?"),
        hint=_("A victim, a co-accused, a partner or relative. We only use it to keep them apart."),
        missing=_("Say whether there is anyone who must not be in the same room"),
        choices=[
            Choice(
                "YES",
                _("Yes"),
                reveals=(
                    "other_name_1",
                    "other_born_on_1",
                    "other_name_2",
                    "other_born_on_2",
                    "other_reason",
                ),
            ),
            Choice("NO", _("No")),
            Choice("UNKNOWN", _("I do not know")),
        ],
    )
    other_name_1 = TextField(
        label=_("Name"), missing=_("Enter the name of the person she must not meet"), max_length=100, width=20
    )
    other_born_on_1 = DateField(label=_("Date of birth, if you know it"), too_late=FUTURE, required=False)
    other_name_2 = TextField(label=_("Name of a second person"), max_length=100, width=20, required=False)
    other_born_on_2 = DateField(
        label=_("Date of birth of the second person"), too_late=FUTURE, required=False
    )
    other_reason = TextField(label=_("Why must they be kept apart?"), max_length=200, required=False)

    def prepare(self) -> None:
        today = self.today
        for name in ("offence_on", "arrested_on", "disposal_on", "other_born_on_1", "other_born_on_2"):
            self.fields[name].latest = today  # type: ignore[attr-defined]
        for name in ("offence_on", "arrested_on", "disposal_on"):
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

    def groups(self) -> list[Any]:
        several = len(self.definition.disposals_for(Route.POLICE)) > 1
        return [
            FirstButton(),
            Fieldset(
                _("The offence"),
                "offence_code",
                "offence_text",
                "offence_on",
                "crime_reference",
                Folded(
                    _("Other police numbers, if you have them"),
                    "arrest_number",
                    "case_urn",
                    "custody_reference",
                ),
                "summary_only",
                "arrested_on",
            ),
            Fieldset(
                self._disposal_words(),
                *(["disposal"] if several else []),
                "disposal_given",
                "deadline_known",
                Said("referrals/_fits.html", "fits"),
                "other_conditions",
            ),
            "must_not_meet",
        ]

    def _disposal_words(self) -> Text:
        offered = self.definition.disposals_for(Route.POLICE)
        if len(offered) == 1:
            return offered[0].label.label(get_language() or "en")
        return _("How it is being dealt with")

    def buttons(self) -> list[Button]:
        check = Button(_("Check the dates"), name="do", value="check", kind="secondary")
        return [*super().buttons(), check]

    def offer_in_words(self) -> str:
        """Return what is said on the button that fills in the usual deadline; empty without one."""
        offered = self.offered_deadline()
        if offered is None:
            return ""
        words = _("Use 16 weeks: %(day)s") if self._sixteen() else _("Use the usual deadline: %(day)s")
        return str(words % {"day": day(offered)})

    def _sixteen(self) -> bool:
        offered = [one for one in self.definition.window.warnings if one.offered_as_deadline]
        return bool(offered) and offered[0].weeks == 16

    # --- What the dates say ------------------------------------------------------------------

    def value_of(self, name: str) -> date | None:
        """Return a date as cleaned, as kept, or as typed, whichever there is; None for no date."""
        if self.is_bound and hasattr(self, "cleaned_data"):
            got = self.got(name)
            return got if isinstance(got, date) else None
        value = self.initial.get(name)
        if isinstance(value, date) or not value:
            return value or None
        try:
            return cast("date | None", self.fields[name].clean(value))
        except ValidationError:
            return None  # what was typed is judged when the page is sent, not here

    def case_dates(self) -> CaseDates:
        """Return the dates of this page as the programme's clock takes them."""
        summary = self.got("summary_only") if self.is_bound else self.initial.get("summary_only")
        return CaseDates(
            referred_on=self.today,
            disposal_on=self.value_of("disposal_on") or self.value_of("disposal_expected_on"),
            police_deadline_on=self.value_of("deadline_on"),
            offence_on=self.value_of("offence_on"),
            arrest_on=self.value_of("arrested_on"),
            summary_only={"YES": True, "NO": False}.get(str(summary)),
        )

    def offered_deadline(self) -> date | None:
        """Return the date that may be offered as a deadline, while none is entered."""
        dates = self.case_dates()
        if dates.police_deadline_on is not None:
            return None
        return suggested_deadline(self.definition.window, dates)

    def answers_for_disposal(self) -> str:
        offered = self.definition.disposals_for(Route.POLICE)
        return self.got("disposal") or offered[0].code

    @property
    def answers(self) -> dict[str, Any]:
        return {**super().answers, "disposal": self.answers_for_disposal()}

    def excused(self) -> set[str]:
        return {"offence_code"} if self.got("offence_text") else set()

    def problems_found(self) -> dict[str, Text]:
        found: dict[str, Text] = {}
        offence_on, given_on, until = self._three()
        born_on = self.draft.day("date_of_birth")
        if offence_on and born_on and offence_on < born_on:
            found["offence_on"] = _(
                "Check the date of the offence and her date of birth: it is before she was born"
            )
        if offence_on and given_on and given_on < offence_on:
            found["disposal_on"] = _("Check both dates: it cannot be given before the offence")
        if given_on and until and until < given_on:
            found["deadline_on"] = _("Check the deadline: it is before the day the disposal is given")
        if self._too_young():
            found[self._given_field()] = _(
                "She would be under %(age)s on that date, so this programme cannot take her. "
                "Check the date and her date of birth."
            ) % {"age": self.definition.admission.minimum_age}
        return found

    def doubts(self) -> dict[str, Text]:
        found = super().doubts()
        offence_on, _given_on, until = self._three()
        arrested_on = self.got("arrested_on")
        if arrested_on and offence_on and arrested_on < offence_on:
            found["arrested_on"] = _("Check both dates: she was arrested before the offence")
        if until and until < self.today:
            found["deadline_on"] = _("Check the deadline: it has passed")
        elif until:
            found.update(self._legal_doubt(until))
        return found

    def _legal_doubt(self, until: date) -> dict[str, Text]:
        usual = {one.code for one in self.definition.window.warnings if one.offered_as_deadline}
        reading = read(self.definition, self.case_dates(), (), today=self.today)
        for legal in reading.legal_dates:
            if legal.certain and legal.code not in usual and until > legal.on:
                facts = {"day": day(legal.on), "law": legal.law.label(get_language() or "en")}
                return {"deadline_on": _("Check the deadline: it is after %(day)s. %(law)s") % facts}
        return {}

    def _three(self) -> tuple[date | None, date | None, date | None]:
        given_on = self.got("disposal_on") or self.got("disposal_expected_on")
        return self.got("offence_on"), given_on, self.got("deadline_on")

    def _given_field(self) -> str:
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
