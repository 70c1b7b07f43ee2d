"""What police do with a notice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from referrals.actions import Basis
from referrals.models import DecisionKind, Evidence
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, LongTextField, TextField
from ui.forms import Form
from ui.layout import Button

_LATER = _("Enter a date in the future")


class PoliceSearchForm(Form):
    """One box over what police sent. It is sent by POST."""

    submit = _("Search")
    q = TextField(
        label=_("Search"),
        hint=_("Name, PNC ID, reference or crime number"),
        missing=_("Enter a name, a reference or a number to search for"),
        max_length=100,
    )


class AcknowledgeForm(Form):
    """One button."""

    submit = _("I have read this")


class DecisionForm(Form):
    """What police decided."""

    submit = _("Record the decision")
    kind = ChoiceField(
        label=_("What did police decide?"),
        missing=_("Choose what was decided"),
        choices=[
            Choice(kind, kind.label, reveals=("new_deadline_on",) if kind == DecisionKind.EXTENDED else ())
            for kind in DecisionKind
        ],
    )
    new_deadline_on = DateField(
        label=_("The new deadline"),
        too_early=_LATER,
        missing=_("Enter the new deadline"),
        hint=_("For example, 27 3 2027"),
    )
    words = LongTextField(label=_("Anything we should know"), required=False, max_length=500)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_deadline_on"].earliest = today  # type: ignore[attr-defined]

    def buttons(self) -> list[Button]:
        return [Button(self.submit, kind="secondary")]


HOW = [Choice(one.value, one.label) for one in Evidence if one != Evidence.HERE]


class ReportedDecisionForm(DecisionForm):
    """What police decided, as an officer told one of us."""

    stated_by = TextField(
        label=_("Which officer told you?"),
        hint=_("Name and collar number, or the name of the team"),
        missing=_("Say which officer told you"),
        max_length=120,
    )
    evidence = ChoiceField(label=_("How were you told?"), missing=_("Choose how you were told"), choices=HOW)

    def asked(self) -> list[str]:
        return ["kind", "stated_by", "evidence", "words"]

    def buttons(self) -> list[Button]:
        return [Button(self.submit)]


class PoliceDeadlineForm(Form):
    """A new deadline, stated by police themselves."""

    submit = _("Save the deadline")
    until = DateField(label=_("New deadline"), missing=_("Enter the new deadline"), too_early=_LATER)
    why = LongTextField(
        label=_("Why?"), hint=_("We read this."), missing=_("Say why the deadline changes"), max_length=500
    )
    evidence_words = TextField(
        label=_("Where is it recorded?"),
        hint=_("A log or document number on your side, if there is one"),
        required=False,
        max_length=120,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].earliest = today  # type: ignore[attr-defined]

    def basis(self) -> Basis:
        """Return on what the new deadline rests, once the form is valid."""
        got = self.cleaned_data
        return Basis(why=got["why"], evidence_words=got["evidence_words"])


class DeadlineForm(PoliceDeadlineForm):
    """A new deadline, as an officer told one of us."""

    why = LongTextField(
        label=_("Why did police change it?"),
        hint=_("Police read this."),
        missing=_("Say why the deadline changes"),
        max_length=500,
    )
    stated_by = TextField(
        label=_("Which officer told you?"),
        hint=_("Name and collar number, or the name of the team"),
        missing=_("Say which officer told you"),
        max_length=120,
    )
    evidence = ChoiceField(label=_("How were you told?"), missing=_("Choose how you were told"), choices=HOW)

    def asked(self) -> list[str]:
        return ["until", "stated_by", "evidence", "evidence_words", "why"]

    def basis(self) -> Basis:
        got = self.cleaned_data
        evidence = Evidence(got["evidence"])
        return Basis(got["stated_by"], got["why"], evidence, got["evidence_words"])
