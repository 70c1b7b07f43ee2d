"""Buttons and notices, said to our components."""

from typing import Any

from django.utils.html import format_html

from tests.ui.govuk_options.words import Options, attributes, only, own, words
from ui import components as c


def button(options: Options) -> c.Button:
    return c.Button(
        text=words(options),
        type=options.get("type") or "submit",
        name=options.get("name") or "",
        value=options.get("value"),
        href=options.get("href") or "",
        id=options.get("id") or "",
        disabled=bool(options.get("disabled")),
        once=options.get("preventDoubleClick"),
        start=bool(options.get("isStartButton")),
        **own(options),
    )


def error_summary(options: Options) -> c.ErrorSummary:
    return c.ErrorSummary(
        title=words(options, "titleText", "titleHtml"),
        description=words(options, "descriptionText", "descriptionHtml"),
        errors=[
            c.ErrorLine(text=words(line), href=line.get("href") or "", attributes=attributes(line))
            for line in only(options.get("errorList"))
        ],
        disable_auto_focus=options.get("disableAutoFocus"),
        **own(options),
    )


def notification_banner(options: Options) -> c.NotificationBanner:
    success = options.get("type") == "success"
    content = words(options) if options.get("html") else _heading(words(options))
    return c.NotificationBanner(
        title=words(options, "titleText", "titleHtml") or ("Success" if success else "Important"),
        content=content,
        success=success,
        role=options.get("role") or "",
        title_id=options.get("titleId") or "govuk-notification-banner-title",
        heading_level=int(options.get("titleHeadingLevel") or 2),
        disable_auto_focus=options.get("disableAutoFocus"),
        **own(options),
    )


def _heading(text: str) -> Any:
    return format_html('<p class="govuk-notification-banner__heading">{}</p>', text)


def inset_text(options: Options) -> c.InsetText:
    return c.InsetText(content=words(options), id=options.get("id") or "", **own(options))


def warning_text(options: Options) -> c.WarningText:
    return c.WarningText(
        text=words(options), hidden_text=options.get("iconFallbackText") or "", **own(options)
    )


def details(options: Options) -> c.Details:
    return c.Details(
        summary=words(options, "summaryText", "summaryHtml"),
        content=words(options),
        id=options.get("id") or "",
        open=bool(options.get("open")),
        **own(options),
    )


def panel(options: Options) -> c.Panel:
    classes = (options.get("classes") or "").split()
    interruption = "govuk-panel--interruption" in classes
    actions = options.get("actions") or {}

    def action(item: Options) -> c.Button | c.PanelLink:
        if item.get("href") and item.get("type") != "button":
            return c.PanelLink(text=words(item), href=item["href"], **own(item))
        inverse = " ".join(filter(None, ["govuk-button--inverse", item.get("classes")]))
        return c.Button(
            text=words(item),
            type=item.get("type") or "submit",
            href=item.get("href") or "",
            classes=inverse,
            attributes=attributes(item),
        )

    return c.Panel(
        title=words(options, "titleText", "titleHtml"),
        content=words(options),
        heading_level=int(options.get("headingLevel") or 1),
        interruption=interruption,
        actions=[action(item) for item in only(actions.get("items"))] if actions else None,
        actions_classes=actions.get("classes") or "",
        actions_attributes=attributes(actions),
        classes=" ".join(name for name in classes if name != "govuk-panel--interruption"),
        attributes=attributes(options),
    )


def tag(options: Options) -> c.Tag:
    return c.Tag(text=words(options), **own(options))


def phase_banner(options: Options) -> c.PhaseBanner:
    inner = options.get("tag") or {}
    return c.PhaseBanner(
        tag=words(inner), tag_classes=inner.get("classes") or "", text=words(options), **own(options)
    )
