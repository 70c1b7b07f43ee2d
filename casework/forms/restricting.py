"""Marking a woman restricted, and taking the mark away."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.fields import LongTextField
from ui.forms import Form
from ui.layout import Button


class RestrictForm(Form):
    why = LongTextField(
        label=_("Why?"),
        hint=_("For example: somebody close to her works for the police. Only managers read this."),
        missing=_("Say why"),
        max_length=500,
        rows=3,
    )

    def __init__(self, *args: Any, restricted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.restricted = restricted

    def buttons(self) -> list[Button]:
        return [Button(_("Take the mark away") if self.restricted else _("Mark her restricted"))]
