"""What a page tells without being asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from ui.components.base import Attributes, Component, Text
from ui.components.buttons import Button


@dataclass(frozen=True, kw_only=True)
class NotificationBanner(Component):
    """What has just been done (`success`), or what to know before going on."""

    template_name: ClassVar[str] = "juno/notification_banner.html"

    title: Text | Component
    content: Text | Component
    success: bool = False
    role: str = ""
    title_id: str = "govuk-notification-banner-title"
    heading_level: int = 2
    disable_auto_focus: bool | None = None

    @property
    def kind_role(self) -> str:
        return self.role or ("alert" if self.success else "region")


@dataclass(frozen=True, kw_only=True)
class InsetText(Component):
    template_name: ClassVar[str] = "juno/inset_text.html"

    content: Text | Component
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class WarningText(Component):
    template_name: ClassVar[str] = "juno/warning_text.html"

    text: Text | Component
    hidden_text: Text = ""


@dataclass(frozen=True, kw_only=True)
class Details(Component):
    """Words that most people do not need, behind a line that says what they are."""

    template_name: ClassVar[str] = "juno/details.html"

    summary: Text | Component
    content: Text | Component
    id: str = ""
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class PanelLink:
    text: Text | Component
    href: str
    classes: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Panel(Component):
    """The confirmation after something was sent; with `interruption`, the pause before it."""

    template_name: ClassVar[str] = "juno/panel.html"

    title: Text | Component
    content: Text | Component = ""
    heading_level: int = 1
    interruption: bool = False
    actions: Sequence[Button | PanelLink] | None = None
    actions_classes: str = ""
    actions_attributes: Attributes = field(default_factory=dict)

    @property
    def drawn_actions(self) -> list[tuple[bool, Button | PanelLink]]:
        return [(isinstance(action, Button), action) for action in self.actions or ()]


@dataclass(frozen=True, kw_only=True)
class Tag(Component):
    """Where a thing stands. The words carry the meaning; the colour only helps."""

    template_name: ClassVar[str] = "juno/tag.html"

    text: Text | Component


@dataclass(frozen=True, kw_only=True)
class PhaseBanner(Component):
    template_name: ClassVar[str] = "juno/phase_banner.html"

    tag: Text | Component = ""
    tag_classes: str = ""
    text: Text | Component
