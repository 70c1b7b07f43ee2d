"""What she says of herself before and after, and of the service."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.messages import said
from casework.statuses import Helped, When
from programmes.definition import Scale
from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, NumberField, TickField
from ui.forms import Form


class ScoreForm(Form):
    """Her answer to the question of her programme."""

    submit = _("Keep her answer")
    moment = ChoiceField(
        label=_("When is this?"),
        missing=_("Choose whether it is before or afterwards"),
        choices=[Choice(When.BEFORE, _("Before her workshops")), Choice(When.AFTER, _("After them"))],
    )
    value = NumberField(label=_("Her answer"), missing=_("Enter the number she says"))

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = said(scale.question)
        self.fields["value"].help_text = _("%(low)s: %(least)s. %(high)s: %(most)s.") % {
            "low": scale.lowest,
            "least": said(scale.lowest_label),
            "high": scale.highest,
            "most": said(scale.highest_label),
        }


class FeedbackForm(Form):
    """What she thought of it."""

    submit = _("Keep what she said")
    helped = ChoiceField(
        label=_("How much did it help her?"),
        missing=_("Choose how much it helped"),
        choices=[Choice(str(one.value), one.label) for one in Helped],
    )
    words = LongTextField(
        label=_("In her own words"),
        hint=_("What was good, and what should be different?"),
        required=False,
        max_length=1000,
    )
    may_use = TickField(
        label=_("She agrees that we use these words without her name to tell others of the service"),
        required=False,
        missing="",
    )
