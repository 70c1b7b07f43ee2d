"""What is asked about the follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.followup.actions import DATE_FIELDS, Said
from reports.followup.costs import Assumed
from reports.followup.models import INDEX_LABELS, REOFFENDED_LABELS, SOURCE_LABELS
from reports.followup.rules import Reoffended, Source
from ui.choices import Choice
from ui.fields import ChoiceField, DateField, FileField, NumberField, SelectField, TickField
from ui.forms import FilterForm, Form
from ui.layout import Layout, Side
from ui.refusals import Refused

MOST_POUNDS = 100_000_000


class AnswerForm(Form):
    """What police found about one woman."""

    submit = _("Record the answer")
    reoffended = ChoiceField(
        label=_("Is an offence recorded since then?"),
        missing=_("Choose what the records say"),
        choices=[
            Choice(value, label, reveals=(DATE_FIELDS[value],)) for value, label in REOFFENDED_LABELS.items()
        ],
    )
    offence_on = DateField(
        label=_("When was the first offence?"),
        hint=_("The day it was committed. For example, 27 3 2026"),
        missing=_("Enter the day of the first offence"),
        too_late=_("The day of the offence must be today or in the past"),
        too_early=_("The day of the offence must be on or after the day the follow-up began"),
    )
    looked_on = DateField(
        label=_("When did you look?"),
        hint=_("For example, 27 3 2026"),
        missing=_("Enter the day you looked"),
        too_late=_("The day you looked must be today or in the past"),
        too_early=_("The day you looked must be on or after the day the follow-up began"),
    )
    tried_on = DateField(
        label=_("When did you look?"),
        hint=_("For example, 27 3 2026"),
        missing=_("Enter the day you looked"),
        too_late=_("The day you looked must be today or in the past"),
        too_early=_("The day you looked must be on or after the day the follow-up began"),
    )
    source = ChoiceField(
        label=_("Where did you look?"),
        missing=_("Choose where you looked"),
        choices=[Choice(value, label) for value, label in SOURCE_LABELS.items()],
    )

    def __init__(self, *args: Any, today: date, index_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DATE_FIELDS.values():
            self.fields[name].latest = today  # type: ignore[attr-defined]
            self.fields[name].earliest = index_on  # type: ignore[attr-defined]

    def said(self) -> Said:
        """Return the answer, once the form is valid."""
        given = self.cleaned_data
        on = given[DATE_FIELDS[Reoffended(given["reoffended"])]]
        return Said(Reoffended(given["reoffended"]), on, Source(given["source"]))

    def refuse(self, refused: Refused) -> None:
        """Show what is wrong with the date beside the question that asked for it."""
        if refused.field == "on":
            refused.field = DATE_FIELDS[Reoffended(self.cleaned_data["reoffended"])]
        super().refuse(refused)


class FileForm(Form):
    """A whole file of answers."""

    submit = _("Check and record")
    file = FileField(
        label=_("The file with the answers"),
        hint=_("CSV UTF-8, up to 10,000 rows"),
        missing=_("Choose the file with the answers"),
        accept=".csv,text/csv",
    )


class ChooseForm(FilterForm):
    """Which women the rate is about."""

    submit = _("Count these")
    event = SelectField(
        label=_("Counted from"),
        missing=_("Choose the event it is counted from"),
        choices=[Choice(value, label) for value, label in INDEX_LABELS.items()],
    )
    year = SelectField(label=_("Year of that event"), required=False, choices=[])

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [Choice("", _("All years"))]
        self.fields["year"].offer(  # type: ignore[attr-defined]
            [*every, *(Choice(str(year), f"{year}-{(year + 1) % 100:02d}") for year in years)]
        )

    def layout(self) -> Layout:
        return Layout(Side("event", "year"))


class BusinessForm(FilterForm):
    """What somebody assumes for a year. Sent by GET; nothing of it is kept."""

    submit = _("Work it out")
    year = SelectField(label=_("Financial year"), missing=_("Choose a year"), choices=[])
    cost = NumberField(
        label=_("What the programme cost in the year"),
        hint=_("From the funding agreement, if there is one"),
        missing=_("Enter what the programme cost"),
        prefix="£", min_value=0, max_value=MOST_POUNDS, width=10,
    )  # fmt: skip
    per_referral = NumberField(
        label=_("Cost of each referral taken on"),
        hint=_("Police time, for example"),
        required=False, prefix="£", min_value=0, max_value=MOST_POUNDS, width=10,
    )  # fmt: skip
    per_completion = NumberField(
        label=_("Extra cost of each completion"),
        hint=_("Childcare and travel paid by others, for example"),
        required=False, prefix="£", min_value=0, max_value=MOST_POUNDS, width=10,
    )  # fmt: skip
    per_reoffender = NumberField(
        label=_("What a woman who reoffends costs everybody"),
        hint=_("From a source you can name"),
        required=False, prefix="£", min_value=1, max_value=MOST_POUNDS, width=10,
    )  # fmt: skip
    without = NumberField(
        label=_("How many would have reoffended without the programme?"),
        hint=_("An assumption: in per cent, from a study you can name"),
        required=False, suffix="%", min_value=0, max_value=100, width=3,
    )  # fmt: skip

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [Choice(str(year), f"{year}-{(year + 1) % 100:02d}") for year in years]
        self.fields["year"].offer(offered)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(
            Side("year", "cost"), Side("per_referral", "per_completion"), Side("per_reoffender", "without")
        )

    def assumed(self) -> Assumed:
        """Return the assumptions, once the form is valid; what was left empty is nought or not assumed."""
        given = self.cleaned_data
        return Assumed(
            year=float(given["cost"]),
            per_referral=float(given["per_referral"] or 0),
            per_completion=float(given["per_completion"] or 0),
            per_reoffender=given["per_reoffender"],
            without=given["without"],
        )


class DataLabForm(Form):
    """Which women's details are given to the Justice Data Lab, and that they were told."""

    submit = _("Make the file")
    year = SelectField(
        label=_("Women whose work with us began in"),
        missing=_("Choose a year"),
        choices=[],
    )
    told = TickField(
        label=_(
            "Our privacy notice told these women that their details may go to the Ministry of Justice for research"
        ),
        missing=_("Tick this only if the women were told. If they were not, their details cannot go"),
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [Choice(str(year), f"{year}-{(year + 1) % 100:02d}") for year in years]
        self.fields["year"].offer(offered)  # type: ignore[attr-defined]
