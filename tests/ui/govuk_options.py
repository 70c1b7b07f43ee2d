"""How the options of govuk-frontend's fixtures are said to our components."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from ui import components as c

Options = Mapping[str, Any]


def words(options: Options | None, text: str = "text", html: str = "html") -> Any:
    """Give the text, or the markup where the fixture has markup."""
    if not options:
        return ""
    if options.get(html):
        return mark_safe(str(options[html]))
    value = options.get(text)
    return "" if value is None or value is False else str(value)


def plain(value: Any) -> Any:
    """Write a value as it stands in an attribute."""
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


def attributes(options: Options | None) -> dict[str, Any]:
    return {name: str(value) for name, value in ((options or {}).get("attributes") or {}).items()}


def own(options: Options) -> dict[str, Any]:
    return {"classes": options.get("classes") or "", "attributes": attributes(options)}


def only(items: Any) -> list[Any]:
    return [item for item in items or [] if item]


def label(options: Options, for_id: str = "") -> c.Label:
    return c.Label(
        text=words(options),
        for_id=options.get("for") or for_id,
        page_heading=bool(options.get("isPageHeading")),
        **own(options),
    )


def hint(options: Options, hint_id: str = "", also: str = "") -> c.Hint:
    classes = " ".join(filter(None, [also, options.get("classes")]))
    return c.Hint(
        text=words(options),
        id=hint_id or options.get("id") or "",
        classes=classes,
        attributes=attributes(options),
    )


def error_message(options: Options, error_id: str = "") -> c.ErrorMessage:
    return c.ErrorMessage(
        text=words(options),
        id=error_id or options.get("id") or "",
        hidden_text=plain_or_empty(options.get("visuallyHiddenText")),
        **own(options),
    )


def plain_or_empty(value: Any) -> str | None:
    return "" if value is False else value


def legend(options: Options | None) -> c.Legend | None:
    if not options:
        return None
    return c.Legend(
        text=words(options),
        classes=options.get("classes") or "",
        page_heading=bool(options.get("isPageHeading")),
    )


def fieldset(options: Options) -> c.Fieldset:
    return c.Fieldset(
        legend=legend(options.get("legend")),
        content=words(options),
        described_by=options.get("describedBy") or "",
        role=options.get("role") or "",
        **own(options),
    )


def question(options: Options, question_id: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": question_id,
        "name": options.get("name") or "",
        "described_by": options.get("describedBy") or "",
        "group_classes": (options.get("formGroup") or {}).get("classes") or "",
        **own(options),
    }
    if options.get("hint"):
        found["hint"] = hint(options["hint"], f"{question_id}-hint")
    if options.get("errorMessage"):
        found["error"] = error_message(options["errorMessage"], f"{question_id}-error")
    return found


def boxed(options: Options) -> dict[str, Any]:
    box_id = options.get("id") or options.get("name") or ""
    return {**question(options, box_id), "label": label(options.get("label") or {}, box_id)}


def affix(options: Options | None) -> c.Affix | None:
    return c.Affix(text=words(options), **own(options)) if options else None


def input_(options: Options) -> c.Input:
    wrapper = options.get("inputWrapper") or {}
    return c.Input(
        **boxed(options),
        type=options.get("type") or "text",
        value=options.get("value"),
        inputmode=options.get("inputmode") or "",
        autocomplete=options.get("autocomplete") or "",
        autocapitalize=options.get("autocapitalize") or "",
        pattern=options.get("pattern") or "",
        spellcheck=options.get("spellcheck"),
        disabled=bool(options.get("disabled")),
        prefix=affix(options.get("prefix")),
        suffix=affix(options.get("suffix")),
        wrapper_classes=wrapper.get("classes") or "",
        wrapper_attributes=attributes(wrapper),
    )


def textarea(options: Options) -> c.Textarea:
    return c.Textarea(
        **boxed(options),
        rows=int(options.get("rows") or 5),
        value=options.get("value"),
        autocomplete=options.get("autocomplete") or "",
        spellcheck=options.get("spellcheck"),
    )


def character_count(options: Options) -> c.CharacterCount:
    known = {
        "maxlength", "maxwords", "threshold", "rows", "value", "spellcheck", "countMessage",
    }  # fmt: skip
    given = {name: options.get(name) for name in known}
    return c.CharacterCount(
        **boxed(options),
        rows=int(given["rows"] or 5),
        value=given["value"],
        spellcheck=given["spellcheck"],
        maxlength=given["maxlength"] and int(given["maxlength"]),
        maxwords=given["maxwords"] and int(given["maxwords"]),
        threshold=given["threshold"] and int(given["threshold"]),
        count_classes=(given["countMessage"] or {}).get("classes") or "",
        fallback=options.get("textareaDescriptionText"),
        count_type=options.get("countType") or "",
        words=_counting_words(options),
    )


def _counting_words(options: Options) -> dict[str, str]:
    """Give the fixture's own words for what JavaScript says."""
    found = {}
    for kind in ("characters", "words"):
        for where in ("UnderLimit", "AtLimit", "OverLimit"):
            given = options.get(f"{kind}{where}Text")
            name = f"data-i18n.{kind}-{where[:-5].lower()}-limit"
            if isinstance(given, str):
                found[name] = given
            else:
                found |= {f"{name}.{number}": text for number, text in (given or {}).items()}
    described = options.get("textareaDescriptionText")
    if described and not options.get("maxlength") and not options.get("maxwords"):
        found["data-i18n.textarea-description.other"] = described
    return found


def password_input(options: Options) -> c.PasswordInput:
    words_of = {
        f"data-i18n.{name}": options[key]
        for name, key in {
            "show-password": "showPasswordText",
            "hide-password": "hidePasswordText",
            "show-password-aria-label": "showPasswordAriaLabelText",
            "hide-password-aria-label": "hidePasswordAriaLabelText",
            "password-shown-announcement": "passwordShownAnnouncementText",
            "password-hidden-announcement": "passwordHiddenAnnouncementText",
        }.items()
        if options.get(key)
    }
    return c.PasswordInput(
        **boxed(options),
        value=options.get("value"),
        autocomplete=options.get("autocomplete") or "current-password",
        words=words_of,
        show_text=options.get("showPasswordText"),
        show_label=options.get("showPasswordAriaLabelText"),
    )


def select(options: Options) -> c.Select:
    chosen = options.get("value")

    def option(item: Options) -> c.Option:
        value = item.get("value")
        effective = item.get("text") if value is None else value
        selected = item.get("selected")
        if selected is None:
            selected = chosen is not None and effective == chosen
        return c.Option(
            text=item.get("text") or "",
            value=plain(value),
            selected=bool(selected),
            disabled=bool(item.get("disabled")),
            attributes=attributes(item),
        )

    return c.Select(**boxed(options), options=[option(item) for item in only(options.get("items"))])


def date_input(options: Options) -> c.DateInput:
    date_id = options.get("id") or ""
    prefix = options.get("namePrefix")
    common = question(options, date_id)
    outer = options.get("fieldset") or {}
    common["described_by"] = outer.get("describedBy") or ""
    given = _date_parts(options)
    marked = any(part.get("error") or "--error" in (part.get("classes") or "") for part in given)
    all_wrong = bool(options.get("errorMessage")) and not marked
    values = options.get("values") or {}
    parts = []
    for part in given:
        name = f"{prefix}-{part['name']}" if prefix else part["name"]
        parts.append(
            c.DatePart(
                id=part.get("id") or f"{date_id}-{part['name']}",
                name=name,
                label=part.get("label") or part["name"].capitalize(),
                value=plain(part.get("value", values.get(name))),
                classes=part.get("classes") or "",
                error=bool(part.get("error")) or (all_wrong and part.get("error") is not False),
                inputmode=part.get("inputmode") or "numeric",
                autocomplete=part.get("autocomplete") or "",
                pattern=part.get("pattern") or "",
                attributes=attributes(part),
            )
        )
    return c.DateInput(**common, legend=legend(outer.get("legend")), parts=parts)


def _date_parts(options: Options) -> list[dict[str, Any]]:
    wide = {"day": "govuk-input--width-2", "month": "govuk-input--width-2", "year": "govuk-input--width-4"}
    if options.get("items"):
        return [
            {**options.get(part["name"], {}), **part, "classes": _with_width(part)}
            for part in only(options["items"])
        ]
    parts = []
    for name, width in wide.items():
        own_options = options.get(name, {})
        if own_options is False:
            continue
        classes = " ".join(filter(None, [width, own_options.get("classes")]))
        label_text = own_options.get("label") or name.capitalize()
        parts.append({"name": name, **own_options, "classes": classes, "label": label_text})
    return parts


def _with_width(part: Options) -> str:
    classes = part.get("classes") or ""
    usual = "govuk-input--width-4" if part["name"] == "year" else "govuk-input--width-2"
    width = "" if "govuk-input--width" in classes else usual
    return " ".join(filter(None, [width, classes]))


def _items(options: Options, kind: str) -> list[c.Item]:
    prefix = options.get("idPrefix") or options.get("name") or ""
    chosen = options.get("values") if kind == "checkboxes" else [options.get("value")]
    items = []
    for place, item in enumerate(options.get("items") or [], start=1):
        if not item:
            continue
        if item.get("divider"):
            items.append(c.Item(divider=item["divider"]))
            continue
        item_id = item.get("id") or (prefix if place == 1 else f"{prefix}-{place}")
        checked = item.get("checked")
        if checked is None:
            checked = item.get("value") in (chosen or []) and item.get("value") is not None
        hint_id = f"{item_id}-item-hint"
        alone = kind == "checkboxes" and not options.get("fieldset")
        outer = _describers(options, prefix) if alone else ""
        has_hint = bool(words(item.get("hint")))
        revealed = (item.get("conditional") or {}).get("html")
        label_options = item.get("label") or {}
        items.append(
            c.Item(
                id=item_id,
                name=item.get("name") or options.get("name") or "",
                text=words(item),
                value=plain(item.get("value")),
                checked=bool(checked),
                disabled=bool(item.get("disabled")),
                hint=hint(item["hint"], hint_id, f"govuk-{kind}__hint") if has_hint else None,
                described_by=" ".join(filter(None, [outer, hint_id if has_hint else ""])),
                revealed=mark_safe(revealed) if revealed else None,
                behaviour=item.get("behaviour") or "",
                label_classes=label_options.get("classes") or "",
                label_attributes=attributes(label_options),
                attributes=attributes(item),
            )
        )
    return items


def _describers(options: Options, prefix: str) -> str:
    ids = [options.get("describedBy")]
    ids += [f"{prefix}-hint"] if options.get("hint") else []
    ids += [f"{prefix}-error"] if options.get("errorMessage") else []
    return " ".join(i for i in ids if i)


def _choices(options: Options, kind: str) -> dict[str, Any]:
    outer = options.get("fieldset") or {}
    common = question(options, options.get("idPrefix") or options.get("name") or "")
    if outer.get("describedBy"):
        common["described_by"] = outer["describedBy"]
    return {
        **common,
        "legend": legend(outer.get("legend")),
        "fieldset_classes": outer.get("classes") or "",
        "fieldset_attributes": attributes(outer),
        "items": _items(options, kind),
    }


def radios(options: Options) -> c.Radios:
    return c.Radios(**_choices(options, "radios"))


def checkboxes(options: Options) -> c.Checkboxes:
    return c.Checkboxes(**_choices(options, "checkboxes"))


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


def _actions(options: Options | None) -> list[c.Action]:
    return [
        c.Action(
            text=words(item),
            href=item.get("href") or "",
            hidden=item.get("visuallyHiddenText") or "",
            **own(item),
        )
        for item in only((options or {}).get("items"))
    ]


def summary_list(options: Options) -> c.SummaryList:
    card = options.get("card")
    return c.SummaryList(
        rows=[
            c.SummaryRow(
                key=words(row.get("key")),
                value=words(row.get("value")),
                actions=_actions(row.get("actions")),
                classes=row.get("classes") or "",
                key_classes=(row.get("key") or {}).get("classes") or "",
                value_classes=(row.get("value") or {}).get("classes") or "",
                actions_classes=(row.get("actions") or {}).get("classes") or "",
            )
            for row in only(options.get("rows"))
        ],
        card=c.Card(
            title=words(card.get("title")),
            heading_level=int((card.get("title") or {}).get("headingLevel") or 2),
            actions=_actions(card.get("actions")),
            **own(card),
        )
        if card
        else None,
        **own(options),
    )


def _cell(options: Options) -> c.Cell:
    return c.Cell(
        text=words(options),
        format=options.get("format") or "",
        colspan=options.get("colspan"),
        rowspan=options.get("rowspan"),
        **own(options),
    )


def table(options: Options) -> c.Table:
    return c.Table(
        caption=options.get("caption") or "",
        caption_classes=options.get("captionClasses") or "",
        head=[_cell(cell) for cell in options.get("head") or []],
        rows=[[_cell(cell) for cell in only(row)] for row in only(options.get("rows"))],
        first_cell_is_header=bool(options.get("firstCellIsHeader")),
        **own(options),
    )


def tabs(options: Options) -> c.Tabs:
    prefix = options.get("idPrefix")
    items = []
    for place, item in enumerate(options.get("items") or [], start=1):
        if not item:
            continue
        inner = item.get("panel") or {}
        content = words(inner)
        if not inner.get("html") and content:
            content = format_html('<p class="govuk-body">{}</p>', content)
        items.append(
            c.Tab(
                id=item.get("id") or f"{prefix}-{place}",
                label=item.get("label") or "",
                content=content,
                attributes=attributes(item),
                panel_attributes=attributes(inner),
            )
        )
    return c.Tabs(items=items, id=options.get("id") or "", title=options.get("title") or "", **own(options))


def task_list(options: Options) -> c.TaskList:
    def task(place: int, item: Options) -> c.Task:
        status = item.get("status") or {}
        shown: Any = words(status)
        if status.get("tag"):
            shown = c.Tag(text=words(status["tag"]), **own(status["tag"]))
        return c.Task(
            number=place,
            title=words(item.get("title")),
            status=shown,
            href=item.get("href") or "",
            hint=words(item.get("hint")),
            classes=item.get("classes") or "",
            title_classes=(item.get("title") or {}).get("classes") or "",
            status_classes=status.get("classes") or "",
        )

    return c.TaskList(
        tasks=[task(place, item) for place, item in enumerate(options["items"], start=1) if item],
        id_prefix=options.get("idPrefix") or "task-list",
        **own(options),
    )


def back_link(options: Options) -> c.BackLink:
    return c.BackLink(href=options.get("href") or "#", text=words(options), **own(options))


def skip_link(options: Options) -> c.SkipLink:
    return c.SkipLink(href=options.get("href") or "#content", text=words(options), **own(options))


def breadcrumbs(options: Options) -> c.Breadcrumbs:
    return c.Breadcrumbs(
        items=[
            c.Crumb(text=words(item), href=item.get("href") or "", attributes=attributes(item))
            for item in only(options.get("items"))
        ],
        collapse_on_mobile=bool(options.get("collapseOnMobile")),
        label=options.get("labelText") or "",
        **own(options),
    )


def pagination(options: Options) -> c.Pagination:
    def step(item: Options | None) -> c.Step | None:
        if not item:
            return None
        return c.Step(href=item["href"], text=item.get("text") or "", label=item.get("labelText") or "")

    return c.Pagination(
        items=[
            c.PageLink(
                number=item.get("number") or "",
                href=item.get("href") or "",
                current=bool(item.get("current")),
                ellipsis=bool(item.get("ellipsis")),
                hidden=item.get("visuallyHiddenText") or "",
            )
            for item in only(options.get("items"))
        ],
        previous=step(options.get("previous")),
        next=step(options.get("next")),
        label=options.get("landmarkLabel") or "",
        **own(options),
    )


def service_navigation(options: Options) -> c.ServiceNavigation:
    return c.ServiceNavigation(
        items=[
            c.NavigationItem(
                text=words(item),
                href=item.get("href") or "",
                current=bool(item.get("current")),
                active=bool(item.get("active")),
            )
            for item in only(options.get("navigation"))
        ],
        **own(options),
    )


def generic_header(options: Options) -> c.Header:
    return c.Header(
        name=words(options, "logoText", "logoHtml"),
        url=options.get("url") or "/",
        container_classes=options.get("containerClasses") or "",
        **own(options),
    )


SAY: dict[str, Callable[[Options], c.Component]] = {
    "back-link": back_link,
    "breadcrumbs": breadcrumbs,
    "button": button,
    "character-count": character_count,
    "checkboxes": checkboxes,
    "date-input": date_input,
    "details": details,
    "error-message": error_message,
    "error-summary": error_summary,
    "fieldset": fieldset,
    "generic-header": generic_header,
    "hint": hint,
    "input": input_,
    "inset-text": inset_text,
    "label": label,
    "notification-banner": notification_banner,
    "pagination": pagination,
    "panel": panel,
    "password-input": password_input,
    "phase-banner": phase_banner,
    "radios": radios,
    "select": select,
    "service-navigation": service_navigation,
    "skip-link": skip_link,
    "summary-list": summary_list,
    "table": table,
    "tabs": tabs,
    "tag": tag,
    "task-list": task_list,
    "textarea": textarea,
    "warning-text": warning_text,
}
