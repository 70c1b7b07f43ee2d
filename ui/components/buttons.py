"""What a person presses, and what she is told when it went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ui.components.base import Attributes, Component, Text


@dataclass(frozen=True, kw_only=True)
class Button(Component):
    """A button, or with `href` a link that looks like one. `once` ignores a second press."""

    template_name: ClassVar[str] = "juno/button.html"

    text: Text | Component
    type: str = "submit"
    name: str = ""
    value: Any = None
    href: str = ""
    id: str = ""
    disabled: bool = False
    once: bool | None = None
    start: bool = False


@dataclass(frozen=True, kw_only=True)
class ErrorLine:
    text: Text | Component
    href: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ErrorSummary(Component):
    template_name: ClassVar[str] = "juno/error_summary.html"

    title: Text | Component
    description: Text | Component = ""
    errors: Sequence[ErrorLine] = ()
    disable_auto_focus: bool | None = None
