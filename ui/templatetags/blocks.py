"""`{% summary %}` and the `{% row %}`s in it."""

from collections.abc import Mapping
from typing import Any

from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui.components import Action, Card, SummaryList, SummaryRow

_ROWS = "_summary_rows"
Options = Mapping[str, FilterExpression]


class SummaryNode(Node):
    def __init__(self, options: Options, nodes: NodeList) -> None:
        self.options, self.nodes = options, nodes

    def render(self, context: Context) -> SafeString:
        given = {name: value.resolve(context) for name, value in self.options.items()}
        rows: list[SummaryRow] = []
        with context.push(**{_ROWS: rows}):
            self.nodes.render(context)
        card = None
        if given.get("card"):
            card = Card(
                title=given["card"],
                heading_level=given.get("heading", 2),
                actions=_change(given, about=""),
            )
        return SummaryList(rows=rows, card=card, classes=given.get("classes", "")).render()


class RowNode(Node):
    def __init__(self, key: FilterExpression, value: Node | FilterExpression, options: Options):
        self.key, self.value, self.options = key, value, options

    def render(self, context: Context) -> str:
        given = {name: value.resolve(context) for name, value in self.options.items()}
        key = self.key.resolve(context)
        if isinstance(self.value, FilterExpression):
            value = self.value.resolve(context)
        else:
            value = SafeString(self.value.render(context))
        if value is None or value == "":
            value = given.get("empty", _("Not provided"))
        row = SummaryRow(key=key, value=value, actions=_change(given, about=key))
        context[_ROWS].append(row)
        return ""


def _change(given: Mapping[str, Any], *, about: Any) -> list[Action]:
    if not given.get("change"):
        return []
    return [
        Action(
            text=given.get("change_text", _("Change")),
            href=given["change"],
            hidden=given.get("hidden", about),
        )
    ]


def summary(parser: Parser, token: Token) -> SummaryNode:
    """Draw a summary list: `{% summary card=_("About her") change=url heading=2 %}…{% endsummary %}`."""
    bits = token.split_contents()[1:]
    options = token_kwargs(bits, parser)
    if bits:
        raise TemplateSyntaxError("summary takes only card=, heading=, change= and classes=")
    nodes = parser.parse(("endsummary",))
    parser.delete_first_token()
    return SummaryNode(options, nodes)


def row(parser: Parser, token: Token) -> RowNode:
    """Add a row: `{% row _("Name") name change=url hidden=_("her name") %}`.

    Without a value, what stands up to `{% endrow %}` is the value. An empty one reads "Not provided".
    """
    bits = token.split_contents()[1:]
    if not bits:
        raise TemplateSyntaxError("row needs a key")
    key = parser.compile_filter(bits.pop(0))
    value: Node | FilterExpression
    if bits and "=" not in bits[0].split('"')[0].split("'")[0]:
        value = parser.compile_filter(bits.pop(0))
        return RowNode(key, value, token_kwargs(bits, parser))
    options = token_kwargs(bits, parser)
    nodes = parser.parse(("endrow",))
    parser.delete_first_token()
    return RowNode(key, _Group(nodes), options)


class _Group(Node):
    def __init__(self, nodes: NodeList) -> None:
        self.nodes = nodes

    def render(self, context: Context) -> str:
        return self.nodes.render(context).strip()
