"""Page 4: the offence, the caution, its deadline, and whom she must not meet."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programmes.clock import read
from programmes.messages import day
from programmes.rules import CaseDates, suggested_deadline
from referrals.forms.apart import ApartForm
from referrals.forms.matter import MatterForm
from referrals.forms.numbers import NumbersForm
from referrals.forms.pages import FirstButton, Said, Text
from ui.choices import Choice
from ui.fields import ChoiceField, DateField
from ui.layout import Button, Fieldset, Folded


class OffenceForm(ApartForm, MatterForm, NumbersForm):
    field_order = (
        "offence_code", "offence_text", "offence_on", "crime_reference", "custody_reference", "arrest_number",
        "case_urn", "summary_only", "arrested_on", "disposal", "disposal_given", "disposal_on",
        "disposal_expected_on", "deadline_known", "deadline_on", "other_conditions", "must_not_meet",
    )  # fmt: skip

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

    def groups(self) -> list[Any]:
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
                self.disposal_words(),
                *(["disposal"] if self.several_disposals else []),
                "disposal_given",
                "deadline_known",
                Said("referrals/_fits.html", "fits"),
                "other_conditions",
            ),
            "must_not_meet",
        ]

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

    def problems_found(self) -> dict[str, Text]:
        found = super().problems_found()
        until = self.got("deadline_on")
        if self.given_on and until and until < self.given_on:
            found["deadline_on"] = _("Check the deadline: it is before the day the disposal is given")
        return found

    def doubts(self) -> dict[str, Text]:
        found = super().doubts()
        until = self.got("deadline_on")
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
