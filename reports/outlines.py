"""A chart's letters, each text drawn as one outline.

matplotlib writes a shape for each letter and a reference wherever it stands; to whoever prints the chart each
reference is a drawing of its own. The ink is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
IN_GLYPH = 0.015625  # a letter's own units, to those of its text

_PLACED = re.compile(r"translate\((\S+) (\S+)\) scale\((\S+) -\3\)")
_MOVED = re.compile(r"translate\((\S+) 0\)")
_STROKE = re.compile(r"([A-Za-z])|(\S+) (\S+)")


def merged(svg: str) -> str:
    """Return an SVG of matplotlib with each of its texts as one path; a turned text is left as it is."""
    root = ElementTree.fromstring(svg)  # noqa: S314 (drawn here)
    shapes = {one.get("id", ""): one.get("d", "") for one in root.iter(f"{SVG}path") if one.get("id")}
    for group in root.iter(f"{SVG}g"):
        placed = _PLACED.fullmatch(group.get("transform", ""))
        letters = group.findall(f"{SVG}use")
        if placed and letters:
            path = _path(letters, shapes, *map(float, placed.groups()))
            del group.attrib["transform"]
            for one in letters:
                group.remove(one)
            ElementTree.SubElement(group, f"{SVG}path", {"d": path})
    _drop_unused(root)
    ElementTree.register_namespace("", SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _drop_unused(root: Element) -> None:
    """Drop the shapes that nothing refers to any more."""
    used = {one.get(LINK, "")[1:] for one in root.iter(f"{SVG}use")}
    for kept in root.iter(f"{SVG}defs"):
        for shape in kept.findall(f"{SVG}path"):
            if shape.get("id") not in used:
                kept.remove(shape)


def _path(letters: Iterable[Element], shapes: Mapping[str, str], x: float, y: float, scale: float) -> str:
    strokes: list[str] = []
    for one in letters:
        moved = _MOVED.fullmatch(one.get("transform", ""))
        along = x + scale * float(moved[1] if moved else 0)
        strokes += _strokes(shapes[one.get(LINK, "")[1:]], along, y, scale * IN_GLYPH)
    return " ".join(strokes)


def _strokes(letter: str, x: float, y: float, scale: float) -> Iterator[str]:
    for command, across, up in _STROKE.findall(letter):
        yield command or f"{x + scale * float(across):.2f} {y - scale * float(up):.2f}"
