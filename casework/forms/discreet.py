"""The letter that only asks her to ring: asked for by one person, agreed to by another."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui.fields import LongTextField
from ui.forms import Form
from ui.layout import Button


class _LetterForm(Form):
    """:param by_me: whoever looks asked for the letter herself."""

    def __init__(self, *args: Any, by_me: bool = False, **kwargs: Any) -> None:
        self.by_me = by_me
        super().__init__(*args, **kwargs)


class WriteLetterForm(_LetterForm):
    """One press: she told police, alone, that post is safe."""

    submit = _("Write the letter")


class AskForLetterForm(_LetterForm):
    """Why nothing else is left."""

    submit = _("Ask a colleague to agree")
    reason = LongTextField(
        label=_("Why should we write to her?"),
        hint=_("Your colleague reads this before she agrees. It is kept with the case."),
        missing=_("Say why we should write to her"),
        max_length=500,
    )


class AgreeForm(_LetterForm):
    """Yes or no to a letter somebody else asked for; whoever asked may take it back."""

    def buttons(self) -> list[Button]:
        if self.by_me:
            return [Button(_("Take the request back"), kind="secondary", name="do", value="end")]
        return [
            Button(_("Agree, and write the letter"), name="do", value="agree"),
            Button(_("No: do not write"), kind="secondary", name="do", value="end"),
        ]
