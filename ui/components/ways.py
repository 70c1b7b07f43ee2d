"""Links that lead about: back, onward, between pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from ui.components.base import Attributes, Component, Text


@dataclass(frozen=True, kw_only=True)
class BackLink(Component):
    template_name: ClassVar[str] = "juno/back_link.html"

    href: str = "#"
    text: Text | Component = ""


@dataclass(frozen=True, kw_only=True)
class SkipLink(Component):
    template_name: ClassVar[str] = "juno/skip_link.html"

    text: Text | Component
    href: str = "#content"


@dataclass(frozen=True, kw_only=True)
class Crumb:
    text: Text | Component
    href: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Breadcrumbs(Component):
    template_name: ClassVar[str] = "juno/breadcrumbs.html"

    items: Sequence[Crumb] = ()
    collapse_on_mobile: bool = False
    label: Text = ""


@dataclass(frozen=True, kw_only=True)
class PageLink:
    number: Text | int = ""
    href: str = ""
    current: bool = False
    ellipsis: bool = False
    hidden: Text = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """The link to the page before or after; `label` says what is there."""

    href: str
    text: Text = ""
    label: Text = ""


@dataclass(frozen=True, kw_only=True)
class Pagination(Component):
    template_name: ClassVar[str] = "juno/pagination.html"

    items: Sequence[PageLink] = ()
    previous: Step | None = None
    next: Step | None = None
    label: Text = ""

    @property
    def block(self) -> bool:
        """Whether there are no page numbers, so that the two links stand one above the other."""
        return not self.items


@dataclass(frozen=True, kw_only=True)
class NavigationItem:
    text: Text | Component
    href: str = ""
    current: bool = False
    active: bool = False


@dataclass(frozen=True, kw_only=True)
class ServiceNavigation(Component):
    """The service navigation under the header, folded behind a button on a phone."""

    template_name: ClassVar[str] = "juno/service_navigation.html"

    items: Sequence[NavigationItem] = ()
    container_classes: str = ""


@dataclass(frozen=True, kw_only=True)
class Header(Component):
    """The header's name, without anything of government."""

    template_name: ClassVar[str] = "juno/generic_header.html"

    name: Text | Component
    url: str = "/"
    container_classes: str = ""
    beside: Text | Component = ""
