"""The graph in Mermaid, small enough for the places where people paste it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from bpcli.errors import printable, shortened
from bpcli.readers.diagram.records import Diagram
from bpcli.writers.diagram.graph import Bundle, Cluster, Graph, Node, graph
from bpcli.writers.diagram.labels import path, title

CHARACTERS, EDGES = 5_000, 500
"""A file has fewer of both."""
SIZES = [*((None, units) for units in range(12, 3, -1)), *product((9, 7, 5, 3), (12, 8, 6, 4, 3))]
"""How many layers and how many units of each to try, from the most; None: all layers."""
CLASSES = {
    "input": "fill:#f5d0fe,stroke:#86198f,color:#1f1f1f",
    "hidden": "fill:#c7d2fe,stroke:#3730a3,color:#1f1f1f",
    "output": "fill:#bbf7d0,stroke:#166534,color:#1f1f1f",
    "loss": "fill:#fecaca,stroke:#991b1b,color:#1f1f1f",
    "gap": "fill:#e5e5e5,stroke:#737373,color:#1f1f1f,stroke-dasharray:3 3",
}
"""Dark text on light ground, whatever the page's own ground is."""
ACTIVE = re.compile(r"\\(?=n)|\$(?=\$)")
"""What means a new line or mathematics, even written as numbers: a space of no width parts it from what follows."""
LAYER = "fill:#88888818,stroke:#888888"
"""The ground of a layer lets the page's own shine through; its title is in the page's colour."""
SIGNS = {1: "stroke:#0072b2", -1: "stroke:#d55e00,stroke-dasharray:5 3"}
"""Above zero and below."""


def mermaid(diagram: Diagram, values: str | None, direction: str) -> str:
    """The most of the network that fits."""
    for layers, units in SIZES:
        drawn = graph(diagram, values, units, layers or len(diagram.columns))
        written = "\n".join(_lines(diagram, drawn, direction)) + "\n"
        if drawn.edges < EDGES and len(written.encode("utf-16-le")) // 2 < CHARACTERS:
            return written
    raise AssertionError("three units in three layers always fit")


def escaped(text: str) -> str:
    """Text as Mermaid shows it: whatever is no letter, digit or plain sign is written as its number."""
    parted = ACTIVE.sub("\\g<0>\u200b", printable(text))
    return "".join(each if _is_plain(each) else f"#{ord(each)};" for each in parted)


def _is_plain(character: str) -> bool:
    return (character.isalnum() and ord(character) < 0x10000) or character in " ,·…→×'=^/+-."


def _lines(diagram: Diagram, drawn: Graph, direction: str) -> Iterator[str]:
    yield f"graph {direction}"
    yield f"    accTitle: {escaped(title(diagram))}"
    yield f"    accDescr: {escaped(shortened(f'The way of the gradient back through {path(diagram.header)}'))}"
    yield f"    {_node(drawn.loss)}"
    for cluster in drawn.clusters:
        yield from _cluster(cluster)
    for bundle in drawn.bundles:
        yield f"    {_edges(bundle)}"
    yield from _colours(drawn)


def _cluster(cluster: Cluster) -> Iterator[str]:
    if not cluster.title:
        yield from (f"    {_node(node)}" for node in cluster.nodes)
        return
    yield f'    subgraph {cluster.key}["{"<br>".join(map(escaped, cluster.title))}"]'
    yield "        direction TB"
    for node in cluster.nodes:
        yield f"        {_node(node)}"
    yield "    end"


def _node(node: Node) -> str:
    return f'{node.key}(["{"<br>".join(map(escaped, node.lines))}"]):::{node.kind}'


def _edges(bundle: Bundle) -> str:
    arrow = "-.->" if bundle.passes_gap else f'-->|"{escaped(bundle.label)}"|' if bundle.label else "-->"
    return f"{' & '.join(bundle.sources)} {arrow} {' & '.join(bundle.targets)}"


def _colours(drawn: Graph) -> Iterator[str]:
    """The classes of the nodes that there are, and of edges with numbers their signs."""
    kinds = {node.kind for cluster in drawn.clusters for node in cluster.nodes} | {"loss"}
    for kind, style in CLASSES.items():
        if kind in kinds:
            yield f"    classDef {kind} {style}"
    yield f"    classDef layer {LAYER}"
    yield f"    class {','.join(cluster.key for cluster in drawn.clusters if cluster.title)} layer"
    for sign, style in SIGNS.items():
        numbers = [number for number, share in enumerate(_shares(drawn)) if share is not None and share * sign > 0]
        if numbers:
            yield f"    linkStyle {','.join(map(str, numbers))} {style}"


def _shares(drawn: Graph) -> Iterator[float | None]:
    """Of each edge, in the order in which Mermaid counts them."""
    for bundle in drawn.bundles:
        yield from [bundle.share] * bundle.edges
