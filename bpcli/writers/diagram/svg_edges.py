"""The edges of the SVG: their sign is a colour and a kind of line, their size a width."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite

from bpcli.readers.diagram.records import Connection, Diagram
from bpcli.rules.layouts import LAYOUTS
from bpcli.rules.names import Name
from bpcli.writers.diagram.labels import shares_of
from bpcli.writers.diagram.svg_plan import Column, Plan, Spot
from bpcli.writers.diagram.svg_sheet import Look, Point, Sheet

POSITIVE, NEGATIVE, NOTHING = "#0072b2", "#d55e00", "#8a8a8a"
"""The first two are told apart by every common kind of colour blindness."""
THINNEST, THICKEST = 0.7, 3.5
BIAS: Look = {"stroke": NOTHING, "stroke-width": str(THINNEST)}


def look(share: float) -> Look:
    """The line of a number that is such a part of the largest in its matrix."""
    if not isfinite(share):
        return {"stroke": "#000000", "stroke-dasharray": "8 2 2 2"}
    if share == 0:
        return {"stroke": NOTHING, "stroke-width": str(THINNEST), "stroke-dasharray": "1 3"}
    width = {"stroke-width": f"{THINNEST + min(abs(share), 1) * (THICKEST - THINNEST):.2f}"}
    return {"stroke": POSITIVE, **width} if share > 0 else {"stroke": NEGATIVE, "stroke-dasharray": "6 3", **width}


def draw_edges(sheet: Sheet, plan: Plan, diagram: Diagram, kind: str) -> None:
    """All edges between columns that are neighbours, as the numbers of ``kind`` (W or dW) have them."""
    for before, behind in pairwise(plan.columns):
        if (connection := behind.layer.connection) is not None:
            edges = _Edges(sheet, plan, diagram, connection, kind)
            for spot in behind.spots:
                if spot.neuron.unit is not None:
                    edges.draw(before, behind, spot)


class _Edges:
    """The edges of one matrix."""

    def __init__(self, sheet: Sheet, plan: Plan, diagram: Diagram, connection: Connection, kind: str) -> None:
        self.sheet, self.radius = sheet, plan.radius
        self.matrix = connection.values[kind]
        self.shares = shares_of(self.matrix)
        self.name, self.layout = Name(kind, connection.layer), LAYOUTS[diagram.header.conventions["layout"]]

    def draw(self, before: Column, behind: Column, spot: Spot) -> None:
        """The edges into one neuron: each ends at its number and goes on behind it, or goes to the neuron at once."""
        unit, end = spot.neuron.unit, (behind.along - self.radius, spot.across)
        assert unit is not None
        slots = {slot.incoming.source: (behind.start, slot.across) for slot in spot.slots}
        for source in before.spots:
            if source.neuron.unit is not None:
                there = slots.get(source.neuron.unit, end)
                start = (before.along + self.radius, source.across)
                self._edge(start, there, source.neuron.unit, unit)
        for slot in spot.slots:
            stub = BIAS if slot.incoming.source is None else look(float(self.shares[slot.incoming.source, unit]))
            self.sheet.curve((behind.end, slot.across), end, stub)

    def _edge(self, start: Point, end: Point, source: int, unit: int) -> None:
        index = ",".join(map(str, self.layout.index(self.name, (source, unit))))
        told = f"{self.name}[{index}] = {float(self.matrix[source, unit]):.6g}"
        self.sheet.curve(start, end, look(float(self.shares[source, unit])), told)
