"""What templates call. Loaded everywhere: no `{% load %}` is needed."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.http import QueryDict
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui import components
from ui.drawing import draw, target
from ui.forms import Asking, Problem
from ui.templatetags import blocks

register = template.Library()
register.tag("summary", blocks.summary)
register.tag("row", blocks.row)


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
def resend(form: BaseForm) -> SafeString:
    """Draw what was sent as hidden inputs, so that one button sends it again."""
    skipped = {"csrfmiddlewaretoken"}
    return format_html_join(
        "",
        '<input type="hidden" name="{}" value="{}">',
        ((name, value) for name in form.data if name not in skipped for value in sent_values(form, name)),
    )


@register.simple_tag
def button(text: str, **options: Any) -> SafeString:
    """Draw a button, or with `href` a link that looks like one; `kind` is secondary or warning."""
    kind = options.pop("kind", "")
    if kind:
        options["classes"] = f"govuk-button--{kind} {options.get('classes', '')}".strip()
    if "href" not in options:
        options.setdefault("once", True)
    return components.Button(text=text, **options).render()


@register.simple_tag
def tag(text: str, colour: str = "") -> SafeString:
    """Draw where a thing stands; colours: grey, green, teal, blue, purple, magenta, red, orange, yellow."""
    classes = f"govuk-tag--{colour}" if colour else ""
    return components.Tag(text=text, classes=classes).render()


@register.simple_tag
def back_link(href: str, text: str = "") -> SafeString:
    """Draw the link to the page before; it belongs in the block `back`."""
    link = components.BackLink(href=href, text=text).render()
    # Everything on a page stands in a landmark, so that a screen reader's list of them misses nothing.
    return format_html('<nav aria-label="{}">{}</nav>', _("Back"), link)


@register.simple_tag
def breadcrumbs(*pairs: str) -> SafeString:
    """Draw the way here: text and address by turns; a last text without an address is this page."""
    crumbs = [
        components.Crumb(text=pairs[at], href=pairs[at + 1] if at + 1 < len(pairs) else "")
        for at in range(0, len(pairs), 2)
    ]
    return components.Breadcrumbs(items=crumbs, collapse_on_mobile=True).render()


@register.simple_tag
def pages(previous_url: str = "", next_url: str = "") -> SafeString:
    """Draw the links to the page before and the page after."""
    return components.Pagination(
        previous=components.Step(href=previous_url) if previous_url else None,
        next=components.Step(href=next_url) if next_url else None,
    ).render()


@register.simple_block_tag
def inset(content: SafeString) -> SafeString:
    """Draw words set apart."""
    return components.InsetText(content=content).render()


@register.simple_block_tag
def warning(content: SafeString) -> SafeString:
    """Draw words that must not be missed, with an exclamation mark."""
    return components.WarningText(text=content).render()


@register.simple_block_tag
def details(content: SafeString, summary: str, open: bool = False) -> SafeString:
    """Draw words that most people do not need, behind the line `summary`."""
    return components.Details(summary=summary, content=content, open=open).render()


@register.simple_block_tag
def panel(content: SafeString, title: str) -> SafeString:
    """Draw the green panel after something was sent; its title is the page's h1."""
    return components.Panel(title=title, content=content).render()


@register.simple_block_tag
def notice(content: SafeString, title: str = "", success: bool = False, id: str = "notice") -> SafeString:
    """Draw a banner above the page: what to know before going on."""
    title = title or (_("Done") if success else _("Important"))
    return components.NotificationBanner(title=title, content=content, success=success, title_id=id).render()


@register.simple_tag(takes_context=True)
def banner(context: Context, message: Message, number: int = 1) -> SafeString:
    """Draw what has just been done, or what to know, as a banner; errors keep the focus."""
    errors = any(form.is_bound and form.errors for form in forms_of(context))
    done = message.level == constants.SUCCESS
    heading = format_html('<p class="govuk-notification-banner__heading">{}</p>', message.message)
    return components.NotificationBanner(
        title=_("Done") if done else _("Important"),
        content=heading,
        success=done,
        title_id=f"banner-{number}",
        disable_auto_focus=True if errors else None,
    ).render()


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
            return conditional_escape(f"{item.label} — ")
    return ""


@register.simple_tag
def service_phone() -> str:
    """Return the office's number, also on a page that has no context."""
    return str(settings.JUNO_SERVICE_PHONE)


@register.simple_tag(takes_context=True)
def service_navigation(context: Context) -> SafeString:
    """Draw the service navigation, where the person has one."""
    items = [
        components.NavigationItem(text=item.label, href=item.url, active=item.active)
        for item in context.get("nav_items") or []
    ]
    if not items:
        return SafeString("")
    return components.ServiceNavigation(
        items=items, classes="juno-navigation", container_classes="juno-width"
    ).render()


def sent_values(form: BaseForm, name: str) -> list[Any]:
    """Return every value sent under a name."""
    data: Any = form.data
    return list(data.getlist(name)) if isinstance(data, QueryDict) else [data[name]]


def forms_of(context: Context) -> list[BaseForm]:
    """Return the forms a view gave its page, each once, in the order of their names."""
    found: dict[int, BaseForm] = {}
    given: dict[Any, Any] = dict(context.flatten())
    for name, value in sorted(given.items(), key=lambda pair: str(pair[0])):
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
