"""Her details, notes, needs and arrangements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework import rules
from casework.statuses import ArrangedBy, ArrangementKind, ArrangementState, NeedLevel
from participants.actions import Details
from participants.models import Participant, Reading
from programmes.codes import pathways
from ui.choices import Choice
from ui.fields import (
    ChoiceField,
    DateField,
    EmailField,
    LongTextField,
    PhoneField,
    SelectField,
    TextField,
    TickField,
)
from ui.forms import Form
from ui.layout import Fieldset, Layout
from workshops.forms.planning import offer


class DetailsForm(Form):
    """Who she is and where she lives. A single name is enough."""

    submit = _("Save her details")
    first_names = TextField(label=_("First names"), required=False, max_length=100)
    last_name = TextField(label=_("Last name"), required=False, max_length=100)
    preferred_name = TextField(label=_("Likes to be called"), required=False, max_length=100)
    date_of_birth = DateField(label=_("Date of birth"), required=False, missing=_("Enter her date of birth"))
    phone = PhoneField(label=_("Phone"), required=False)
    email = EmailField(label=_("E-mail"), required=False)
    address_lines = LongTextField(label=_("Address"), required=False, rows=4, max_length=300)
    postcode = TextField(label=_("Postcode"), required=False, width=10, max_length=8)
    no_fixed_address = TickField(label=_("She has no fixed address"), required=False, missing="")
    languages = TextField(label=_("Languages"), required=False, max_length=100)
    interpreter = TextField(label=_("Interpreter needed, for which language?"), required=False, max_length=60)
    reading = ChoiceField(
        label=_("Can she read letters?"), missing=_("Choose an answer"), choices=Reading.choices
    )
    large_print = TickField(label=_("Letters in large print"), required=False, missing="")
    access_needs = LongTextField(label=_("What she needs to take part"), required=False, max_length=500)

    def layout(self) -> Layout:
        return Layout(
            Fieldset(_("Her name"), "first_names", "last_name", "preferred_name", "date_of_birth"),
            Fieldset(_("Reaching her"), "phone", "email", "address_lines", "postcode", "no_fixed_address"),
            Fieldset(
                _("Language and access"),
                "languages",
                "interpreter",
                "reading",
                "large_print",
                "access_needs",
            ),
        )

    @staticmethod
    def first(participant: Participant) -> dict[str, Any]:
        """Return what the page shows before anything is changed."""
        return {name: getattr(participant, name) for name in _DETAILS}

    def details(self, participant: Participant) -> Details:
        """Return the record as it would be, with what this page does not ask left as it is."""
        kept = {name: getattr(participant, name) for name in Details.__dataclass_fields__}
        sent = {name: self.cleaned_data[name] for name in _DETAILS}
        return Details(**{**kept, **sent})


_DETAILS = (
    "first_names", "last_name", "preferred_name", "date_of_birth", "phone", "email", "address_lines",
    "postcode", "no_fixed_address", "languages", "interpreter", "reading", "large_print", "access_needs",
)  # fmt: skip


class NoteForm(Form):
    """A note, a change to one, or a correction."""

    submit = _("Save the note")
    words = LongTextField(
        label=_("Note"),
        hint=_("Short, and only what the next person needs. She may read it one day."),
        missing=_("Write the note"),
        max_length=2000,
    )


class NeedForm(Form):
    """A need by its pathway, and a service offered for it."""

    submit = _("Save")
    pathway = SelectField(
        label=_("What is it about?"),
        missing=_("Choose what it is about"),
        choices=[(code.code, code.label) for code in pathways()],
    )
    level = ChoiceField(
        label=_("How much help does she need?"),
        missing=_("Choose how much help she needs"),
        choices=[Choice(str(level.value), level.label) for level in NeedLevel],
    )
    words = LongTextField(label=_("Anything to remember"), required=False, max_length=500)
    listed = SelectField(
        label=_("A service you offered her"),
        hint=_("Of the directory, those that serve her postcode."),
        prompt=_("None, or not in the directory"),
        required=False,
        choices=[],
    )
    service = TextField(
        label=_("Or a service that is not in the directory"),
        hint=_("Leave empty if none"),
        required=False,
        max_length=120,
    )
    accepted = ChoiceField(
        label=_("Does she want it?"),
        required=False,
        missing="",
        choices=[Choice("YES", _("Yes")), Choice("NO", _("No")), Choice("", _("Not said yet"))],
    )

    def __init__(self, *args: Any, services: Sequence[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if services:
            offer(self, "listed", list(services))
        else:
            del self.fields["listed"]
            self.fields["service"].label = _("A service you offered her")


class Costing(Form):
    """Who arranges something and what it costs."""

    arranged_by = ChoiceField(
        label=_("Who arranges it?"),
        missing=_("Choose who arranges it"),
        required=False,
        choices=ArrangedBy.choices,
    )
    cost = TextField(
        label=_("What does it cost?"),
        hint=_("In pounds, like 12.50. Leave empty while it is not known."),
        prefix="£",
        width=5,
        max_length=12,
        required=False,
    )

    def clean_cost(self) -> str:
        typed: str = self.cleaned_data["cost"]
        if typed and rules.pence(typed) is None:
            raise ValidationError(_("Enter the cost in pounds, like 12.50, up to 5,000"))
        return typed

    @property
    def cost_pence(self) -> int | None:
        """Return what it costs, once the form is valid; None while it is not known."""
        return rules.pence(self.cleaned_data["cost"])


class ArrangementForm(Costing):
    """Something that must be in place for her to come."""

    submit = _("Add the arrangement")
    kind = ChoiceField(
        label=_("What is needed?"), missing=_("Choose what is needed"), choices=ArrangementKind.choices
    )
    for_on = DateField(label=_("For which day?"), required=False, missing=_("Enter the day"))
    words = LongTextField(label=_("Details"), required=False, max_length=300)

    def layout(self) -> Layout:
        return Layout("kind", "for_on", "arranged_by", "cost", "words")


class ArrangementStateForm(Costing):
    """How far it has come."""

    submit = _("Save")
    state = ChoiceField(
        label=_("How far has it come?"),
        missing=_("Choose how far it has come"),
        choices=ArrangementState.choices,
    )

    def layout(self) -> Layout:
        return Layout("state", "arranged_by", "cost")
