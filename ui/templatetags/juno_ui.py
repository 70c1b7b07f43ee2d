"""What templates call. Loaded everywhere: no `{% load %}` is needed."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui import components
from ui.drawing import draw, target
from ui.forms import Asking, Problem

register = template.Library()


@register.filter(name="attrs")
def attrs(attributes: Mapping[str, Any] | str) -> SafeString | str:
    """Write a mapping as HTML attributes, with a space before each."""
    return flatatt(dict(attributes)) if isinstance(attributes, Mapping) else ""


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Draw one question of a form."""
    if bound.is_hidden:
        return SafeString(bound)
    return draw(bound).render()


@register.simple_tag
def button(text: str, **options: Any) -> SafeString:
    """Draw a button, or with `href` a link that looks like one; `kind` is secondary or warning."""
    kind = options.pop("kind", "")
    if kind:
        options["classes"] = f"govuk-button--{kind} {options.get('classes', '')}".strip()
    if "href" not in options:
        options.setdefault("once", True)
    return components.Button(text=text, **options).render()


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: BaseForm) -> SafeString:
    """Draw the error summary of these forms, or of every form the page has; nothing without errors."""
    found = list(forms) or forms_of(context)
    lines = [line for form in found for line in problems(form)]
    if not lines:
        return SafeString("")
    title = next((f.error_title for f in found if isinstance(f, Asking) and f.errors), None)
    return components.ErrorSummary(
        title=title or _("There is a problem"),
        errors=[components.ErrorLine(text=line.text, href=line.href) for line in lines],
    ).render()


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """Return "Error: " when a form of the page has errors: for the start of its title."""
    return _("Error: ") if any(f.is_bound and f.errors for f in forms_of(context)) else ""


@register.simple_tag(takes_context=True)
def active_section(context: Context) -> str:
    """Return the part of the service this page is in, with a dash, for its title."""
    for item in context.get("nav_items") or []:
        if item.active:
            return f"{item.label} — "
    return ""


@register.simple_tag
def banner(message: Message) -> SafeString:
    """Draw what has just been done, or what to know, as a notification banner."""
    done = message.level == constants.SUCCESS
    return components.NotificationBanner(
        title=_("Done") if done else _("Important"),
        content=format_html('<p class="govuk-notification-banner__heading">{}</p>', message.message),
        success=done,
    ).render()


def forms_of(context: Context) -> list[BaseForm]:
    """Return the forms a view gave its page, each once, in the order of their names."""
    found: dict[int, BaseForm] = {}
    for name, value in sorted(context.flatten().items(), key=lambda pair: str(pair[0])):
        if isinstance(value, BaseForm):
            found[id(value)] = value
        elif name == "forms" and isinstance(value, list | tuple):
            found.update({id(form): form for form in value if isinstance(form, BaseForm)})
    return list(found.values())


def problems(form: BaseForm) -> list[Problem]:
    """Return the lines of the error summary, for our forms and for others' (sign-in)."""
    if not form.is_bound:
        return []
    if isinstance(form, Asking):
        return form.problems()
    lines = [Problem(str(text), "") for text in form.non_field_errors()]
    for bound in form:
        lines += [Problem(str(text), f"#{target(bound)}") for text in bound.errors]
    return lines
