"""Which component draws which question."""

from functools import singledispatch
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ui.choices import Choice, Divider, answers
from ui.components import (
    Affix,
    CharacterCount,
    Checkboxes,
    Component,
    DateInput,
    DatePart,
    ErrorMessage,
    FileUpload,
    Hint,
    Input,
    Item,
    Label,
    Legend,
    Option,
    PasswordInput,
    Radios,
    Select,
    Textarea,
)
from ui.fields import Chosen, DateMistake
from ui.widgets import DATE_PARTS, DateParts, Tick, as_typed

_PART_LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
_PART_WIDTHS = {"day": 2, "month": 2, "year": 4}


def draw(bound: BoundField) -> Component:
    """Return the component that asks this question, with its value and its error."""
    return _draw(bound.field.widget, bound)


def target(bound: BoundField) -> str:
    """Return the id of the control that the error summary leads to."""
    if isinstance(bound.field.widget, DateParts):
        return f"{bound.auto_id}-{_wrong_parts(bound)[0]}"
    return bound.auto_id


def _title(bound: BoundField) -> Any:
    needed = bound.field.required or isinstance(bound.field.widget, Tick | forms.CheckboxInput)
    if needed or getattr(bound.form, "method", "post") == "get":
        return bound.label
    return _("%(question)s (optional)") % {"question": bound.label}


def _common(bound: BoundField) -> dict[str, Any]:
    hint = Hint(text=bound.help_text, id=f"{bound.auto_id}-hint") if bound.help_text else None
    error = None
    if bound.errors:
        error = ErrorMessage(text=str(bound.errors[0]), id=f"{bound.auto_id}-error")
    return {"id": bound.auto_id, "name": bound.html_name, "hint": hint, "error": error}


def _label(bound: BoundField) -> Label:
    heading = getattr(bound.field, "heading", False)
    size = getattr(bound.field, "size", "") or ("l" if heading else "")
    classes = f"govuk-label--{size}" if size else ""
    return Label(text=_title(bound), for_id=bound.auto_id, classes=classes, page_heading=heading)


def _legend(bound: BoundField) -> Legend | None:
    if not bound.label:
        return None
    heading = getattr(bound.field, "heading", False)
    size = getattr(bound.field, "size", "") or ("l" if heading else "s")
    return Legend(text=_title(bound), classes=f"govuk-fieldset__legend--{size}", page_heading=heading)


def _attributes(widget: forms.Widget) -> dict[str, Any]:
    ours = {"class", "id", "name", "type", "value", "rows", "cols", "required", "autocomplete",
            "inputmode", "maxlength", "minlength", "placeholder"}  # fmt: skip
    return {name: value for name, value in widget.attrs.items() if name not in ours}


def _autocomplete(bound: BoundField) -> str:
    given = bound.field.widget.attrs.get("autocomplete")
    return str(given or getattr(bound.field, "autocomplete", ""))


@singledispatch
def _draw(widget: forms.Widget, bound: BoundField) -> Component:
    field = bound.field
    width = getattr(field, "width", None)
    kind = getattr(widget, "input_type", "text")
    prefix, suffix = getattr(field, "prefix", ""), getattr(field, "suffix", "")
    return Input(
        **_common(bound),
        label=_label(bound),
        type="text" if kind == "number" else kind,
        value=bound.value(),
        classes=f"govuk-input--width-{width}" if width else "",
        inputmode=getattr(field, "inputmode", "") or widget.attrs.get("inputmode", ""),
        autocomplete=_autocomplete(bound),
        spellcheck=False if kind in {"email", "tel"} else None,
        prefix=Affix(text=prefix) if prefix else None,
        suffix=Affix(text=suffix) if suffix else None,
        attributes=_attributes(widget),
    )


@_draw.register
def _textarea(widget: forms.Textarea, bound: BoundField) -> Component:
    shared = {
        **_common(bound),
        "label": _label(bound),
        "rows": getattr(bound.field, "rows", 5),
        "value": bound.value(),
        "autocomplete": _autocomplete(bound),
        "attributes": _attributes(widget),
    }
    limit = getattr(bound.field, "max_length", None)
    return CharacterCount(maxlength=limit, **shared) if limit else Textarea(**shared)


@_draw.register
def _file(widget: forms.FileInput, bound: BoundField) -> Component:
    accept = getattr(bound.field, "accept", "")
    return FileUpload(**_common(bound), label=_label(bound), accept=accept, attributes=_attributes(widget))


@_draw.register
def _password(widget: forms.PasswordInput, bound: BoundField) -> Component:
    autocomplete = _autocomplete(bound) or "current-password"
    return PasswordInput(**_common(bound), label=_label(bound), autocomplete=autocomplete)


@_draw.register
def _select(widget: forms.Select, bound: BoundField) -> Component:
    prompt = getattr(bound.field, "prompt", "")
    first = [Option(text=prompt, value="")] if prompt else []
    return Select(
        **_common(bound),
        label=_label(bound),
        options=[
            *first,
            *(
                Option(
                    text=answer.label,
                    value=answer.value,
                    selected=answer.value == _given(bound),
                    disabled=answer.disabled,
                )
                for answer in _answers(bound)
                if isinstance(answer, Choice)
            ),
        ],
        attributes=_attributes(widget),
    )


@_draw.register
def _radios(widget: forms.RadioSelect, bound: BoundField) -> Component:
    return Radios(
        **_common(bound),
        legend=_legend(bound),
        items=_items(bound, {_given(bound)}),
        classes=_shape(bound, "radios"),
        attributes=_attributes(widget),
    )


@_draw.register
def _checkboxes(widget: forms.CheckboxSelectMultiple, bound: BoundField) -> Component:
    return Checkboxes(
        **_common(bound),
        legend=_legend(bound),
        items=_items(bound, {str(value) for value in bound.value() or []}),
        classes=_shape(bound, "checkboxes"),
        attributes=_attributes(widget),
    )


@_draw.register
def _tick(widget: forms.CheckboxInput, bound: BoundField) -> Component:
    common = _common(bound)
    hint, common["hint"] = common["hint"], None
    describers = [f"{bound.auto_id}-item-hint"] if hint else []
    describers += [f"{bound.auto_id}-error"] if common["error"] else []
    item = Item(
        id=bound.auto_id,
        name=bound.html_name,
        value="on",
        text=bound.label,
        checked=bool(bound.value()),
        hint=_item_hint(bound.auto_id, hint.text, "checkboxes") if hint else None,
        described_by=" ".join(describers),
        attributes=_attributes(widget),
    )
    return Checkboxes(**common, items=[item])


@_draw.register
def _date(widget: DateParts, bound: BoundField) -> Component:
    wrong = _wrong_parts(bound) if bound.errors else ()
    values = dict(zip(DATE_PARTS, as_typed(bound.value()), strict=True))
    parts = [
        DatePart(
            id=f"{bound.auto_id}-{part}",
            name=f"{bound.html_name}-{part}",
            label=_PART_LABELS[part],
            value=values[part],
            classes=f"govuk-input--width-{_PART_WIDTHS[part]}",
            error=part in wrong,
            inputmode="text" if part == "month" and values[part].isalpha() else "numeric",
            autocomplete=getattr(bound.field, "autocomplete", ""),
        )
        for part in DATE_PARTS
    ]
    return DateInput(**_common(bound), legend=_legend(bound), parts=parts, attributes=_attributes(widget))


def _wrong_parts(bound: BoundField) -> tuple[str, ...]:
    for error in bound.form.errors.as_data().get(bound.name, []):
        if isinstance(error, DateMistake):
            return error.parts
    return DATE_PARTS


def _given(bound: BoundField) -> str:
    value = bound.value()
    return "" if value is None else str(value)


def _answers(bound: BoundField) -> list[Choice | Divider]:
    if isinstance(bound.field, Chosen):
        return bound.field.answers
    return answers(bound.field.widget.choices)


def _shape(bound: BoundField, name: str) -> str:
    classes = []
    if getattr(bound.field, "inline", False):
        classes.append(f"govuk-{name}--inline")
    if getattr(bound.field, "small", False):
        classes.append(f"govuk-{name}--small")
    if getattr(bound.field, "cards", False):
        classes.append("juno-choice-cards")
    return " ".join(classes)


def _item_hint(item_id: str, text: Any, name: str) -> Hint:
    return Hint(text=text, id=f"{item_id}-item-hint", classes=f"govuk-{name}__hint")


def _items(bound: BoundField, chosen: set[str]) -> list[Item]:
    # Django derives its checkboxes from its radios.
    name = "checkboxes" if isinstance(bound.field.widget, forms.CheckboxSelectMultiple) else "radios"
    items = []
    for place, answer in enumerate(_answers(bound), start=1):
        if isinstance(answer, Divider):
            items.append(Item(divider=answer.label))
            continue
        item_id = bound.auto_id if place == 1 else f"{bound.auto_id}-{place}"
        hint = _item_hint(item_id, answer.hint, name) if answer.hint else None
        items.append(
            Item(
                id=item_id,
                name=bound.html_name,
                text=answer.label,
                value=answer.value,
                checked=answer.value in chosen,
                disabled=answer.disabled,
                hint=hint,
                described_by=hint.id if hint else "",
                revealed=_revealed(bound, answer),
                behaviour="exclusive" if answer.alone else "",
            )
        )
    return items


def _revealed(bound: BoundField, answer: Choice) -> SafeString | None:
    fields = [bound.form[name] for name in answer.reveals if name in bound.form.fields]
    return mark_safe("".join(draw(field).render() for field in fields)) if fields else None  # noqa: S308
