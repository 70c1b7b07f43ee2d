"""Whom she is kept apart from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.actions.keeping_apart import Other
from ui.fields import ChoiceField, DateField, LongTextField, TextField
from ui.forms import Form
from ui.layout import Fieldset, Layout


class ApartForm(Form):
    """Somebody she must not meet, known to us or not yet."""

    submit = _("Keep them apart")
    reference = TextField(
        label=_("Reference of her case"),
        hint=_("If she is known to us, for example R-00119"),
        required=False,
        width=10,
        max_length=20,
    )
    name = TextField(
        label=_("Her name"),
        hint=_("First names and last name. We look for it in every later referral."),
        required=False,
        max_length=200,
    )
    born_on = DateField(label=_("Her date of birth"), required=False, missing=_("Enter her date of birth"))
    reason = LongTextField(
        label=_("Why must they not meet?"),
        hint=_("Only coordinators and managers read this. Neither woman is ever told about the other."),
        missing=_("Say why they must not meet"),
        max_length=500,
        rows=3,
    )

    def layout(self) -> Layout:
        return Layout(Fieldset(_("Who is she?"), "reference", "name", "born_on"), "reason")

    @property
    def other(self) -> Other:
        """Return whom the sent form names."""
        said = self.cleaned_data
        return Other(said["reference"], said["name"], said["born_on"])


class PerhapsForm(Form):
    """Whether she who bears the name is the person named."""

    submit = _("Save the answer")
    same = ChoiceField(
        label=_("Is it she?"),
        missing=_("Choose whether it is she"),
        choices=[
            ("yes", _("It is she: keep the two apart")),
            ("no", _("It is not she: her name means nothing")),
        ],
    )
    why = LongTextField(
        label=_("How do you know?"),
        hint=_("Only coordinators and managers read this."),
        missing=_("Say how you know"),
        max_length=500,
        rows=3,
    )

    @property
    def is_she(self) -> bool:
        return bool(self.cleaned_data["same"] == "yes")


class UndoPerhapsForm(Form):
    """The answer was wrong, or is in doubt."""

    submit = _("Take the answer back")
    why = LongTextField(label=_("Why?"), missing=_("Say why"), max_length=500, rows=3)


class EndApartForm(Form):
    """They need not be kept apart any more."""

    submit = _("They need not be kept apart")
    why = LongTextField(label=_("Why?"), missing=_("Say why"), max_length=500, rows=3)
