"""What police do with a notice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from referrals.models import DecisionKind
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, LongTextField, TextField
from ui.forms import Form
from ui.layout import Button


class PoliceSearchForm(Form):
    """One box over what police sent. It is sent by POST."""

    submit = _("Search")
    q = TextField(
        label=_("Search"),
        hint=_("Name, PNC ID, reference or crime number"),
        missing=_("Enter a name, a reference or a number to search for"),
        max_length=100,
    )


class AcknowledgeForm(Form):
    """One button."""

    submit = _("I have read this")


class DecisionForm(Form):
    """What police decided."""

    submit = _("Record the decision")
    kind = ChoiceField(
        label=_("What did police decide?"),
        missing=_("Choose what was decided"),
        choices=[
            Choice(kind, kind.label, reveals=("new_deadline_on",) if kind == DecisionKind.EXTENDED else ())
            for kind in DecisionKind
        ],
    )
    new_deadline_on = DateField(
        label=_("The new deadline"), missing=_("Enter the new deadline"), hint=_("For example, 27 3 2027")
    )
    words = LongTextField(label=_("Anything we should know"), required=False, max_length=500)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_deadline_on"].earliest = today  # type: ignore[attr-defined]

    def buttons(self) -> list[Button]:
        return [Button(self.submit, kind="secondary")]
