"""Who is told that a building has another name or address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ui.choices import Choice
from ui.fields import ChoiceField
from ui.forms import Form, unnamed
from ui.layout import Button
from workshops.statuses import WhoHears

BACK = "back"  # the name of the button that leads back to what was typed


class WhoHearsForm(Form):
    """Once the person has read what it does. What she typed of the building goes along, hidden.

    `places` are those she saw.
    """

    who_hears = ChoiceField(
        label=_("Is each woman told?"),
        missing=_("Say whether each woman is told"),
        choices=[
            Choice(
                WhoHears.EVERYBODY.value,
                WhoHears.EVERYBODY.label,
                hint=_("Letters and texts that wait are taken back, and what is listed above is written."),
            ),
            Choice(
                WhoHears.NOBODY.value,
                WhoHears.NOBODY.label,
                hint=_("For a corrected spelling. What waits to go is made again with the new words."),
            ),
        ],
    )
    places = forms.CharField(widget=unnamed(), required=False)

    def __init__(self, *args: Any, typed: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in typed.fields.items():
            if name not in self.fields:
                several = isinstance(field, forms.MultipleChoiceField)
                widget = forms.MultipleHiddenInput(attrs={"id": False}) if several else unnamed()
                self.fields[name] = forms.Field(required=False, widget=widget, initial=typed[name].value())

    def buttons(self) -> list[Button]:
        return [
            Button(_("Save the venue")),
            Button(_("Change what I typed"), name=BACK, value="1", kind="secondary"),
        ]
