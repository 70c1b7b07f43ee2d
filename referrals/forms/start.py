"""The first page: which programme, and whether she can be referred to it at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programmes.definition import Definition, EligibilityQuestion
from programmes.kinds import QuestionKind
from programmes.models import Programme
from referrals.models import Source
from referrals.pasted import MOST
from ui.choices import Choice
from ui.fields import ChoiceField, EmailField, LongTextField, NumberField, TextField, TickField, YesNoField
from ui.forms import FilterForm, Form
from ui.layout import Button, Fieldset

ENTERED = (Source.PHONE, Source.SECURE_MAIL, Source.PAPER)


READ_MAIL = "read_mail"


class ProgrammeForm(FilterForm):
    """Which programme she is referred to, where there are several."""

    submit = _("Continue")
    programme = ChoiceField(
        label=_("Which programme are you referring her to?"),
        missing=_("Choose a programme"),
        heading=True,
    )

    def __init__(self, *args: Any, programmes: Iterable[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        field = cast(ChoiceField, self.fields["programme"])
        field.offer(
            Choice(one.slug, str(one), hint=one.current.parsed.summary.label(language)) for one in programmes
        )


class EligibleForm(Form):
    """The programme's own questions. A "no" is an answer, not a mistake: the view looks at `failed`."""

    def __init__(self, *args: Any, definition: Definition, entering: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition, self.entering = definition, entering
        if entering:
            self.fields.update(_who_is_referring())
        for asked in definition.eligibility:
            self.fields[_name(asked)] = _question(asked)
        if entering:
            self.fields["anyway"] = TickField(
                label=_("Go on although an answer above rules her out"),
                hint=_(
                    "Whoever accepts the referral says why, and the reason stays on the case. "
                    "Nobody can accept a woman under the minimum age."
                ),
                required=False,
            )

    def layout(self) -> Layout:
        questions = [_name(asked) for asked in self.definition.eligibility]
        if not self.entering:
            return Layout(*questions)
        mail = Fieldset(_("Did it come by mail?"), "pasted")
        who = Fieldset(_("Who is referring her?"), "source", "officer_email", "officer_name")
        return Layout(mail, who, Fieldset(_("Can we take this referral?"), *questions, "anyway"))

    def buttons(self) -> list[Button]:
        read = Button(_("Fill in from the mail"), name="do", value=READ_MAIL, kind="secondary")
        return [Button(_("Continue")), *([read] if self.entering else [])]

    @property
    def failed(self) -> list[EligibilityQuestion]:
        """The questions whose answers rule her out; none when she can be referred."""
        asked = self.definition.eligibility
        return [one for one in asked if not one.fits(self.cleaned_data[_name(one)])]

    @property
    def goes_on(self) -> bool:
        """Tell whether a coordinator goes on outside the programme's rules."""
        return bool(self.cleaned_data.get("anyway"))


def _name(asked: EligibilityQuestion) -> str:
    return asked.code.lower()


def _question(asked: EligibilityQuestion) -> forms.Field:
    language = get_language() or "en"
    words = asked.question.label(language)
    shared = {"label": words, "hint": asked.hint.label(language)}
    if asked.kind is QuestionKind.YES_NO:
        return YesNoField(**shared, missing=_("Choose yes or no: %(question)s") % {"question": words})
    return NumberField(**shared, missing=_("Enter a number: %(question)s") % {"question": words})


def _who_is_referring() -> dict[str, forms.Field]:
    return {
        "pasted": LongTextField(
            label=_("Paste the text of the mail"),
            hint=_(
                "We fill in what we can read, and show you the line beside each answer. "
                "Nothing is kept until you continue."
            ),
            max_length=MOST,
            rows=8,
            required=False,
        ),
        "source": ChoiceField(
            label=_("How did the referral reach you?"),
            missing=_("Choose how the referral reached you"),
            choices=[(source.value, source.label) for source in ENTERED],
        ),
        "officer_email": EmailField(
            label=_("The officer's email address"),
            hint=_("We send a link to it, so that the officer can confirm what you enter."),
            missing=_("Enter the officer's email address"),
        ),
        "officer_name": TextField(
            label=_("The officer's name"), missing=_("Enter the officer's name"), max_length=100, width=20
        ),
    }
