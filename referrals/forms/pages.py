"""What the pages of the referral share: answers that may be odd, and are kept when ticked as right."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from programmes.definition import Definition
from referrals.drafts import Draft
from ui.fields import DateField, TickField
from ui.forms import Form
from ui.layout import Button, Shown

Text = str | Promise


class Said(Shown):
    """Something the page says among its questions: a template, and what it is told by the page's context."""

    def __init__(self, template: str, name: str) -> None:
        super().__init__()
        self.template, self.name = template, name

    def render(self, form: BaseForm, context: Context, *_a: Any, **_kw: Any) -> SafeString:
        return render_to_string(self.template, {self.name: context.get(self.name)})


class FirstButton(Shown):
    """What Enter presses where other buttons stand before the page's own: it saves, like the page's own."""

    def render(self, form: BaseForm, context: Context, *_a: Any, **_kw: Any) -> SafeString:
        return format_html(
            '<button type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true">{}</button>',
            _("Save and continue"),
        )


class PageForm(Form):
    """One page of the referral.

    An odd answer (a check letter that is wrong, a deadline that has passed) is never blocked: it is
    pointed out once, and kept when the person ticks that it is right.
    """

    as_is = TickField(
        label=_("I have checked: it is right as it is"),
        hint=_("Tick this if what is marked above is true."),
        required=False,
    )

    def __init__(
        self, *args: Any, today: date, definition: Definition, draft: Draft, force: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.definition, self.draft, self.force = today, definition, draft, force
        self.doubtful = bool(self.initial.get("as_is"))
        self.prepare()

    def prepare(self) -> None:
        """Set what is known only now: choices, the last day allowed."""

    def excused(self) -> set[str]:
        """Return the questions that need no answer because of another one's."""
        return set()

    def problems_found(self) -> dict[str, Text]:
        """Return what cannot be, by field: it must be mended."""
        return {}

    def doubts(self) -> dict[str, Text]:
        """Return what is odd, by field: it may be ticked as right."""
        return {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.excused():
            if name not in cleaned:
                self.errors.pop(name, None)
                cleaned[name] = ""
        for name, sentence in self.problems_found().items():
            self.add_error(name, str(sentence))
        doubts = self.doubts()
        self.doubtful = bool(doubts)
        if doubts and not cleaned.get("as_is"):
            for name, sentence in doubts.items():
                self.add_error(name, str(sentence))
        return cleaned

    def asked(self) -> list[str]:
        names = super().asked()
        return [name for name in names if name != "as_is"]

    def groups(self) -> list[Any]:
        """Return the questions in order, grouped. Override; the tick is added by itself."""
        return list(self.asked())

    def layout(self) -> Layout:
        return Layout(*self.groups(), *(["as_is"] if self.doubtful else []))

    def buttons(self) -> list[Button]:
        return [Button(_("Save and continue"))]

    def got(self, name: str) -> Any:
        """Return a cleaned answer, None where it was not given or could not be read."""
        return self.cleaned_data.get(name)

    @property
    def answers(self) -> dict[str, Any]:
        """What is kept of a valid page."""
        hidden = {"version", "submission"}
        return {name: value for name, value in self.cleaned_data.items() if name not in hidden}


def kept(form_class: type[forms.Form], answers: dict[str, Any]) -> dict[str, Any]:
    """Return kept answers as a form's initial values: ISO text is a date again."""
    initial = dict(answers)
    for name, field in form_class.base_fields.items():
        if isinstance(field, DateField) and initial.get(name):
            initial[name] = date.fromisoformat(initial[name])
    return initial


def typed(form: forms.Form) -> dict[str, Any]:
    """Return what was typed, good or not, as initial values: a page shown again before it is judged."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
        if name not in {"version", "submission"}
    }
