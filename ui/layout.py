"""How the questions of a form are grouped, and its buttons."""

from typing import Any

from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.forms import BaseForm
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from ui import components
from ui.choices import Text
from ui.components.base import Component

__all__ = ["Button", "Buttons", "Fieldset", "Folded", "Heading", "Layout", "Link", "Show", "Shown", "Side"]


class Shown(LayoutObject):  # type: ignore[misc]
    """Something in a layout that draws itself."""

    def __init__(self, *fields: Any) -> None:
        self.fields = list(fields)

    def inside(self, form: BaseForm, context: Context, template_pack: str) -> SafeString:
        """Return the markup of what it holds."""
        drawn: SafeString = self.get_rendered_fields(form, context, template_pack)
        return drawn


class Fieldset(Shown):
    """Questions that belong together, under a legend: `Fieldset(_("Her address"), "line_1", ...)`."""

    def __init__(self, legend: Text, *fields: Any, hint: Text = "", size: str = "m") -> None:
        super().__init__(*fields)
        self.legend, self.hint, self.size = legend, hint, size

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **_kw: Any
    ) -> SafeString:
        hint_id = f"{slugify(str(self.legend))}-hint" if self.hint else ""
        hint = components.Hint(text=self.hint, id=hint_id).render() if self.hint else ""
        return components.Fieldset(
            legend=components.Legend(text=self.legend, classes=f"govuk-fieldset__legend--{self.size}"),
            described_by=hint_id,
            content=format_html("{}{}", hint, self.inside(form, context, template_pack)),
        ).render()


class Folded(Shown):
    """Questions that few people need, folded away; open where one is answered or has to be mended."""

    def __init__(self, summary: Text, *fields: str) -> None:
        super().__init__(*fields)
        self.summary = summary

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **_kw: Any
    ) -> SafeString:
        opened = any(form[name].value() or form.errors.get(name) for name in self.fields)
        return format_html(
            '<details class="govuk-details"{}><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">{}</span></summary>'
            '<div class="govuk-details__text">{}</div></details>',
            mark_safe(" open") if opened else "",
            self.summary,
            self.inside(form, context, template_pack),
        )


class Side(Shown):
    """Questions side by side where there is room, one under the other on a phone."""

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **_kw: Any
    ) -> SafeString:
        inside = self.inside(form, context, template_pack)
        return format_html('<div class="juno-side-by-side">{}</div>', inside)


class Show(Shown):
    """A component among the questions: `Show(InsetText(text=...))`."""

    def __init__(self, component: Component) -> None:
        super().__init__()
        self.component = component

    def render(self, form: BaseForm, context: Context, *_a: Any, **_kw: Any) -> SafeString:
        return self.component.render()


class Heading(Shown):
    """A heading between questions."""

    def __init__(self, text: Text, *, size: str = "m") -> None:
        super().__init__()
        self.text, self.size = text, size

    def render(self, form: BaseForm, context: Context, *_a: Any, **_kw: Any) -> SafeString:
        return format_html('<h2 class="govuk-heading-{}">{}</h2>', self.size, self.text)


class Button(Shown):
    """A button. The first one of a form is the main one; pressing it twice sends it once.

    :param kind: "", "secondary", "warning" or "inverse".
    :param href: makes it a link that looks like a button.
    """

    def __init__(
        self,
        text: Text,
        *,
        name: str = "",
        value: str | None = None,
        kind: str = "",
        href: str = "",
    ) -> None:
        super().__init__()
        self.text, self.name, self.value, self.kind, self.href = text, name, value, kind, href

    def render(self, form: BaseForm, context: Context, *_a: Any, **_kw: Any) -> SafeString:
        return components.Button(
            text=self.text,
            name=self.name,
            value=self.value,
            href=self.href,
            once=None if self.href else True,
            classes=f"govuk-button--{self.kind}" if self.kind else "",
        ).render()


class Link(Shown):
    """A link beside the buttons, usually "Cancel"."""

    def __init__(self, text: Text, href: str) -> None:
        super().__init__()
        self.text, self.href = text, href

    def render(self, form: BaseForm, context: Context, *_a: Any, **_kw: Any) -> SafeString:
        return format_html('<a class="govuk-link" href="{}">{}</a>', self.href, self.text)


class Buttons(Shown):
    """Buttons and links in one row."""

    def render(
        self, form: BaseForm, context: Context, template_pack: str = TEMPLATE_PACK, **_kw: Any
    ) -> SafeString:
        inside = self.inside(form, context, template_pack)
        return mark_safe(f'<div class="govuk-button-group">{inside}</div>')  # noqa: S308
