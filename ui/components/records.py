"""What is known, laid out: summary lists, tables, tabs, tasks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from ui.components.base import Attributes, Component, Text
from ui.components.notices import Tag


@dataclass(frozen=True, kw_only=True)
class Action:
    """A link beside a row or a card; `hidden` says to a screen reader what it is about."""

    text: Text | Component
    href: str
    hidden: Text = ""
    classes: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    key: Text | Component
    value: Text | Component
    actions: Sequence[Action] = ()
    classes: str = ""
    key_classes: str = ""
    value_classes: str = ""
    actions_classes: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    title: Text | Component = ""
    heading_level: int = 2
    actions: Sequence[Action] = ()
    classes: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SummaryList(Component):
    template_name: ClassVar[str] = "juno/summary_list.html"

    rows: Sequence[SummaryRow] = ()
    card: Card | None = None

    @property
    def some_actions(self) -> bool:
        """Whether rows without an action must still keep the column."""
        return any(row.actions for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Cell:
    text: Text | Component = ""
    numeric: bool = False
    format: str = ""
    classes: str = ""
    colspan: int | None = None
    rowspan: int | None = None
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Table(Component):
    template_name: ClassVar[str] = "juno/table.html"

    rows: Sequence[Sequence[Cell]] = ()
    head: Sequence[Cell] = ()
    caption: Text | Component = ""
    caption_classes: str = ""
    first_cell_is_header: bool = False


@dataclass(frozen=True, kw_only=True)
class Tab:
    id: str
    label: Text
    content: Text | Component
    attributes: Attributes = field(default_factory=dict)
    panel_attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tabs(Component):
    """Panels of one page. Without JavaScript they stand one under the other."""

    template_name: ClassVar[str] = "juno/tabs.html"

    items: Sequence[Tab] = ()
    id: str = ""
    title: Text = ""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task; `status` is plain text when nothing is to be done, a `Tag` when something is."""

    title: Text | Component
    status: Text | Tag | Component
    href: str = ""
    hint: Text | Component = ""
    number: int = 0
    classes: str = ""
    title_classes: str = ""
    status_classes: str = ""

    @property
    def place(self) -> str:
        return str(self.number)


@dataclass(frozen=True, kw_only=True)
class TaskList(Component):
    template_name: ClassVar[str] = "juno/task_list.html"

    tasks: Sequence[Task] = ()
    id_prefix: str = "task-list"
