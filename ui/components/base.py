"""What every piece of a page shares: it is a frozen value that knows its template."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | Promise
Attributes = Mapping[str, str | bool]


@dataclass(frozen=True, kw_only=True)
class Component:
    """A piece of a page. `{{ component }}` in a template renders it.

    Text is escaped unless it is marked safe, so a `SafeString` or another component may stand
    wherever text does.
    """

    template_name: ClassVar[str]

    classes: str = ""
    attributes: Attributes = field(default_factory=dict)

    def render(self) -> SafeString:
        """Return the markup."""
        return SafeString(get_template(self.template_name).render({"c": self}))

    __str__ = render
    __html__ = render
