"""The directory of services, and what became of an offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from casework import services
from casework.actions.directory import ServiceDetails
from casework.models import ListedService, OnwardReferral
from programmes.codes import pathways
from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, ManyField, TextField, TickField
from ui.forms import Form
from ui.layout import Button, Fieldset, Layout, Link


class ServiceForm(Form):
    """What a service does, for whom, where, and how somebody is referred to it."""

    submit = _("Save this service")
    name = TextField(label=_("Name of the service"), missing=_("Enter its name"), max_length=120)
    pathways = ManyField(
        label=_("What does it help with?"),
        missing=_("Choose at least one"),
        choices=[Choice(code.code, code.label) for code in pathways()],
    )
    for_whom = LongTextField(
        label=_("Who is it for?"),
        hint=_("For example, women over 18 who live on the island, free, no letter from a doctor needed."),
        required=False,
        max_length=500,
        rows=3,
    )
    areas = TextField(
        label=_("Which postcodes does it serve?"),
        hint=_("Their first parts, for example PO SO14 SO15. Leave empty if it is everywhere."),
        required=False,
        max_length=200,
    )
    how = LongTextField(label=_("How do you refer somebody?"), required=False, max_length=500, rows=3)
    phone = TextField(label=_("Phone"), required=False, max_length=40)
    website = TextField(
        label=_("Website"),
        required=False,
        max_length=300,
        validators=[
            URLValidator(
                schemes=["https", "http"], message=_("Enter the whole address, beginning with https://")
            )
        ],
    )

    def layout(self) -> Layout:
        return Layout(
            "name", "pathways", "for_whom", "areas", Fieldset(_("Reaching it"), "how", "phone", "website")
        )

    def clean_areas(self) -> list[str]:
        good, odd = services.read_areas(self.cleaned_data["areas"])
        if odd:
            raise ValidationError(
                _g("%(word)s is not the first part of a postcode. Write parts such as PO or SO14.")
                % {"word": odd[0]}
            )
        return good

    @staticmethod
    def first(row: ListedService) -> dict[str, Any]:
        """Return what the page shows before anything is changed."""
        names = ("name", "pathways", "for_whom", "how", "phone", "website")
        return {"areas": " ".join(row.areas)} | {name: getattr(row, name) for name in names}

    @property
    def details(self) -> ServiceDetails:
        names = ("name", "pathways", "for_whom", "areas", "how", "phone", "website")
        return ServiceDetails(**{name: self.cleaned_data[name] for name in names})


class EndServiceForm(Form):
    """Nothing is asked but to be sure."""

    def __init__(self, *args: Any, back_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.back_url = back_url

    def buttons(self) -> list[Button | Link]:
        return [Button(_("Take it out")), Link(_("Leave it in"), self.back_url)]


class OfferForm(Form):
    """Whether she wants it, and whether she has begun."""

    submit = _("Save")
    accepted = ChoiceField(
        label=_("Does she want it?"),
        missing=_("Choose an answer"),
        choices=[Choice("YES", _("Yes")), Choice("NO", _("No")), Choice("UNSAID", _("Not said yet"))],
    )
    taken_up = TickField(label=_("She has begun with them"), required=False, missing="")

    @staticmethod
    def first(row: OnwardReferral) -> dict[str, Any]:
        """Return how it stands."""
        said = {True: "YES", False: "NO", None: "UNSAID"}[row.accepted]
        return {"accepted": said, "taken_up": row.taken_up_at is not None}

    @property
    def wants_it(self) -> bool | None:
        return {"YES": True, "NO": False}.get(self.cleaned_data["accepted"])


def choices_of(rows: Iterable[ListedService]) -> list[Choice]:
    """Return the services of the directory as choices, each with what it helps with."""
    labels = {code.code: code.label for code in pathways()}
    return [
        Choice(str(row.pk), f"{row.name} ({'; '.join(labels.get(code, code) for code in row.pathways)})")
        for row in rows
    ]
