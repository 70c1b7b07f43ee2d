"""The pages of the form once more, for what has been sent: changed with a reason."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from participants import identifiers
from referrals.forms.about import AboutForm
from referrals.forms.pages import PageForm
from referrals.forms.reach import ReachForm
from ui.fields import LongTextField, TextField
from ui.layout import Button


class Amending(PageForm):
    """What every such page has: why it is changed, last."""

    why = LongTextField(
        label=_("Why are you changing this?"),
        hint=_("Your colleagues and the charity will read this."),
        missing=_("Say why you are changing this"),
        max_length=300,
        rows=2,
    )

    def asked(self) -> list[str]:
        return [name for name in super().asked() if name != "why"]

    def layout(self) -> Layout:
        return Layout(*self.groups(), "why", *(["as_is"] if self.doubtful else []))

    def buttons(self) -> list[Button]:
        return [Button(_("Save the change"))]

    @property
    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers.items() if name not in {"why", "as_is"}}


class AmendAboutForm(Amending, AboutForm):
    """Who she is and where she lives."""


class AmendReachForm(Amending, ReachForm):
    """How she can be reached."""


class AmendNumbersForm(Amending):
    """The numbers of the matter."""

    crime_reference = TextField(
        label=_("Crime or occurrence number"),
        hint=_("Spaces and slashes do not matter."),
        missing=_("Enter the crime or occurrence number"),
        max_length=20,
        width=20,
    )
    custody_reference = TextField(label=_("Custody number"), max_length=20, width=20, required=False)

    def clean_crime_reference(self) -> str:
        return identifiers.squeeze(self.cleaned_data["crime_reference"]).replace("/", "")
