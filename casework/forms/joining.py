"""Joining two records, and parting them again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, TextField
from ui.forms import Form
from ui.layout import Button, Link

KEPT, GONE = "KEPT", "GONE"


class SameWomanForm(Form):
    """By what to find the other record: chosen by hand, whatever the reviews raised."""

    submit = _("Look for her")
    q = TextField(
        label=_("Is she the same woman as …?"),
        hint=_("A reference, a name, a phone number or a postcode."),
        missing=_("Enter a reference, a name, a phone number or a postcode"),
        max_length=100,
    )


class JoinForm(Form):
    why = LongTextField(
        label=_("How do you know that it is one woman?"),
        hint=_("For example: she said so on the phone, or the PNC ID is the same."),
        missing=_("Say how you know that it is one woman"),
        max_length=500,
        rows=3,
    )

    def buttons(self) -> list[Button]:
        return [Button(_("Join the two records")), Link(_("Leave them apart"), "/duplicates/")]


class PartForm(Form):
    why = LongTextField(
        label=_("Why are they parted?"), missing=_("Say why they are parted"), max_length=500, rows=3
    )
    since = ChoiceField(
        label=_("Since they were joined, somebody wrote down what is safe. Of which woman?"),
        missing=_("Say of which woman it was written down"),
    )

    def __init__(self, *args: Any, said_since: bool, kept: str, gone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if said_since:
            sides = [Choice(KEPT, kept), Choice(GONE, gone)]
            self.fields["since"].offer(sides)  # type: ignore[attr-defined]
        else:
            del self.fields["since"]

    @property
    def since_is_hers(self) -> bool:
        """Whether it is of the woman whose record was gone."""
        return self.cleaned_data.get("since") == GONE

    def buttons(self) -> list[Button]:
        return [Button(_("Part them again"), kind="warning"), Link(_("Leave them joined"), "/duplicates/")]
