"""Records and ways, said to our components."""

from typing import Any

from django.utils.html import format_html

from tests.ui.govuk_options.words import Options, attributes, only, own, words
from ui import components as c


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
