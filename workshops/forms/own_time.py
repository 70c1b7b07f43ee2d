"""Choosing a time for one woman alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ui.choices import Choice
from ui.fields import DateField, NumberField, SelectField, TimeField
from ui.forms import unnamed
from ui.layout import Button, Link, Side
from workshops.forms.planning import offer, room_label
from workshops.forms.together import TwoPeople
from workshops.models import Room


class OwnTimeForm(TwoPeople):
    """When she is seen, by whom, and where."""

    on = DateField(label=_("Day"), hint=_("For example, 13 1 2027"), missing=_("Enter the day"))
    starts = TimeField(label=_("Starts at"), missing=_("Enter when it starts, like 10am"))
    minutes = NumberField(
        label=_("Minutes"),
        missing=_("Enter how many minutes it takes"),
        min_value=5,
        max_value=480,
        width=3,
    )
    practitioner = SelectField(label=_("Who sees her"), missing=_("Choose who sees her"))
    room = SelectField(label=_("Room"), missing=_("Choose a room"))
    places = forms.CharField(widget=unnamed(), required=False)

    def __init__(
        self,
        *args: Any,
        rooms: Iterable[Room],
        people: Iterable[User],
        today: date,
        cancel_url: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url
        self.fields["on"].earliest = today  # type: ignore[attr-defined]
        self.fields["on"].too_early = _("Enter a day from today on")  # type: ignore[attr-defined]
        offer(self, "room", [Choice(str(r.pk), room_label(r)) for r in rooms])
        offer(self, "practitioner", [Choice(str(p.pk), str(p)) for p in people])

    def layout(self) -> Layout:
        return Layout(Side("on", "starts", "minutes"), "practitioner", "room", *self.together())

    def buttons(self) -> list[Button | Link]:
        return [
            Button(_("Book it and prepare what is sent")),
            Link(_("Cancel"), self.cancel_url),
        ]
