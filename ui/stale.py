"""Both versions of a record, for the page shown when two people changed it at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ui.choices import Choice, Text
from ui.fields import Chosen
from ui.forms import Form
from ui.refusals import Stale


@dataclass(frozen=True)
class Row:
    """One question with both answers, as words."""

    label: Text
    theirs: str
    yours: str
    differs: bool


def stale_rows(form: forms.Form, theirs: Mapping[str, Any]) -> list[Row]:
    """Return the visible questions of a sent form, beside the values stored now.

    :param theirs: the stored values, by field name. A question that is not among them is left out.
    """
    drawn = []
    for bound in form.visible_fields():
        if bound.name not in theirs:
            continue
        stored = words(bound.field, theirs[bound.name])
        sent = words(bound.field, form.cleaned_data.get(bound.name))
        drawn.append(Row(label=bound.label, theirs=stored, yours=sent, differs=stored != sent))
    return drawn


def words(field: forms.Field, value: Any) -> str:
    """Return an answer as the person would read it."""
    if isinstance(field, Chosen):
        chosen = value if isinstance(value, list | tuple | set) else [value]
        return _labels(field, [field.prepare_value(one) for one in chosen])
    if value is True or value is False:
        return _("Yes") if value else _("No")
    if value is None or value == "":
        return _("Not provided")
    if isinstance(value, date):
        return date_format(value, "D j F Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


def _labels(field: Chosen, values: Iterable[Any]) -> str:
    labels = {a.value: str(a.label) for a in field.answers if isinstance(a, Choice)}
    found = [labels.get(str(value), str(value)) for value in values if value not in (None, "")]
    return ", ".join(found) or _("Not provided")


def answer(request: HttpRequest, form: Form, stale: Stale, *, leave_url: str, **context: Any) -> HttpResponse:
    """Answer with both versions; sending the page again saves the person's own over the newer one.

    Give `by` and `when` where it is known who changed it.
    """
    form.renew(version=stale.current_version)
    shown = {"rows": stale_rows(form, stale.theirs), "form": form, "leave_url": leave_url, **context}
    return render(request, "ui/stale.html", shown, status=409)
