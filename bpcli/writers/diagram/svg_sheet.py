"""A sheet of SVG: elements by their numbers, text that is escaped, and the two axes of a plan turned into x and y."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from bpcli.errors import printable
from bpcli.writers.diagram.svg_plan import LINE, NUMBER

FONT = "DejaVu Sans Mono, Menlo, Consolas, monospace"
INK, QUIET, GROUND = "#1f1f1f", "#5c5c5c", "#ffffff"
Point = tuple[float, float]
Look = dict[str, str]
PLAIN: Look = {"fill": INK}
FAINT: Look = {"fill": QUIET}
BOLD: Look = {"font-weight": "bold"}


class Sheet:
    """Shapes in a group of an SVG picture; ``point`` turns along and across into x and y."""

    def __init__(self, direction: str, length: float, corner: Point) -> None:
        self.root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
        self.direction, self.length, self.corner = direction, length, corner
        self.sideways = direction in ("RL", "LR")

    def point(self, along: float, across: float) -> Point:
        """The gradient goes as the direction says, and so against ``along``."""
        a = along if self.direction in ("RL", "BT") else self.length - along
        x, y = (a, across) if self.sideways else (across, a)
        return self.corner[0] + x, self.corner[1] + y

    def curve(self, start: Point, end: Point, look: Look, told: str = "") -> None:
        """A line between two places of the plan that leaves and comes in along; ``told`` where a mouse rests."""
        middle = (start[0] + end[0]) / 2
        points = [start, (middle, start[1]), (middle, end[1]), end]
        first, *rest = (" ".join(map(_short, self.point(*point))) for point in points)
        shape = {"d": f"M{first} C{', '.join(rest)}", "fill": "none"}
        self._told(ET.SubElement(self.root, "path", {**shape, **look}), told)

    def line(self, start: Point, end: Point, look: Look) -> None:
        """A straight line, in x and y."""
        (x1, y1), (x2, y2) = start, end
        place = {"x1": _short(x1), "y1": _short(y1), "x2": _short(x2), "y2": _short(y2)}
        ET.SubElement(self.root, "line", {**place, **look})

    def circle(self, at: Point, radius: float, look: Look, told: str = "") -> None:
        """A circle around a place of the plan."""
        x, y = self.point(*at)
        place = {"cx": _short(x), "cy": _short(y), "r": _short(radius)}
        self._told(ET.SubElement(self.root, "circle", {**place, **look}), told)

    def box(self, corner: Point, size: Point, look: Look) -> None:
        """A rectangle, in x and y."""
        (x, y), (width, height) = corner, size
        place = {"x": _short(x), "y": _short(y), "width": _short(width), "height": _short(height)}
        ET.SubElement(self.root, "rect", {**place, **look})

    def text(self, at: Point, text: str, size: float = NUMBER, anchor: str = "middle", look: Look = PLAIN) -> None:
        """A line of text in x and y; the y is that of its middle."""
        place = {"x": _short(at[0]), "y": _short(at[1] + 0.35 * size), "font-size": _short(size), "text-anchor": anchor}
        ET.SubElement(self.root, "text", {**place, **PLAIN, **look}).text = printable(text)

    def lines(
        self, at: Point, lines: Sequence[str], size: float = NUMBER, anchor: str = "middle", look: Look = PLAIN
    ) -> None:
        """Lines of text below each other, around a y."""
        for number, line in enumerate(lines):
            y = at[1] + (number - (len(lines) - 1) / 2) * LINE
            self.text((at[0], y), line, size, anchor, look)

    def told(self, name: str, text: str) -> None:
        """The title and the description, which a screen reader reads."""
        ET.SubElement(self.root, name).text = printable(text)

    def written(self, width: float, height: float) -> str:
        """The picture as a document of its own."""
        self.root.attrib |= {
            "width": _short(width),
            "height": _short(height),
            "viewBox": f"0 0 {_short(width)} {_short(height)}",
            "font-family": FONT,
        }
        ET.indent(self.root)
        return ET.tostring(self.root, encoding="unicode") + "\n"

    def _told(self, element: ET.Element, text: str) -> None:
        if text:
            ET.SubElement(element, "title").text = printable(text)


def _short(number: float) -> str:
    """A number of pixels, as exactly as anybody sees."""
    return f"{number:.1f}".removesuffix(".0")
