"""Moving a workshop, or cancelling it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ui.choices import Choice
from ui.fields import DateField, SelectField, TextField, TimeField, YesNoField
from ui.forms import FilterForm, Form, unnamed
from ui.layout import Button, Link, Side
from workshops.forms.planning import offer, room_label
from workshops.models import Room


class WhereAndWhen(FilterForm):
    """Another day, hour or room; the page then says what that does before anything is saved."""

    submit = _("See what this does")
    on = DateField(label=_("Day"), hint=_("For example, 13 1 2027"), missing=_("Enter the day"))
    starts = TimeField(label=_("Starts at"), missing=_("Enter when it starts, like 10am"))
    room = SelectField(label=_("Room"), missing=_("Choose a room"))
    later_too = YesNoField(
        label=_("Move the later ones of this group too?"),
        hint=_("By as many days, and to the same hour and room where those change."),
        missing=_("Say whether the later ones move too"),
    )

    def __init__(
        self, *args: Any, rooms: Iterable[Room], later: int, today: date, back_url: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.back_url = back_url
        offer(self, "room", [Choice(str(room.pk), room_label(room)) for room in rooms])
        self.fields["on"].earliest = today  # type: ignore[attr-defined]
        self.fields["on"].too_early = _("Enter a day from today on: nothing is moved into the past")  # type: ignore[attr-defined]
        if later:
            words = ngettext(
                "Move the later one of this group too?", "Move the %(n)s later ones of this group too?", later
            )
            self.fields["later_too"].label = words % {"n": later}
        else:
            del self.fields["later_too"]

    def layout(self) -> Layout:
        asked = ["later_too"] if "later_too" in self.fields else []
        return Layout(Side("on", "starts"), "room", *asked)

    def buttons(self) -> list[Button | Link]:
        return [Button(self.submit), Link(_("Leave it as it is"), self.back_url)]


class ChangeForm(Form):
    """The change itself, once the person has read what it does. `places` are those she saw."""

    why = TextField(label=_("Why?"), missing=_("Say why"), max_length=200)
    places = forms.CharField(widget=unnamed(), required=False)

    def __init__(
        self, *args: Any, asks: Any, does: Any, keeps: Any, back_url: str, kind: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.does, self.keeps, self.back_url, self.kind = does, keeps, back_url, kind
        self.fields["why"].label = asks

    def buttons(self) -> list[Button | Link]:
        return [Button(self.does, kind=self.kind), Link(self.keeps, self.back_url)]
