"""Questions answered by choosing: radios and checkboxes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.safestring import SafeString

from ui.components.base import Attributes, Component, Text
from ui.components.inputs import Hint, Legend, Question


@dataclass(frozen=True, kw_only=True)
class Item:
    """One radio or checkbox, or (with `divider`) the word that stands between two."""

    id: str = ""
    name: str = ""
    text: Text | Component = ""
    value: Any = None
    checked: bool = False
    disabled: bool = False
    hint: Hint | None = None
    divider: Text = ""
    revealed: SafeString | None = None
    behaviour: str = ""
    label_classes: str = ""
    label_attributes: Attributes = field(default_factory=dict)
    attributes: Attributes = field(default_factory=dict)
    described_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Choices(Question):
    legend: Legend | None = None
    fieldset_classes: str = ""
    fieldset_attributes: Attributes = field(default_factory=dict)
    items: Sequence[Item] = ()

    @property
    def fieldset(self) -> bool:
        return bool(self.legend or self.fieldset_classes or self.fieldset_attributes)


@dataclass(frozen=True, kw_only=True)
class Radios(Choices):
    template_name: ClassVar[str] = "juno/radios.html"


@dataclass(frozen=True, kw_only=True)
class Checkboxes(Choices):
    template_name: ClassVar[str] = "juno/checkboxes.html"
