"""Asking which practitioner knows a woman, and why that does not matter any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from participants.models import HowKnown
from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, SelectField
from ui.forms import Form
from workshops.forms.planning import offer


class KnownByForm(Form):
    """A practitioner, and how she knows her."""

    submit = _("Note it")
    practitioner = SelectField(label=_("Who knows her?"), missing=_("Choose who knows her"), choices=[])
    how = ChoiceField(
        label=_("How?"),
        missing=_("Choose how she knows her"),
        choices=[Choice(how.value, how.label) for how in HowKnown],
    )
    reason = LongTextField(
        label=_("What do you know, and from whom?"),
        hint=_("Only coordinators and managers read this. The practitioner is not told."),
        missing=_("Say what you know, and from whom"),
        max_length=500,
        rows=3,
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "practitioner", [Choice(str(person.pk), str(person)) for person in people])


class EndKnownForm(Form):
    """It does not matter any more, or was wrong."""

    submit = _("She may be on her workshops")
    why = LongTextField(label=_("Why?"), missing=_("Say why"), max_length=500, rows=3)
