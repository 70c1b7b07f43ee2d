"""What a manager lets police read of one case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from casework.actions.disclosing import Chosen
from ui.choices import Choice
from ui.fields import LongTextField, ManyField, TextField
from ui.forms import Form


class DiscloseForm(Form):
    """Calls, absences and words for police; why, and who asked."""

    submit = _("See what police will read")
    attempts = ManyField(label=_("Calls"), required=False, choices=[])
    absences = ManyField(
        label=_("Absences"),
        hint=_("The coded reason. What she said in her own words never goes."),
        required=False,
        choices=[],
    )
    words = LongTextField(
        label=_("Anything else police are to read"),
        hint=_("Nothing about where she is, whom she lives with, her needs or her health."),
        required=False,
        max_length=500,
    )
    asked_by = TextField(
        label=_("Who in the force asked for it?"),
        missing=_("Say who in the force asked for it"),
        max_length=120,
    )
    why = LongTextField(
        label=_("Why is it disclosed?"),
        hint=_("Kept with the case. Police do not read this."),
        missing=_("Say why it is disclosed"),
        max_length=500,
    )

    def __init__(
        self, *args: Any, calls: Sequence[Choice], absences: Sequence[Choice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("attempts", calls), ("absences", absences)):
            if found:
                self.fields[name].offer(list(found))  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def chosen(self) -> Chosen:
        """Return what police are to read, once the form is valid."""
        got = self.cleaned_data
        keys = {name: [UUID(key) for key in got.get(name) or []] for name in ("attempts", "absences")}
        return Chosen(keys["attempts"], keys["absences"], got["words"])
