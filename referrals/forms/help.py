"""Page 5: what would help her come."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from referrals.forms.pages import PageForm
from referrals.messages import HELP_LABELS
from ui.choices import Choice
from ui.fields import LongTextField, ManyField, TextField, TickField, YesNoField
from ui.layout import Fieldset


class HelpForm(PageForm):
    help_wanted = ManyField(
        label=_("What would help her come?"),
        hint=_("Tick all that apply. We can help with most of these."),
        choices=[(code.value, words) for code, words in HELP_LABELS.items()],
        required=False,
    )
    help_words = LongTextField(
        label=_("Anything else we should know to help her come"),
        hint=_("Needs only. Leave out what happened, and anything about other people."),
        max_length=500,
        required=False,
    )
    staff_risk = YesNoField(
        label=_("Is there a risk to staff?"),
        hint=_("For example weapons, or that nobody should meet her alone."),
        missing=_("Say whether there is a risk to staff"),
        yes=Choice("yes", _("Yes"), reveals=("risk_to_staff",)),
    )
    risk_to_staff = TextField(
        label=_("What is the risk?"),
        hint=_("The people who run the workshop read this line. Leave out the offence."),
        missing=_("Say in one line what the risk is"),
        max_length=200,
    )
    agreed_to_contact = TickField(
        label=_(
            "I have explained the programme and what a miss can lead to, and she agrees that we contact her"
        ),
        missing=_("Tick to say that you have explained this and that she agrees to be contacted"),
    )

    def groups(self) -> list[Any]:
        return [
            "help_wanted",
            "help_words",
            "staff_risk",
            Fieldset(_("What you have told her"), "agreed_to_contact"),
        ]
