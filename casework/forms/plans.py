"""A plan of her own: what is added, what is ended, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from referrals.models import WhyAdded, WhyEnded
from ui.choices import Choice
from ui.fields import ChoiceField
from ui.forms import Form
from ui.layout import Button, Link


class AddStepForm(Form):
    """Which step is added, and why."""

    submit = _("Add it to her plan")
    step = ChoiceField(label=_("What is added?"), missing=_("Choose what is added"), choices=[])
    why = ChoiceField(label=_("Why?"), missing=_("Choose why it is added"), choices=WhyAdded.choices)

    def __init__(self, *args: Any, steps: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].offer([Choice(number, label) for number, label in steps])  # type: ignore[attr-defined]


class EndStepForm(Form):
    """Why a step is ended."""

    why = ChoiceField(label=_("Why does it end?"), missing=_("Choose why it ends"), choices=WhyEnded.choices)

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.back = back

    def buttons(self) -> list[Button | Link]:
        return [Button(_("End this step")), Link(_("Cancel"), self.back)]
