"""Searching and filtering cases, and the trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.messages import WHERE
from casework.whereabouts import Where
from ui.choices import Choice
from ui.fields import SelectField, TextField
from ui.forms import FilterForm, Form

_ANY = Choice("", _("Any"))
SHOWN = (Where.RECEIVED, Where.NOT_REACHED, Where.REACHED, Where.BOOKED, Where.CAME)


class SearchForm(Form):
    """One box. It is sent by POST: a name must not stand in an address or a log."""

    submit = _("Search")
    q = TextField(
        label=_("Search"),
        hint=_("Name, reference, phone, postcode or crime number"),
        missing=_("Enter a name, a reference or a number to search for"),
        max_length=100,
    )


class CasesFilter(FilterForm):
    """The filters beside the list; they stay in the address, since none of them names anybody."""

    where = SelectField(
        label=_("Where it is"),
        required=False,
        missing="",
        prompt=_("Any"),
        choices=[Choice(w, WHERE[w]) for w in SHOWN],
    )
    force = SelectField(label=_("Police force"), required=False, missing="", prompt=_("Any"), choices=[])
    worker = SelectField(label=_("Coordinator"), required=False, missing="", prompt=_("Any"), choices=[])
    deadline = SelectField(
        label=_("Deadline"),
        required=False,
        missing="",
        prompt=_("Any"),
        choices=[
            Choice("over", _("Passed")),
            Choice("28", _("Within 28 days")),
            Choice("none", _("Not set yet")),
        ],
    )

    def __init__(
        self, *args: Any, forces: Iterable[Choice], workers: Iterable[Choice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["force"].offer(list(forces))  # type: ignore[attr-defined]
        self.fields["worker"].offer(list(workers))  # type: ignore[attr-defined]


class TrailForm(Form):
    """Whose looking, or who looked at whom."""

    submit = _("Search the trail")
    reference = TextField(label=_("Reference of a referral"), required=False, width=10, max_length=40)
    person = TextField(
        label=_("E-mail address or name of somebody who signs in"), required=False, max_length=120
    )
