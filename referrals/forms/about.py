"""Page 2: who she is and where she lives."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants import identifiers
from participants.models import Reading
from referrals.forms.pages import PageForm, Text
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, LongTextField, TextField, TickField, YesNoField
from ui.layout import Fieldset, Folded


class AboutForm(PageForm):
    first_names = TextField(
        label=_("First names"),
        hint=_("If she has one name only, enter it here."),
        missing=_("Enter her first name, or the one name she has"),
        max_length=100,
        width=20,
    )
    last_name = TextField(label=_("Last name"), max_length=100, width=20, required=False)
    preferred_name = TextField(
        label=_("What does she like to be called?"), max_length=100, width=20, required=False
    )
    date_of_birth = DateField(
        label=_("Date of birth"),
        hint=_("For example, 27 3 1989"),
        missing=_("Enter her date of birth"),
        too_late=_("Check the date of birth: it is in the future"),
        too_early=_("Check the year of birth: it is more than 120 years ago"),
    )
    pnc_id = TextField(
        label=_("PNC ID"),
        hint=_("For example, 2019/0500001T. Leave it empty if she has none."),
        max_length=20,
        width=20,
        required=False,
    )
    cro_number = TextField(
        label=_("CRO number"),
        hint=_("For example, 12345/24Z. Leave it empty if she has none."),
        max_length=20,
        width=20,
        required=False,
    )
    no_fixed_address = TickField(label=_("She has no fixed address"), required=False)
    address_1 = TextField(
        label=_("Address line 1"),
        missing=_("Enter the first line of her address, or tick that she has no fixed address"),
        max_length=60,
    )
    address_2 = TextField(label=_("Address line 2"), max_length=60, required=False)
    town = TextField(label=_("Town or city"), max_length=60, width=20, required=False)
    postcode = TextField(label=_("Postcode"), max_length=10, width=10, required=False)
    needs_interpreter = YesNoField(
        label=_("Does she need an interpreter?"),
        missing=_("Say whether she needs an interpreter"),
        yes=Choice("yes", _("Yes"), reveals=("interpreter",)),
    )
    interpreter = TextField(
        label=_("Which language?"),
        hint=_("British Sign Language counts."),
        missing=_("Enter the language she needs an interpreter for"),
        max_length=60,
        width=20,
    )
    reading = ChoiceField(
        label=_("Can she read a letter by herself?"),
        missing=_("Say whether she can read a letter by herself"),
        choices=[
            Choice(Reading.YES, _("Yes")),
            Choice(Reading.WITH_HELP, _("With help")),
            Choice(Reading.NO, _("No")),
            Choice(Reading.NOT_ASKED, _("I did not ask")),
        ],
    )
    access_needs = LongTextField(
        label=_("Is there anything she needs to be able to take part?"),
        hint=_("For example step-free access, large print, a quiet place."),
        max_length=300,
        rows=3,
        required=False,
    )

    def prepare(self) -> None:
        self.fields["date_of_birth"].latest = self.today  # type: ignore[attr-defined]
        self.fields["date_of_birth"].earliest = date(self.today.year - 120, 1, 1)  # type: ignore[attr-defined]

    def groups(self) -> list[Any]:
        return [
            Fieldset(_("Her name"), "first_names", "last_name", "preferred_name"),
            "date_of_birth",
            "pnc_id",
            Folded(_("CRO number, if you have it"), "cro_number"),
            Fieldset(_("Where she lives"), "no_fixed_address", "address_1", "address_2", "town", "postcode"),
            "needs_interpreter",
            "reading",
            "access_needs",
        ]

    def clean_pnc_id(self) -> str:
        typed = str(self.cleaned_data["pnc_id"])
        if not typed.strip():
            return ""
        checked = identifiers.pnc_id(typed, this_year=self.today.year)
        if checked.problem is not None:
            raise ValidationError(
                _("Enter the PNC ID as a year, a slash, up to seven digits and a letter, or leave it empty")
            )
        return checked.value

    def clean_cro_number(self) -> str:
        typed = str(self.cleaned_data["cro_number"])
        if not typed.strip():
            return ""
        checked = identifiers.cro_number(typed)
        if checked.problem is not None:
            raise ValidationError(
                _(
                    "Enter the CRO number as up to six digits, a slash, two digits and a letter, or leave it empty"
                )
            )
        return checked.value

    def clean_postcode(self) -> str:
        typed = str(self.cleaned_data["postcode"])
        checked = identifiers.postcode(typed) if typed.strip() else None
        return checked.value if checked is not None and checked.good else typed.strip().upper()

    def excused(self) -> set[str]:
        return {"address_1"} if self.got("no_fixed_address") else set()

    def doubts(self) -> dict[str, Text]:
        found: dict[str, Text] = {}
        pnc, code = self.got("pnc_id"), self.got("postcode")
        if pnc and identifiers.pnc_id(pnc, this_year=self.today.year).doubt:
            found["pnc_id"] = _("Check the PNC ID: its last letter does not fit its numbers")
        cro = self.got("cro_number")
        if cro and identifiers.cro_number(cro).doubt:
            found["cro_number"] = _("Check the CRO number: its last letter does not fit its numbers")
        if code and not identifiers.postcode(code).good:
            found["postcode"] = _("Check the postcode: it does not look like one")
        if not code and self.got("address_1") and not self.got("no_fixed_address"):
            found["postcode"] = _("Enter her postcode if you can: without it we cannot write to her")
        return found
