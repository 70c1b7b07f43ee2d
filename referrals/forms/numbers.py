"""The numbers police know a matter by: forgiven in their form, doubted where they do not add up."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants import identifiers
from participants.identifiers import Checked, Doubt
from programmes import codes
from referrals.forms.pages import PageForm, Text
from ui.fields import TextField

WRONG_LETTER = _("Check the number: its last letter does not fit its digits")


class NumbersForm(PageForm):
    """Crime or occurrence number, and the numbers few officers have at hand."""

    crime_reference = TextField(
        label=_("Crime or occurrence number"),
        hint=_("Spaces and slashes do not matter."),
        missing=_("Enter the crime or occurrence number"),
        max_length=30,
        width=20,
    )
    custody_reference = TextField(label=_("Custody record number"), max_length=20, width=20, required=False)
    arrest_number = TextField(
        label=_("Arrest or summons number"),
        hint=_("For example, 25/44SC/01/12345W, with or without slashes."),
        max_length=30,
        width=20,
        required=False,
    )
    case_urn = TextField(
        label=_("Case URN"), hint=_("For example, 44SC0012325."), max_length=20, width=20, required=False
    )

    def clean_crime_reference(self) -> str:
        value = identifiers.squeeze(self.cleaned_data["crime_reference"]).replace("/", "")
        if len(value) > 20:
            raise ValidationError(_("Shorten the number: it can have up to 20 characters"))
        return value

    def clean_arrest_number(self) -> str:
        return self._kept(
            "arrest_number",
            identifiers.arrest_summons_number,
            _(
                "Enter the arrest or summons number as two digits of the year, six letters or digits, "
                "up to eleven digits and a letter, or leave it empty"
            ),
        )

    def clean_case_urn(self) -> str:
        return self._kept(
            "case_urn",
            identifiers.case_urn,
            _("Enter the URN as four letters or digits and then three to seven digits, or leave it empty"),
        )

    def _kept(self, name: str, check: Callable[[str], Checked], sentence: Text) -> str:
        typed = str(self.cleaned_data[name])
        if not typed.strip():
            return ""
        checked = check(typed)
        if checked.problem is not None:
            raise ValidationError(str(sentence))
        return checked.value

    def doubts(self) -> dict[str, Text]:
        found: dict[str, Text] = {}
        crime = self._crime_doubt()
        if crime:
            found["crime_reference"] = crime
        arrest = self.got("arrest_number")
        if arrest and identifiers.arrest_summons_number(arrest).doubt is Doubt.WRONG_CHECK_LETTER:
            found["arrest_number"] = WRONG_LETTER
        return found

    def _crime_doubt(self) -> Text:
        """Doubt a number that is not written as this force writes them, or is of another year."""
        written = codes.occurrence_format(self.force)
        typed = self.got("crime_reference")
        if written is None or not typed:
            return ""
        checked = identifiers.occurrence_number(
            typed, pattern=written.pattern, year_at=written.year_at, offence_on=self.got("offence_on")
        )
        if checked.doubt is Doubt.UNEXPECTED_SHAPE:
            return _("Check the number: your force writes them like %(example)s") % {
                "example": written.example
            }
        if checked.doubt is Doubt.UNEXPECTED_YEAR:
            return _("Check the number: its year is not near the year of the offence")
        return ""
