"""Choosing a run, and confirming it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ui.choices import Choice
from ui.fields import ChoiceField, LongTextField, ManyField
from ui.forms import FilterForm, unnamed
from ui.layout import Button, Link
from workshops.booking_page import BookingPage, Certainty
from workshops.forms.together import TwoPeople
from workshops.statuses import AskedBy, ReleaseReason


class RunForm(FilterForm):
    """Which of the runs on offer."""

    submit = _("Continue")
    run = ChoiceField(
        label=_("Which dates suit her?"),
        missing=_("Choose the dates that suit her"),
        cards=True,
    )

    def __init__(self, *args: Any, page: BookingPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].offer(  # type: ignore[attr-defined]
            [
                Choice(
                    option.key,
                    format_html("<strong>{}</strong>", option.title),
                    hint=" ".join((option.facts, *option.warnings)),
                )
                for option in page.options
            ]
        )

    def buttons(self) -> list[Button]:
        # Named, so that a page sent with nothing chosen is known from one opened for the first time.
        return [Button(self.submit, name="do", value="choose")]


class DaysForm(FilterForm):
    """Which days, each by itself; those she has already are ticked."""

    submit = _("Continue")
    days = ManyField(
        label=_("Which days suit her?"),
        hint=_("Take the tick away from a day she has to give it back."),
        missing=_("Choose at least one day"),
    )

    def __init__(
        self, *args: Any, page: BookingPage, why_not: Callable[[list[str]], str], **kwargs: Any
    ) -> None:
        sessions = page.sessions or ()
        super().__init__(*args, initial={"days": [s.key for s in sessions if s.hers]}, **kwargs)
        self.why_not = why_not
        self.fields["days"].offer(  # type: ignore[attr-defined]
            [Choice(s.key, format_html("<strong>{}</strong>", s.title), hint=s.facts) for s in sessions]
        )
        if not any(session.hers for session in sessions):
            self.fields["days"].help_text = ""

    def clean_days(self) -> list[str]:
        """Refuse days that together are no part of her plan, in the clock's own words."""
        chosen: list[str] = self.cleaned_data["days"]
        if why := self.why_not(chosen):
            raise forms.ValidationError(why)
        return chosen

    def buttons(self) -> list[Button]:
        return [Button(self.submit, name="do", value="choose")]


_THERE = {
    Certainty.SURE: _("Somebody she is kept apart from is there that day"),
    Certainty.PERHAPS: _("Somebody who may be a person she must not meet is there that day"),
}


class ConfirmForm(TwoPeople):
    """The booking itself; when she is moved, why; when she is kept apart from somebody, two people."""

    asked_by = ChoiceField(
        label=_("Who asked for other dates?"), missing=_("Choose who asked"), choices=AskedBy.choices
    )
    why = ChoiceField(
        label=_("Why is she moved?"),
        missing=_("Choose why she is moved"),
        choices=[
            (ReleaseReason.SHE_ASKED.value, ReleaseReason.SHE_ASKED.label),
            (ReleaseReason.MOVED.value, _("We had to change the dates")),
            (ReleaseReason.MISTAKE.value, ReleaseReason.MISTAKE.label),
        ],
    )
    words = LongTextField(
        label=_("In a few words"),
        hint=_("Staff who work on her case see it; nobody else."),
        max_length=300,
        required=False,
    )
    places = forms.CharField(widget=unnamed(), required=False)

    def __init__(self, *args: Any, moving: bool, apart: Certainty, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moving, self.cancel_url = moving, cancel_url
        if not moving:
            for name in ("asked_by", "why", "words"):
                del self.fields[name]
        if apart:
            self.ask_both(_THERE[apart])

    def layout(self) -> Layout:
        asked: list[Any] = ["asked_by", "why", "words"] if self.moving else []
        return Layout(*asked, *self.together())

    def buttons(self) -> list[Button | Link]:
        words = (
            _("Move her and prepare what is sent") if self.moving else _("Book her and prepare what is sent")
        )
        return [Button(words), Link(_("Choose other dates"), self.cancel_url)]
