"""Where a referral is passed on to, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField
from ui.forms import Form
from ui.layout import Button, Link

SAME = "SAME"


class TransferForm(Form):
    """Another programme, another force, or both."""

    programme = ChoiceField(
        label=_("Which programme takes it on?"), missing=_("Choose the programme that takes it on")
    )
    force = ChoiceField(
        label=_("Which police hear of it from now on?"), missing=_("Choose the police that hear of it")
    )
    words = LongTextField(
        label=_("Why is it passed on?"),
        hint=_("Whoever takes it on reads this. Police do not."),
        missing=_("Say why it is passed on"),
        max_length=500,
    )

    def __init__(
        self, *args: Any, programmes: Sequence[Choice], forces: Sequence[Choice], back: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.back = back
        cast(Any, self.fields["programme"]).offer(programmes)
        cast(Any, self.fields["force"]).offer(forces)

    def buttons(self) -> list[Button]:
        return [Button(_("Continue")), Link(_("Cancel"), self.back)]
