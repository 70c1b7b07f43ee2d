"""Practitioners: what they are trained in, and which workshop they run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programmes.codes import trainings
from ui.choices import Choice
from ui.fields import DateField, ManyField, SelectField
from ui.forms import Form
from ui.layout import Button, Fieldset, Link
from workshops.forms.planning import offer

FURTHEST_YEARS = 10


class TrainingForm(Form):
    """A training she has, and its last day."""

    submit = _("Keep this training")
    code = SelectField(
        label=_("Which training?"),
        missing=_("Choose a training from the list"),
        choices=[(code.code, code.label) for code in trainings()],
    )
    expires_on = DateField(
        label=_("Its last day"),
        hint=_("As the certificate says, for example 27 3 2028. Leave empty if it does not run out."),
        too_late=_("Check the year: a certificate does not last more than 10 years"),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = date(today.year + FURTHEST_YEARS, 12, 31)
        self.fields["expires_on"].latest = latest  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        legend = _("Enter a training, or its new date")
        return Layout(Fieldset(legend, "code", "expires_on"))


class EndTrainingForm(Form):
    """Nothing is asked but to be sure."""

    def __init__(self, *args: Any, back_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.back_url = back_url

    def buttons(self) -> list[Button | Link]:
        return [Button(_("Take it off the record"), kind="warning"), Link(_("Keep it"), self.back_url)]


class WhoForm(Form):
    """Who runs a workshop."""

    submit = _("Save who runs it")
    practitioners = ManyField(label=_("Practitioners"), missing=_("Choose who runs it"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "practitioners", [Choice(str(p.pk), str(p)) for p in people])
