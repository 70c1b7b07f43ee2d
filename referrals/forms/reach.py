"""Page 3: how she can be reached without anybody else finding out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from participants import identifiers
from participants.models import Answer, NumberCheck
from participants.safe_times import SAFE_TIME_LABELS
from referrals.forms.pages import PageForm, Text
from ui.choices import Choice
from ui.fields import (
    ChoiceField,
    EmailField,
    LongTextField,
    ManyField,
    PhoneField,
    TextField,
    TickField,
    YesNoField,
)
from ui.layout import Fieldset

ANSWERS = [
    Choice(Answer.YES, _("Yes")),
    Choice(Answer.NO, _("No")),
    Choice(Answer.NOT_ASKED, _("I did not ask")),
]
BY_PHONE = ("call", "voicemail", "text")


class ReachForm(PageForm):
    phone = PhoneField(
        label=_("Her mobile number"),
        hint=_("Read the number back to her. Ring it only if the phone is in her hand."),
        missing=_("Enter her number, or say that she has no phone"),
        max_length=20,
    )
    number_check = ChoiceField(
        label=_("How did you check the number?"),
        missing=_("Say how you checked the number, or that she has no phone"),
        choices=[
            Choice(NumberCheck.RANG_IN_HAND, _("It rang in her hand")),
            Choice(NumberCheck.READ_BACK, _("I read it back to her")),
            Choice(NumberCheck.NOT_CHECKED, _("I did not check it")),
            Choice(NumberCheck.NO_PHONE, _("She has no phone")),
        ],
    )
    asked_alone = YesNoField(
        label=_("Was she alone when you asked these questions?"),
        missing=_("Say whether she was alone when you asked"),
    )
    call = ChoiceField(
        label=_("Ring her on this number?"),
        missing=_("Say whether it is safe to ring her"),
        choices=ANSWERS,
        inline=True,
    )
    voicemail = ChoiceField(
        label=_("Leave a voicemail?"),
        missing=_("Say whether it is safe to leave a voicemail"),
        choices=ANSWERS,
        inline=True,
    )
    text = ChoiceField(
        label=_("Send a text?"),
        missing=_("Say whether it is safe to text her"),
        choices=ANSWERS,
        inline=True,
    )
    post = ChoiceField(
        label=_("Post a letter to her address?"),
        missing=_("Say whether it is safe to post a letter"),
        choices=ANSWERS,
        inline=True,
    )
    email = EmailField(label=_("Her email address"), required=False, width=20)
    email_safe = ChoiceField(
        label=_("Is it safe to email her?"),
        missing=_("Say whether it is safe to email her"),
        choices=ANSWERS,
        inline=True,
    )
    who_must_not_know = LongTextField(
        label=_("Who must not find out?"),
        hint=_("For example, her partner, or whoever she lives with."),
        max_length=300,
        rows=2,
        required=False,
    )
    danger_suggested = TickField(
        label=_("Somebody could hurt her if we wrote or rang at the wrong moment"), required=False
    )
    safe_times = ManyField(
        label=_("When is it best to ring?"),
        choices=[(code.value, words) for code, words in SAFE_TIME_LABELS.items()],
        small=True,
        required=False,
    )
    trusted_contact = TextField(
        label=_("Is there somebody she trusts whom we could ask for her?"),
        hint=_("A name and a number. Only if she agrees."),
        max_length=200,
        required=False,
    )

    def groups(self) -> list[Any]:
        safe = Fieldset(
            _("Is it safe to…"),
            *BY_PHONE,
            "post",
            hint=_("If you did not ask, we will only ring, and say nothing to anybody else."),
        )
        return [
            Fieldset(_("Her number"), "phone", "number_check"),
            "asked_alone",
            safe,
            Fieldset(_("Email"), "email", "email_safe"),
            Fieldset(_("Keeping her safe"), "who_must_not_know", "danger_suggested"),
            "safe_times",
            "trusted_contact",
        ]

    def excused(self) -> set[str]:
        no_phone = self.got("number_check") == NumberCheck.NO_PHONE
        without_email = {"email_safe"} if not self.got("email") and "email" not in self.errors else set()
        return without_email | ({"phone", *BY_PHONE} if no_phone else set())

    def problems_found(self) -> dict[str, Text]:
        if self.got("phone") and self.got("number_check") == NumberCheck.NO_PHONE:
            return {"number_check": _("Take the number out, or say how you checked it")}
        return {}

    def doubts(self) -> dict[str, Text]:
        phone = self.got("phone")
        checked = identifiers.phone(phone, mobile=True) if phone else None
        if checked is None or checked.good:
            return {}
        if checked.doubt is identifiers.Doubt.NOT_MOBILE:
            return {"phone": _("Check the number: it is not a mobile, so somebody else may answer it")}
        return {"phone": _("Check the number: it does not look like one that can be rung")}
