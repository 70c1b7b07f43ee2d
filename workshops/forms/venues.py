"""Days on which a building is shut."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from ui.fields import DateField, TextField
from ui.forms import Form
from ui.layout import Button, Fieldset, Link, Side


class ShutForm(Form):
    """From when to when, and why."""

    submit = _("Keep these days")
    first_on = DateField(
        label=_("First day"),
        hint=_("For example, 24 12 2027"),
        missing=_("Enter the first day it is shut"),
        too_early=_("Enter a day that has not passed"),
    )
    last_on = DateField(
        label=_("Last day"), hint=_("Leave empty if it is shut on that day only."), required=False
    )
    why = TextField(
        label=_("Why is it shut?"),
        hint=_("Staff see this. For example, the floor is being mended."),
        missing=_("Enter why it is shut"),
        max_length=100,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_on"].earliest = today  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(Fieldset(_("Note days it is shut"), Side("first_on", "last_on"), "why"))


class OpenForm(Form):
    """Nothing is asked but to be sure."""

    def __init__(self, *args: Any, back_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.back_url = back_url

    def buttons(self) -> list[Button | Link]:
        return [Button(_("It is open on these days")), Link(_("Leave it shut"), self.back_url)]
