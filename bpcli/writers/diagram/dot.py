"""The graph in DOT, for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from bpcli.errors import printable
from bpcli.readers.diagram.records import Diagram
from bpcli.writers.diagram.graph import Bundle, Cluster, Graph, Node, graph
from bpcli.writers.diagram.labels import title

UNITS, LAYERS = 8, 9
"""So many units of a layer and so many layers are shown, what stands for the others included."""
FONT = 'fontname="DejaVu Sans,Verdana,sans-serif"'
FILLS = {
    "input": ("#f5d0fe", "#86198f"),
    "hidden": ("#c7d2fe", "#3730a3"),
    "output": ("#bbf7d0", "#166534"),
    "loss": ("#fecaca", "#991b1b"),
    "gap": ("#e5e5e5", "#737373"),
}
"""The ground and the line of each kind of node."""
THINNEST, THICKEST = 0.6, 3.6


def dot(diagram: Diagram, values: str | None, direction: str) -> str:
    """The network as a digraph, on a white ground."""
    return "\n".join(_lines(diagram, graph(diagram, values, UNITS, LAYERS), direction)) + "\n"


def escaped(text: str) -> str:
    """Text as a quoted string of DOT shows it: no quote, escape or entity in it has a meaning."""
    return printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")


def _lines(diagram: Diagram, drawn: Graph, direction: str) -> Iterator[str]:
    yield "digraph {"
    yield f'    rankdir={direction} label="{escaped(title(diagram))}" labelloc=t bgcolor=white'
    yield f"    {FONT} fontsize=16 nodesep=0.25 ranksep=1.1"
    yield f'    node [shape=box style="rounded,filled" {FONT} fontsize=11 margin="0.12,0.06"]'
    yield f'    edge [{FONT} fontsize=9 arrowsize=0.6 color="#404040" fontcolor="#404040"]'
    yield f"    {_node(drawn.loss)}"
    for cluster in drawn.clusters:
        yield from _column(cluster)
    crowded = any(not bundle.label and not bundle.passes_gap for bundle in drawn.bundles)
    if crowded:
        yield "    splines=line edge [labeldistance=6 labelangle=0]"
    for bundle in drawn.bundles:
        yield f"    {_edges(bundle, 'taillabel' if crowded else 'label')}"
    yield "}"


def _column(cluster: Cluster) -> Iterator[str]:
    """A layer's neurons in their order, its title at their head. A real cluster would lose the order."""
    keys = [node.key for node in cluster.nodes]
    if cluster.title:
        yield f'    {cluster.key} [label="{_text(cluster.title)}" shape=plaintext style=""]'
        keys.insert(0, cluster.key)
    yield from (f"    {_node(node)}" for node in cluster.nodes)
    if len(keys) > 1:
        yield f"    {{rank=same {' -> '.join(keys)} [style=invis]}}"


def _node(node: Node) -> str:
    fill, line = FILLS[node.kind]
    dashed = ' style="rounded,filled,dashed"' if node.kind == "gap" else ""
    return f'{node.key} [label="{_text(node.lines)}" fillcolor="{fill}" color="{line}"{dashed}]'


def _text(lines: tuple[str, ...]) -> str:
    return "\\n".join(map(escaped, lines))


def _edges(bundle: Bundle, place: str) -> str:
    ends = f"{{{' '.join(bundle.sources)}}} -> {{{' '.join(bundle.targets)}}}"
    return f"{ends} [{' '.join(_look(bundle, place))}]"


def _look(bundle: Bundle, place: str) -> Iterator[str]:
    """Label and line; of a number the sign is its colour and its dashes, the size its width."""
    if bundle.label:
        yield f'{place}="{escaped(bundle.label)}"'
    if bundle.passes_gap or bundle.share == 0:
        yield 'style=dotted color="#a3a3a3"'
    elif bundle.share is not None and isfinite(bundle.share):
        width = THINNEST + abs(bundle.share) * (THICKEST - THINNEST)
        sign = 'color="#0072b2"' if bundle.share > 0 else 'color="#d55e00" style=dashed'
        yield f"{sign} penwidth={width:.2f}"
