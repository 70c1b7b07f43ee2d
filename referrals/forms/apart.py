"""Whom she must not meet: asked once, and again when police change what they sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from referrals.forms.pages import PageForm
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, TextField

FUTURE = _("Check the date: it is in the future")


class ApartForm(PageForm):
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
        super().prepare()
        for name in ("other_born_on_1", "other_born_on_2"):
            self.fields[name].latest = self.today  # type: ignore[attr-defined]
