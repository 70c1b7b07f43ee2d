"""Checking the answers before they are sent; her own answers about herself, after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from crispy_forms.layout import Layout
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from participants import equality
from programmes import codes
from referrals.models import CardAnswer, Referral, ReferredPerson
from ui.choices import Choice, Text
from ui.fields import ChoiceField, SelectField
from ui.forms import Form
from ui.layout import Button

# What nobody is asked about herself: codes for records of others, or of what is not known.
NOT_ANSWERS = {"UNK", "UNKNOWN", "ND", "N", "NS", "UN", "O1", "W5"}


class CardForm(Form):
    """What she said to the card. Every answer is as good as the others."""

    answer = ChoiceField(
        label=_("What did she say?"), missing=_("Say whether she took the card"), choices=CardAnswer.choices
    )

    def buttons(self) -> list[Button]:
        return [Button(_("Save"))]


GO, SEND, OTHER = "GO", "SEND", "OTHER"


class CheckForm(Form):
    """The button that sends. Where she may have been sent before, it asks about each such referral."""

    def __init__(self, *args: Any, sent_before: Sequence[ReferredPerson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent_before = {f"same_{n}": one for n, one in enumerate(sent_before, start=1)}
        for name, one in self.sent_before.items():
            self.fields[name] = _is_it_she(one)

    def buttons(self) -> list[Button]:
        return [Button(_("Continue") if self.sent_before else _("Send referral"))]

    @property
    def said(self) -> dict[UUID, bool]:
        """By earlier referral, whether it is of the same woman."""
        return {one.referral_id: self.cleaned_data[name] != OTHER for name, one in self.sent_before.items()}

    @property
    def instead(self) -> Referral | None:
        """The earlier referral to go to instead of sending; None sends this one."""
        chosen = (one for name, one in self.sent_before.items() if self.cleaned_data[name] == GO)
        return next((one.referral for one in chosen), None)


def _is_it_she(one: ReferredPerson) -> ChoiceField:
    sent_on = date_format(timezone.localtime(one.frozen_at), "D j F Y")
    about = {"reference": one.referral.reference, "initials": one.initials, "sent_on": sent_on}
    asked = {**about, "officer": one.referral.referred_by or one.frozen_by}
    return ChoiceField(
        label=_g("Is this the same woman as %(reference)s (%(initials)s)?") % about,
        hint=_g("%(officer)s sent it on %(sent_on)s.") % asked,
        missing=_g("Say whether this is the same woman as %(reference)s") % about,
        choices=[
            Choice(GO, _g("Yes. Take me to %(reference)s instead") % about, hint=_("This one is not sent.")),
            Choice(SEND, _("Yes, but this is a new matter: send it as well")),
            Choice(OTHER, _("No, this is another woman: send it")),
        ],
    )


def _asked(pairs: Sequence[tuple[str, Text]]) -> list[Choice]:
    kept = [Choice(code, words) for code, words in pairs if code not in NOT_ANSWERS]
    refusals = {choice.value for choice in kept if "refer not to say" in str(choice.label)}
    answers = [choice for choice in kept if choice.value not in refusals]
    return [*answers, Choice(equality.PREFERS_NOT, _("She prefers not to say"))]


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
        choices=_asked(equality.LIMITED),
        required=False,
    )
    caring = ChoiceField(
        label=_("Do you look after a child, or anybody who could not manage without your help?"),
        choices=_asked(equality.YES_NO),
        required=False,
    )
    pregnancy = ChoiceField(
        label=_("Are you pregnant, or have you had a baby in the last six months?"),
        choices=_asked(equality.YES_NO),
        required=False,
    )
    sexual_orientation = ChoiceField(
        label=_("Which of these best describes your sexual orientation?"),
        choices=_asked([(c.code, c.label) for c in codes.characteristics("sexual_orientation")]),
        required=False,
    )

    def layout(self) -> Layout:
        return Layout(
            "sex", "gender_identity", "ethnicity", "disability", "caring", "pregnancy", "sexual_orientation"
        )

    def buttons(self) -> list[Button]:
        return [Button(_("Save her answers"))]

    @property
    def answers(self) -> dict[str, str]:
        hidden = {"version", "submission"}
        return {name: value for name, value in self.cleaned_data.items() if name not in hidden and value}
