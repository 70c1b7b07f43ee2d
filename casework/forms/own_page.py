"""The link to her own page, and what was done about what she pressed there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.fields import LongTextField
from ui.forms import Form
from ui.layout import Button


class LinkForm(Form):
    """Two buttons: stop the link, make a new one."""

    def __init__(self, *args: Any, may_make: bool, may_stop: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_make, self.may_stop = may_make, may_stop

    def buttons(self) -> list[Button]:
        make = Button(_("Make a new link and send it"), name="do", value="new")
        stop = Button(_("Stop the link now"), kind="warning", name="do", value="stop")
        return [*([make] if self.may_make else []), *([stop] if self.may_stop else [])]


class AnswerForm(Form):
    """What was done about what she pressed."""

    submit = _("Save, and take it off Today")
    done = LongTextField(
        label=_("What did you do about it?"),
        hint=_("It is kept as a note on the case."),
        missing=_("Say what you did about it"),
        max_length=2000,
    )
