"""What a page tells without being asked."""

from dataclasses import dataclass
from typing import ClassVar

from ui.components.base import Component, Text


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
