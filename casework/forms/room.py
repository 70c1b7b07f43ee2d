"""What a practitioner fills in about one woman, with a tablet in her hand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.messages import WAY_WORDS
from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, ManyField
from ui.forms import Form

_UNSURE = "UNSURE"


class ConcernForm(Form):
    """Something a coordinator must know."""

    submit = _("Send it to the coordinators")
    words = LongTextField(
        label=_("What did you see or hear?"),
        hint=_("Her own words where you can. What you saw, not what you think it means."),
        missing=_("Write what you saw or heard"),
        max_length=2000,
    )


class TakeUpForm(Form):
    """What was done about a concern."""

    submit = _("Save, and take it off Today")
    done = LongTextField(
        label=_("What did you do about it?"),
        hint=_("It is kept as a note on the case."),
        missing=_("Say what you did about it"),
        max_length=2000,
    )


class StillSafeForm(Form):
    """The register's question about reaching her safely. Nothing is turned to yes here."""

    submit = _("Save her answer")
    still = ChoiceField(
        label=_("Is everything she told us about reaching her safely still right?"),
        missing=_("Choose what she said"),
        choices=[
            Choice("YES", _("Yes, all of it")),
            Choice("CHANGED", _("No, something has changed"), reveals=("no_longer",)),
        ],
    )
    no_longer = ManyField(
        label=_("What is not safe any more?"),
        hint=_("It stops at once. A coordinator asks her the rest."),
        missing=_("Choose what is not safe any more"),
        choices=[
            Choice("CALL", _("Ringing her")),
            Choice("VOICEMAIL", _("Leaving a voicemail")),
            Choice("TEXT", _("Texts")),
            Choice("EMAIL", _("E-mail")),
            Choice("POST", _("Letters")),
            Choice("TRUSTED_PERSON", _("Asking the person she trusts")),
            Choice("IN_PERSON", _("Telling her in person")),
            Choice(_UNSURE, _("She did not say: write nothing until she is asked"), alone=True),
        ],
    )

    @property
    def said(self) -> dict[str, Any]:
        """Return what is not safe any more, as the action takes it."""
        if self.cleaned_data["still"] == "YES":
            return {"no_longer": frozenset(), "unsure": False}
        named = set(self.cleaned_data["no_longer"])
        return {"no_longer": {way for way in WAY_WORDS if way.value in named}, "unsure": _UNSURE in named}
