"""A proposal as a person edits it: for each woman one of her runs, or none for now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from casework.waiting_pages import Proposed
from ui.choices import Choice
from ui.fields import SelectField
from ui.forms import Form
from ui.layout import Button, Link


class SuggestForm(Form):
    """Nothing to answer: the button asks for a proposal."""

    submit = _("Suggest who goes where")


class AcceptForm(Form):
    """One choice a woman; the proposed one is chosen, and may be changed."""

    def __init__(self, *args: Any, women: Sequence[Proposed], back_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.women, self.back_url = [woman for woman in women if woman.choices], back_url
        for woman in self.women:
            offered = [Choice(value, words) for value, words in woman.choices]
            field = SelectField(
                label=f"{woman.name}, {woman.reference}",
                missing=_("Choose dates for her, or leave her for now"),
                choices=[*offered, Choice("", _("Leave her for now"))],
                required=False,
                initial=woman.proposed,
                size="s",
            )
            self.fields[f"run-{woman.id}"] = field

    def buttons(self) -> list[Button | Link]:
        return [Button(_("Book them as chosen")), Link(_("Back to the waiting list"), self.back_url)]

    def chosen(self) -> dict[UUID, list[UUID]]:
        """Return the workshops chosen for each woman, once the form is valid."""
        picked = {woman.id: self.cleaned_data[f"run-{woman.id}"] for woman in self.women}
        return {pk: [UUID(key) for key in run.split(".")] for pk, run in picked.items() if run}
