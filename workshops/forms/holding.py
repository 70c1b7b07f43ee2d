"""Choosing the dates to hold for a woman, and doing without them."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ui.choices import Choice
from ui.fields import ChoiceField
from ui.forms import Form
from ui.layout import Button, Link
from workshops.holding_page import HoldingPage


class HoldForm(Form):
    """Which dates suit her."""

    run = ChoiceField(
        label=_("Which dates suit her?"), missing=_("Choose the dates that suit her, or go on"), cards=True
    )

    def __init__(self, *args: Any, page: HoldingPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
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

    def buttons(self) -> list[Button | Link]:
        go_on = _("Go on with what is held") if self.page.held else _("Go on without holding dates")
        return [Button(_("Hold these dates")), Link(go_on, self.page.next_url)]


class DoWithoutForm(Form):
    """The button that gives the dates up."""

    def __init__(self, *args: Any, keep_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep_url = keep_url

    def buttons(self) -> list[Button | Link]:
        return [Button(_("Give the dates up"), kind="warning"), Link(_("Keep them"), self.keep_url)]
