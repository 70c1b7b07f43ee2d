"""Checking the answers before they are sent; her own answers about herself, after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from programmes import codes
from referrals.models import CardAnswer, ReferredPerson
from ui.choices import Choice, Text
from ui.fields import ChoiceField, SelectField, TickField
from ui.forms import Form
from ui.layout import Button

# What nobody is asked about herself: codes for records of others, or of what is not known.
NOT_ANSWERS = {"UNK", "UNKNOWN", "ND", "N", "NS", "UN", "O1", "W5"}
PREFERS_NOT = "PREFERS_NOT_TO_SAY"


class CardForm(Form):
    """What she said to the card. Every answer is as good as the others."""

    answer = ChoiceField(
        label=_("What did she say?"), missing=_("Say whether she took the card"), choices=CardAnswer.choices
    )

    def buttons(self) -> list[Button]:
        return [Button(_("Save"))]


class CheckForm(Form):
    """The button that sends. Where the officer's own side sent her before, it asks about that."""

    another = TickField(
        label=_("This is a different matter: send it as well"),
        missing=_("Tick that this is a different matter, or do not send it"),
    )

    def __init__(self, *args: Any, sent_before: Sequence[ReferredPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sent_before:
            del self.fields["another"]

    def buttons(self) -> list[Button]:
        return [Button(_("Send referral"))]


def _asked(pairs: Sequence[tuple[str, Text]]) -> list[Choice]:
    kept = [Choice(code, words) for code, words in pairs if code not in NOT_ANSWERS]
    refusals = {choice.value for choice in kept if "refer not to say" in str(choice.label)}
    answers = [choice for choice in kept if choice.value not in refusals]
    return [*answers, Choice(PREFERS_NOT, _("She prefers not to say"))]


class EqualityForm(Form):
    """Asked of her, never guessed; nothing here must be answered."""

    sex = ChoiceField(
        label=_("What is your sex?"),
        choices=_asked([(c.code, c.label) for c in codes.characteristics("sex")]),
        required=False,
    )
    gender_identity = ChoiceField(
        label=_("How would you describe your gender?"),
        choices=_asked([(c.code, c.label) for c in codes.characteristics("gender_identity")]),
        required=False,
    )
    ethnicity = SelectField(
        label=_("What is your ethnic group?"),
        prompt=_("Not asked"),
        choices=_asked([(c.code, c.label) for c in codes.ethnicities()]),
        required=False,
    )
    disability = ChoiceField(
        label=_(
            "Do you have a condition or illness, lasting 12 months or more, that limits what you can do?"
        ),
        choices=_asked([("A_LOT", _("Yes, a lot")), ("A_LITTLE", _("Yes, a little")), ("NO", _("No"))]),
        required=False,
    )
    sexual_orientation = ChoiceField(
        label=_("Which of these best describes your sexual orientation?"),
        choices=_asked([(c.code, c.label) for c in codes.characteristics("sexual_orientation")]),
        required=False,
    )

    def layout(self) -> Layout:
        return Layout("sex", "gender_identity", "ethnicity", "disability", "sexual_orientation")

    def buttons(self) -> list[Button]:
        return [Button(_("Save her answers"))]

    @property
    def answers(self) -> dict[str, str]:
        hidden = {"version", "submission"}
        return {name: value for name, value in self.cleaned_data.items() if name not in hidden and value}
