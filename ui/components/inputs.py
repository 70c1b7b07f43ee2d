"""Questions answered in words: boxes, lists, dates, passwords."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from ui.components.base import Attributes, Component, Text


@dataclass(frozen=True, kw_only=True)
class Label(Component):
    template_name: ClassVar[str] = "juno/label.html"

    text: Text | Component
    for_id: str = ""
    page_heading: bool = False


@dataclass(frozen=True, kw_only=True)
class Hint(Component):
    template_name: ClassVar[str] = "juno/hint.html"

    text: Text | Component
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class ErrorMessage(Component):
    template_name: ClassVar[str] = "juno/error_message.html"

    text: Text | Component
    id: str = ""
    hidden_text: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Legend:
    text: Text | Component
    classes: str = ""
    page_heading: bool = False


@dataclass(frozen=True, kw_only=True)
class Fieldset(Component):
    template_name: ClassVar[str] = "juno/fieldset.html"

    legend: Legend | None = None
    content: Text | Component = ""
    described_by: str = ""
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Question(Component):
    """A form group: what is asked, what helps, what went wrong, and the control."""

    id: str
    name: str = ""
    label: Label | None = None
    hint: Hint | None = None
    error: ErrorMessage | None = None
    described_by: str = ""
    group_classes: str = ""

    @property
    def describers(self) -> str:
        """The ids that describe the control, in reading order."""
        ids = [self.described_by]
        if self.hint:
            ids.append(f"{self.id}-hint")
        if self.error:
            ids.append(f"{self.id}-error")
        return " ".join(i for i in ids if i)


@dataclass(frozen=True, kw_only=True)
class Affix:
    """What stands before or after a box: a pound sign, a unit."""

    text: Text | Component
    classes: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Input(Question):
    template_name: ClassVar[str] = "juno/input.html"

    type: str = "text"
    value: Any = None
    inputmode: str = ""
    autocomplete: str = ""
    autocapitalize: str = ""
    pattern: str = ""
    spellcheck: bool | None = None
    disabled: bool = False
    prefix: Affix | None = None
    suffix: Affix | None = None
    wrapper_classes: str = ""
    wrapper_attributes: Attributes = field(default_factory=dict)

    @property
    def wrapped(self) -> bool:
        return bool(self.prefix or self.suffix or self.wrapper_classes or self.wrapper_attributes)


@dataclass(frozen=True, kw_only=True)
class FileUpload(Question):
    template_name: ClassVar[str] = "juno/file_upload.html"

    accept: str = ""


@dataclass(frozen=True, kw_only=True)
class Textarea(Question):
    template_name: ClassVar[str] = "juno/textarea.html"

    rows: int = 5
    value: Any = None
    autocomplete: str = ""
    spellcheck: bool | None = None
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class CharacterCount(Textarea):
    """A textarea that counts. The limit also holds on the server, JavaScript or not."""

    template_name: ClassVar[str] = "juno/character_count.html"

    maxlength: int | None = None
    maxwords: int | None = None
    threshold: int | None = None
    count_type: str = ""
    count_classes: str = ""
    fallback: Text | None = None
    words: Attributes = field(default_factory=dict)

    @property
    def describers(self) -> str:
        return f"{self.id}-info {super().describers}".strip()

    @property
    def kind(self) -> str:
        return self.count_type or ("words" if self.maxwords else "")

    @property
    def limit_text(self) -> Text:
        """What stands under the box until, or instead of, JavaScript counting."""
        limit = self.maxwords or self.maxlength
        if limit is None:
            return ""
        if self.fallback:
            return str(self.fallback).replace("%{count}", str(limit))
        if self.kind == "words":
            return _("You can enter up to %(limit)s words") % {"limit": limit}
        return _("You can enter up to %(limit)s characters") % {"limit": limit}


@dataclass(frozen=True, kw_only=True)
class PasswordInput(Question):
    template_name: ClassVar[str] = "juno/password_input.html"

    value: Any = None
    autocomplete: str = "current-password"
    words: Attributes = field(default_factory=dict)
    show_text: Text | None = None
    show_label: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Option:
    """One line of a select."""

    text: Text
    value: Any = None
    selected: bool = False
    disabled: bool = False
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Select(Question):
    template_name: ClassVar[str] = "juno/select.html"

    options: Sequence[Option] = ()
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class DatePart:
    name: str
    id: str
    label: Text
    value: Any = None
    classes: str = ""
    error: bool = False
    inputmode: str = "numeric"
    autocomplete: str = ""
    pattern: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DateInput(Question):
    template_name: ClassVar[str] = "juno/date_input.html"

    legend: Legend | None = None
    parts: Sequence[DatePart] = ()
