"""Radios and checkboxes, said to our components."""

from typing import Any

from django.utils.safestring import mark_safe

from tests.ui.govuk_options.questions import hint, legend, question
from tests.ui.govuk_options.words import Options, attributes, plain, words
from ui import components as c


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
