"""Asking for a file of groups or marks, and then whether it is to be brought in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.importing.whole import MOST_ROWS, Kind
from programmes.models import Programme
from ui.choices import Choice
from ui.fields import ChoiceField, FileField, SelectField
from ui.forms import Form, unnamed
from ui.layout import Button, Link


class FileForm(Form):
    """Which file, and what it holds."""

    submit = _("Show what it would do")
    programme = SelectField(label=_("Programme"), missing=_("Choose a programme"))
    kind = ChoiceField(
        label=_("What does the file hold?"), missing=_("Choose what the file holds"), choices=Kind.choices
    )
    file = FileField(
        label=_("The file"),
        hint=_("CSV UTF-8, up to %(most)s rows") % {"most": MOST_ROWS},
        missing=_("Choose the file"),
        accept=".csv,text/csv",
    )

    def __init__(self, *args: Any, programmes: Iterable[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].offer([Choice(p.slug, str(p)) for p in programmes])  # type: ignore[attr-defined]


class BringInForm(Form):
    """The same file again, looked through: what was shown is what is brought in."""

    programme = forms.CharField(widget=unnamed())
    kind = forms.ChoiceField(widget=unnamed(), choices=Kind.choices)
    text = forms.CharField(widget=unnamed(), strip=False)

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cancel_url = cancel_url

    def buttons(self) -> list[Button | Link]:
        return [Button(_("Bring all of it in")), Link(_("Choose another file"), self.cancel_url)]
