"""Questions, said to our components."""

from typing import Any

from tests.ui.govuk_options.words import Options, attributes, only, own, plain, words
from ui import components as c


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
