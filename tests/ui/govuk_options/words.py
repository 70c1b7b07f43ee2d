"""How the options of govuk-frontend's fixtures are said to our components."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import mark_safe

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
