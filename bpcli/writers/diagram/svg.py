"""The network as an SVG picture of our own: neurons in columns, edges by the sign and size of their numbers.

What colour says, a kind of line or a number says as well, so that it can be read in grey; the ground is white on any
page.
"""

from __future__ import annotations

from bpcli.readers.diagram.records import Diagram
from bpcli.writers.diagram.labels import loss_lines, path, title
from bpcli.writers.diagram.svg_contents import Layer, Neuron, contents
from bpcli.writers.diagram.svg_edges import draw_edges, look
from bpcli.writers.diagram.svg_plan import AIR, HEAD, LINE, WORD, Column, Spot, plan, text_width
from bpcli.writers.diagram.svg_sheet import BOLD, FAINT, GROUND, INK, QUIET, Look, Point, Sheet
from bpcli.writers.places import written_shape

NUMBERS = {
    "W": "beside the units: weights W and biases b",
    "dW": "beside the units: dL/dW and dL/db",
    "A": "in the units: A, the mean over the samples; beside them: from where to where",
    "delta": "in the units: delta = dL/dZ, the mean over the samples; beside them: from where to where",
}
SENSES = {"RL": "from right to left", "LR": "from left to right", "TB": "downwards", "BT": "upwards"}
FILLS = {"input": "#f5d0fe", "hidden": "#c7d2fe", "output": "#bbf7d0", "loss": "#fecaca"}
HALO: Look = {"stroke": GROUND, "stroke-width": "3", "paint-order": "stroke"}
"""Keeps text apart from the lines behind it."""
MARGIN = 24
SAMPLE = 44
"""How long a line in the legend is, what follows it included."""


def svg(diagram: Diagram, values: str | None, direction: str) -> str:
    """The picture, with the numbers that ``values`` says: W (also if it says nothing), dW, A or delta."""
    return _Picture(diagram, values or "W", direction).drawn()


class _Picture:
    """One picture in the making."""

    def __init__(self, diagram: Diagram, values: str, direction: str) -> None:
        self.diagram, self.values = diagram, values
        self.sideways = direction in ("RL", "LR")
        self.loss = loss_lines(diagram)
        self.loss_size = max(text_width(line, WORD) for line in self.loss) + 2 * AIR, len(self.loss) * LINE + AIR
        room = self.loss_size if self.sideways else self.loss_size[::-1]
        self.plan = plan(list(contents(diagram, values)), room, sideways=self.sideways)
        kind = "dW" if values == "dW" else "W"
        self.legend = [
            (0.8, f"{kind} above zero, the wider the larger in its matrix"),
            (-0.8, f"{kind} below zero; at zero it is dotted"),
            (None, NUMBERS[values]),
            (None, f"the gradient goes {SENSES[direction]}"),
        ]
        self.sheet = Sheet(direction, self.plan.length, self._corner())

    def drawn(self) -> str:
        """The picture, from the ground up."""
        sheet, (width, height) = self.sheet, self._size()
        sheet.told("title", title(self.diagram))
        sheet.told("desc", "; ".join([path(self.diagram.header), *(text for _, text in self.legend)]))
        sheet.box((0, 0), (width, height), {"fill": GROUND})
        sheet.text((MARGIN, 2 * LINE), title(self.diagram), HEAD, "start", BOLD)
        draw_edges(sheet, self.plan, self.diagram, "dW" if self.values == "dW" else "W")
        self._draw_loss()
        for column in self.plan.columns:
            self._draw_head(column)
            for spot in column.spots:
                (self._draw_gap if spot.neuron.unit is None else self._draw_neuron)(column, spot)
        self._draw_legend(height)
        return sheet.written(width, height)

    def _corner(self) -> Point:
        """Where the plan begins: below the title, behind the heads of the layers."""
        if self.sideways:
            return MARGIN, 7.5 * LINE
        heads = max(text_width(line, WORD) for column in self.plan.columns for line in self._head(column.layer))
        return MARGIN + heads + AIR, 4 * LINE

    def _size(self) -> Point:
        (x, y), drawn = self.sheet.corner, (self.plan.length, self.plan.breadth)
        width, height = drawn if self.sideways else drawn[::-1]
        words = max(text_width(title(self.diagram), HEAD), *(SAMPLE + text_width(text) for _, text in self.legend))
        return max(x + width, MARGIN + words) + MARGIN, y + height + (len(self.legend) + 2) * LINE

    def _head(self, layer: Layer) -> tuple[str, str, str]:
        """The title of a layer in two lines, and which matrix's numbers stand before it."""
        if layer.layer is None:
            return "", "", ""
        column, connection = self.diagram.columns[layer.layer], layer.connection
        if not layer.layer:
            return "input", f"{column.units:,} feature{'s' * (column.units != 1)}", ""
        name = f"{self.values}{layer.layer}"
        shown = connection is not None and self.values in connection.values
        shape = written_shape(self.diagram.step[name].shape) if shown else ""
        return f"layer {layer.layer}", f"{column.units:,} {column.activation}", f"{name} {shape}" if shown else ""

    def _draw_head(self, column: Column) -> None:
        first, second, matrix = self._head(column.layer)
        (x, y), (stack_x, stack_y) = (self.sheet.point(a, 0) for a in (column.along, (column.start + column.end) / 2))
        if self.sideways:
            self.sheet.lines((x, y - 2.5 * LINE), (first, second), WORD, look=BOLD)
            self.sheet.lines((stack_x, y - LINE), (matrix,) if matrix else (), look=FAINT)
        else:
            self.sheet.lines((MARGIN, y), (first, second), WORD, "start", BOLD)
            self.sheet.lines((MARGIN, stack_y), (matrix,) if matrix else (), anchor="start", look=FAINT)

    def _draw_gap(self, column: Column, spot: Spot) -> None:
        """Three points, and how many are left out."""
        layers = column.layer.layer is None
        for step in (-5, 0, 5):
            at = (column.along + step * layers, spot.across + step * (not layers))
            self.sheet.circle(at, 1.5, {"fill": QUIET})
        self._draw_beside(spot.neuron, (column.along, spot.across), 8)

    def _draw_neuron(self, column: Column, spot: Spot) -> None:
        at = (column.along, spot.across)
        self.sheet.circle(at, self.plan.radius, {"fill": FILLS[self._kind(column.layer)], "stroke": INK})
        self.sheet.lines(self.sheet.point(*at), [spot.neuron.inside] if spot.neuron.inside else [])
        self._draw_beside(spot.neuron, at, self.plan.radius)
        for slot in spot.slots:
            middle = self.sheet.point((column.start + column.end) / 2, slot.across)
            self.sheet.text(middle, slot.incoming.text)

    def _kind(self, layer: Layer) -> str:
        if not layer.layer:
            return "input"
        return "output" if layer.layer == len(self.diagram.columns) - 1 else "hidden"

    def _draw_beside(self, neuron: Neuron, at: Point, radius: float) -> None:
        """Below the neuron, or to its right where the layers stand below each other."""
        x, y = self.sheet.point(*at)
        lines = neuron.beside
        if self.sideways:
            self.sheet.lines((x, y + radius + len(lines) * LINE / 2 + 2), lines, look=HALO)
        else:
            self.sheet.lines((x + radius + AIR / 2, y), lines, anchor="start", look=HALO)

    def _draw_loss(self) -> None:
        """The loss behind the outputs, and their lines to it."""
        (along, across), (width, height) = self.plan.loss, self.loss_size
        end = (along - (width if self.sideways else height) / 2, across)
        last = self.plan.columns[-1]
        for spot in last.spots:
            if spot.neuron.unit is not None:
                self.sheet.curve((last.along + self.plan.radius, spot.across), end, {"stroke": QUIET})
        x, y = self.sheet.point(along, across)
        ground = {"rx": "8", "fill": FILLS["loss"], "stroke": INK}
        self.sheet.box((x - width / 2, y - height / 2), (width, height), ground)
        self.sheet.lines((x, y), self.loss, WORD)

    def _draw_legend(self, height: float) -> None:
        for number, (share, text) in enumerate(self.legend):
            y = height - (len(self.legend) - number) * LINE
            if share is not None:
                self.sheet.line((MARGIN, y), (MARGIN + SAMPLE - AIR, y), look(share))
            self.sheet.text((MARGIN + (0 if share is None else SAMPLE), y), text, anchor="start", look=FAINT)
