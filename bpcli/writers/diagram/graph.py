"""What a picture of the neurons shows: nodes, clusters and edges on the gradient's way back, large layers elided.

Mermaid and DOT write the same graph, each in its own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from msgspec import Struct

from bpcli.readers.diagram.records import Connection, Diagram
from bpcli.writers.diagram.labels import layer_title, loss_lines, numbers_of, shares_of, short_number, unit_name
from bpcli.writers.view import elide, hidden

CROWDED = 16
"""Between more edges than that no label on each would be read."""


class Node(Struct, frozen=True):
    """A neuron, or with ``unit`` None the loss, or what stands for those left out; its colour follows ``kind``."""

    key: str
    lines: tuple[str, ...]
    kind: str
    unit: int | None = None


class Cluster(Struct, frozen=True):
    """The neurons of a layer under its title and the formula of its gradient; for several layers there is neither."""

    key: str
    title: tuple[str, ...]
    nodes: tuple[Node, ...]


class Bundle(Struct, frozen=True):
    """Edges from each source to each target, all alike.

    ``share`` is the number of the edge over the largest in its matrix, from -1 to 1; NaN where that is not finite, None
    where the edge has no number.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    label: str = ""
    share: float | None = None
    passes_gap: bool = False

    @property
    def edges(self) -> int:
        """How many edges that is."""
        return len(self.sources) * len(self.targets)


class Graph(Struct, frozen=True):
    """The picture: the loss, the layers from the last to the first, and the edges from there to the input."""

    loss: Node
    clusters: tuple[Cluster, ...]
    bundles: tuple[Bundle, ...]

    @property
    def edges(self) -> int:
        """How many edges it has."""
        return sum(bundle.edges for bundle in self.bundles)


def graph(diagram: Diagram, values: str | None, units: int, layers: int) -> Graph:
    """The graph with at most so many units in a layer and so many layers, the gap and the input included."""
    return _Graph(diagram, values, units, layers).made()


class _Graph:
    """One graph in the making."""

    def __init__(self, diagram: Diagram, values: str | None, units: int, layers: int) -> None:
        self.diagram, self.values, self.units = diagram, values, units
        self.columns = elide(len(diagram.columns), layers)
        self.formulas = {each.layer: (each.formula,) for each in diagram.connections}
        self.ways: dict[tuple[int | None, int | None], Connection] = {
            (each.behind, each.before): each for each in diagram.connections
        }

    def made(self) -> Graph:
        loss = Node("loss", loss_lines(self.diagram), "loss")
        backwards = tuple(self._cluster(place) for place in reversed(self.columns))
        return Graph(loss, backwards, tuple(self._bundles(backwards)))

    def _cluster(self, place: int | None) -> Cluster:
        if place is None:
            more = len(self.diagram.columns) - len(self.columns) + 1
            return Cluster("gap", (), (Node("gap", (f"{more:,} more layers",), "gap"),))
        formulas = self.formulas.get(place, ())
        return Cluster(f"layer{place}", (layer_title(self.diagram, place), *formulas), tuple(self._nodes(place)))

    def _nodes(self, place: int) -> Iterator[Node]:
        column = self.diagram.columns[place]
        kind = "input" if place == 0 else "output" if column is self.diagram.columns[-1] else "hidden"
        shown = elide(column.units, self.units)
        for unit in shown:
            if unit is None:
                yield Node(f"u{place}_gap", (hidden(column.units, shown),), "gap")
            else:
                lines = unit_name(self.diagram, place, unit), *numbers_of(column, unit, self.values)
                yield Node(f"u{place}_{unit}", lines, kind, unit)

    def _bundles(self, clusters: Sequence[Cluster]) -> Iterator[Bundle]:
        """From the loss to the outputs, then from each column to the one before."""
        last = len(self.diagram.columns) - 1
        fused = not any(arrow.target == f"dA{last}" for arrow in self.diagram.arrows)
        yield Bundle(("loss",), _keys(clusters[0]), f"dL/d{'Z' if fused else 'A'}{last}")
        pairs = [*zip(pairwise(self.columns[::-1]), pairwise(clusters), strict=True)]
        crowded = any(len(left.nodes) * len(right.nodes) > CROWDED for _, (left, right) in pairs)
        for places, (left, right) in pairs:
            connection = self.ways.get(places)
            if connection is None:
                yield Bundle(_keys(left), _keys(right), passes_gap=True)
            elif self.values in ("W", "dW"):
                yield from self._weighted(connection, left, right)
            else:
                yield from _named(f"dL/dW{connection.layer}", _keys(left), _keys(right), crowded=crowded)

    def _weighted(self, connection: Connection, left: Cluster, right: Cluster) -> Iterator[Bundle]:
        """An edge for each number; those of neurons that are left out have none."""
        assert self.values is not None
        matrix = connection.values[self.values]
        shares = shares_of(matrix)
        name = f"{'dL/d' if self.values == 'dW' else ''}W{connection.layer}"
        for target, source in product(left.nodes, right.nodes):
            ends = (target.key,), (source.key,)
            if target.unit is None or source.unit is None:
                yield Bundle(*ends, passes_gap=True)
            else:
                label = f"{name} {short_number(float(matrix[source.unit, target.unit]))}"
                yield Bundle(*ends, label, float(shares[source.unit, target.unit]))


def _named(label: str, left: tuple[str, ...], right: tuple[str, ...], *, crowded: bool) -> Iterator[Bundle]:
    """All edges under one name; in a crowd, one of each neuron behind has it."""
    if not crowded:
        yield Bundle(left, right, label)
        return
    for number, key in enumerate(left):
        place = number % len(right)
        yield Bundle((key,), right[place : place + 1], label)
        if rest := right[:place] + right[place + 1 :]:
            yield Bundle((key,), rest)


def _keys(cluster: Cluster) -> tuple[str, ...]:
    return tuple(node.key for node in cluster.nodes)
