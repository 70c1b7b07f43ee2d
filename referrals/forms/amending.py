"""The pages of the form once more, for what has been sent: changed with a reason."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from programmes.messages import day
from referrals.forms.about import AboutForm
from referrals.forms.apart import ApartForm
from referrals.forms.help import HelpForm
from referrals.forms.matter import MatterForm
from referrals.forms.numbers import NumbersForm
from referrals.forms.pages import PageForm, Text
from referrals.forms.reach import ReachForm
from ui.fields import LongTextField
from ui.layout import Button, Fieldset


class Amending(PageForm):
    """What every such page has: why it is changed, last."""

    why = LongTextField(
        label=_("Why are you changing this?"),
        hint=_("Your colleagues and the charity will read this."),
        missing=_("Say why you are changing this"),
        max_length=300,
        rows=2,
    )

    def asked(self) -> list[str]:
        return [name for name in super().asked() if name != "why"]

    def layout(self) -> Layout:
        return Layout(*self.groups(), "why", *(["as_is"] if self.doubtful else []))

    def buttons(self) -> list[Button]:
        return [Button(_("Save the change"))]

    @property
    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers.items() if name not in {"why", "as_is"}}


class AmendAboutForm(Amending, AboutForm):
    """Who she is and where she lives."""


class AmendReachForm(Amending, ReachForm):
    """How she can be reached."""


class AmendNumbersForm(Amending, NumbersForm):
    """The numbers of the matter."""


class AmendMatterForm(Amending, MatterForm):
    """The offence, how it is dealt with, and their dates. The deadline has a page of its own."""

    def groups(self) -> list[Any]:
        return [
            Fieldset(
                _("The offence"), "offence_code", "offence_text", "offence_on", "summary_only", "arrested_on"
            ),
            Fieldset(
                self.disposal_words(),
                *(["disposal"] if self.several_disposals else []),
                "disposal_given",
                "other_conditions",
            ),
        ]

    def problems_found(self) -> dict[str, Text]:
        found = super().problems_found()
        until = self.draft.day("deadline_on")
        if self.given_on and until and until < self.given_on:
            found[self.given_field] = _(
                "Check the date: it is after the deadline you stated, %(day)s. If the date is right, "
                "state the new deadline first."
            ) % {"day": day(until)}
        return found


class AmendApartForm(Amending, ApartForm):
    """Whom she must not meet."""


class AmendHelpForm(Amending, HelpForm):
    """What would help her come, and a risk to staff."""

    agreed_to_contact = None  # type: ignore[assignment]  # said once, when it was sent

    def groups(self) -> list[Any]:
        return ["help_wanted", "help_words", "staff_risk"]
