"""Mermaid, DOT and SVG: small enough, complete, with the trace's own numbers, and nothing on top of anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise, product
from math import isclose
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from bpcli.program.setup import prepare
from bpcli.readers.diagram.reading import diagram_of
from bpcli.writers.columns import width_of
from bpcli.writers.diagram.dot import dot
from bpcli.writers.diagram.graph import Graph, graph
from bpcli.writers.diagram.labels import short_number
from bpcli.writers.diagram.mermaid import mermaid
from bpcli.writers.diagram.pictures import DIRECTIONS, PICTURES, VALUES
from bpcli.writers.diagram.svg import svg
from tests.conftest import thinned
from tests.diagram.drawn import NASTY, nasty, network, of_example, of_shape

SVG = "{http://www.w3.org/2000/svg}"
rng = np.random.default_rng(7)
SHAPES = [
    (1, 1),
    (2, 4, 2),
    (8, 8, 8, 8),
    (12, 12, 12),
    (13, 40, 3),
    (784, 1024, 1024, 10),
    (5, *[3] * 11, 2),
    (2, *[2] * 59, 2),
    (30, *[30] * 59, 30),
    *(tuple(rng.integers(1, 30, rng.integers(2, 20)).tolist()) for _ in range(12)),
]


def shortly(case: tuple[tuple[int, ...], str | None]) -> str:
    """The case's name: how many columns, how wide, which numbers."""
    return f"{len(case[0])}-of-{max(case[0])}-{case[1]}"


def edges_of(written: str) -> int:
    """How many edges a Mermaid file draws: ``a & b --> c & d`` are four."""
    arrows = re.findall(r"^ +(\w[\w &]*) (?:-->|-\.->)(?:\|.*?\|)? (\w[\w &]*)$", written, re.M)
    return sum((left.count("&") + 1) * (right.count("&") + 1) for left, right in arrows)


@pytest.mark.parametrize("case", thinned(product(SHAPES, [None, *VALUES]), 4), ids=shortly)
def test_mermaid_is_small_enough_to_paste(case: tuple[tuple[int, ...], str | None]) -> None:
    """Fewer than 500 edges and 5,000 characters, whatever the network; what is left out is told."""
    units, values = case
    diagram = of_shape(*units)
    written = mermaid(diagram, values, "RL")
    assert len(written) < 5000
    assert edges_of(written) < 500
    assert set(re.findall(r"layer (\d+) ", written)) >= {"1", str(len(units) - 1)}
    for layer, told in enumerate(units):
        shown = len(re.findall(rf"^ +u{layer}_\d+\(", written, re.M))
        gap = re.search(rf'u{layer}_gap\(\["(\d+) more"', written)
        assert not shown or shown + (int(gap[1]) if gap else 0) == told
    layers, more = len(re.findall("subgraph", written)), re.search(r"(\d+) more layers", written)
    assert layers + (int(more[1]) if more else 0) == len(units)


def test_mermaid_stays_small_whatever_the_names(tmp_path: Path) -> None:
    """Names of signs that have to be written as numbers, and many layers none of which is like the next."""
    wide = nasty(tmp_path, [f"{number}{chr(0x1F600) * 300}" for number in range(40)])
    deep = of_shape(2, *[2, 3] * 120, 2)
    for diagram in (wide, deep):
        for values in (None, *VALUES):
            written = mermaid(diagram, values, "RL")
            assert len(written) < 5000
            assert edges_of(written) < 500


def test_small_networks_are_drawn_whole() -> None:
    """Nothing is left out where all has its place."""
    for units in ((2, 4, 2), (4, 8, 3), (8, 8, 8, 8)):
        assert all("more" not in draw(of_shape(*units), None, "RL") for draw in PICTURES.values())
        assert "more" not in svg(of_shape(*units), "dW", "RL")


def test_mermaid_as_the_notebook_has_it() -> None:
    """A subgraph a layer, the gradient's way back under its name, the loss, classes of nodes in colours."""
    written = mermaid(of_example("xor"), None, "RL")
    assert written.startswith("graph RL\n")
    assert written.count("subgraph") == 3
    assert 'loss -->|"dL/dZ2"| u2_0 & u2_1' in written
    assert 'u2_0 & u2_1 -->|"dL/dW2"| u1_0 & u1_1 & u1_2 & u1_3' in written
    assert 'u1_0 & u1_1 & u1_2 & u1_3 -->|"dL/dW1"| u0_0 & u0_1' in written
    assert all(f"classDef {kind} " in written for kind in ("input", "hidden", "output", "loss"))
    assert 'dW2 = 1/m A1^T delta2"]' in written
    assert "dL/dA2" in mermaid(of_example("mazur"), None, "RL")


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_gradient_goes_as_asked(direction: str) -> None:
    """The loss stands where the gradient comes from."""
    assert f"graph {direction}\n" in mermaid(of_example("xor"), None, direction)
    assert f"rankdir={direction} " in dot(of_example("xor"), None, direction)
    root = ET.fromstring(svg(of_example("xor"), "W", direction))
    words = {text.text: (float(text.get("x", 0)), float(text.get("y", 0))) for text in root.iter(f"{SVG}text")}
    (loss,) = (place for word, place in words.items() if word and word.startswith("loss 0"))
    axis = 0 if direction in ("RL", "LR") else 1
    first = words["feature 0"]
    assert (loss[axis] > first[axis]) == (direction in ("RL", "BT"))


@pytest.mark.parametrize("layout", ["rows", "columns", "torch"])
@pytest.mark.parametrize("values", ["W", "dW"])
def test_numbers_are_the_traces(layout: str, values: str) -> None:
    """Every weight or gradient stands on its own edge, in each format and under each layout."""
    diagram = of_example("xor", f"layout={layout}", "data={source: xor}")
    told = dict(re.findall(r"<title>(\w+\[\d+,\d+\]) = (.*?)</title>", svg(diagram, values, "RL")))
    step, drawn = diagram.step, graph(diagram, values, 12, 9)
    labels = {(bundle.targets[0], bundle.sources[0]): bundle.label for bundle in drawn.bundles}
    for name in (f"{values}1", f"{values}2"):
        for index in np.ndindex(step[name].shape):
            value = float(step[name][index])
            assert isclose(float(told[f"{name}[{index[0]},{index[1]}]"]), value, rel_tol=1e-5, abs_tol=1e-12)
            source, unit = index if layout == "rows" else index[::-1]
            layer = int(name[-1])
            label = labels[f"u{layer - 1}_{source}", f"u{layer}_{unit}"]
            assert label.split() == [f"{'dL/d' * (values == 'dW')}W{layer}", short_number(value)]


@pytest.mark.parametrize("values", ["A", "delta"])
def test_neurons_say_their_means(values: str) -> None:
    """In a neuron stands the mean of its column in the trace, beside it from where to where it goes."""
    diagram = of_example("xor")
    nodes = {node.key: node.lines for cluster in graph(diagram, values, 12, 9).clusters for node in cluster.nodes}
    root = ET.fromstring(svg(diagram, values, "RL"))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    matrix = diagram.step[f"{values}1"]
    for unit in range(4):
        column = matrix[:, unit]
        mean, low, high = (short_number(float(f(column))) for f in (np.mean, np.min, np.max))
        lines = (f"unit {unit}", mean) if low == high else (f"unit {unit}", mean, f"{low} … {high}")
        assert nodes[f"u1_{unit}"] == lines
        assert set(lines) <= set(texts)


Box = tuple[float, float, float, float]


def boxes(root: ET.Element) -> Iterator[tuple[str, Box]]:
    """Each text of a picture with its box: every character as wide as DejaVu Sans Mono has it, and a line high."""
    for element in root.iter(f"{SVG}text"):
        text, size = element.text or "", float(element.get("font-size", 0))
        x, y, width = float(element.get("x", 0)), float(element.get("y", 0)), width_of(text) * size * 0.602
        left = {"start": x, "middle": x - width / 2, "end": x - width}[element.get("text-anchor", "start")]
        yield text, (left, y - 0.76 * size, left + width, y + 0.24 * size)


def meet(one: Box, two: Box) -> bool:
    """Whether two boxes have a place in common."""
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


NETS = [(8, 8, 8, 8), (2, 4, 2), (1, 1), (1, 8, 1, 8), (8, 1, 8), (40, 3, 20), (3, *[2] * 30, 3)]


@pytest.mark.parametrize("units", NETS, ids=str)
def test_no_text_of_an_svg_meets_another(units: tuple[int, ...]) -> None:
    """Whatever the numbers, wherever the gradient goes; and all of it is on the picture."""
    for values in VALUES:
        for direction in DIRECTIONS:
            root = ET.fromstring(svg(of_shape(*units), values, direction))
            assert_apart(root)


def assert_apart(root: ET.Element) -> None:
    """No two texts have a place in common, and none is outside."""
    found = list(boxes(root))
    assert len(found) > 5
    assert [(a, b) for (a, one), (b, two) in combinations(found, 2) if meet(one, two)] == []
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert [text for text, box in found if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height] == []


def test_wide_numbers_and_names_meet_nothing(tmp_path: Path) -> None:
    """Numbers with exponents, numbers that are not finite, and names that are long or wide."""
    layers = {"init": {"name": "normal", "std": 1e-7}, "layers": [{"units": 8, "activation": "softplus"}] * 3}
    tiny = diagram_of(prepare(network(8, 8, 8, 8, network=layers)))
    odd = of_example("xor", "optimizer.learning_rate=1e308", "loss={name: cross_entropy, l2: 1e308}")
    for diagram in (tiny, odd, nasty(tmp_path, NASTY[:6]), nasty(tmp_path, NASTY[6:])):
        for values in VALUES:
            for direction in DIRECTIONS:
                assert_apart(ET.fromstring(svg(diagram, values, direction)))


@pytest.mark.parametrize("values", ["W", "dW"])
def test_signs_can_be_told_in_grey(values: str) -> None:
    """Below zero lines are dashed, above they are not, at 0 they are dotted; the larger the wider, of those alike."""
    diagram = of_example("xor")
    lines = {}
    for path in ET.fromstring(svg(diagram, values, "RL")).iter(f"{SVG}path"):
        if (told := path.find(f"{SVG}title")) is not None and told.text:
            name, _, number = told.text.partition(" = ")
            lines[name] = (float(number), path)
    assert len(lines) == 16
    for value, path in lines.values():
        assert path.get("stroke-dasharray") == ("6 3" if value < 0 else None if value > 0 else "1 3")
    for matrix in "12":
        own = [line for name, line in lines.items() if name.startswith(f"{values}{matrix}")]
        sizes = sorted((abs(value), float(path.get("stroke-width", 0))) for value, path in own)
        assert sizes == sorted(sizes, key=lambda size: size[1])
        assert sizes[-1][1] > 3


def test_an_svg_can_be_read_aloud() -> None:
    """It has a title, and a description of the network and of what the numbers are; and its own ground."""
    root = ET.fromstring(svg(of_example("iris"), "dW", "RL"))
    title, description, ground = root[0], root[1], root[2]
    assert (title.tag, title.text) == (f"{SVG}title", "Iris, 4-8-3 · step 1 of 200")
    assert description.tag == f"{SVG}desc"
    assert "4 → 8 relu → 3 softmax" in (description.text or "")
    assert "dL/dW" in (description.text or "")
    assert (ground.tag, ground.get("fill"), ground.get("width")) == (f"{SVG}rect", "#ffffff", root.get("width"))


def test_what_is_left_out_is_told() -> None:
    """Of large layers how many units, of deep networks how many layers."""
    wide, deep = of_shape(784, 1024, 1024, 10), of_shape(2, *[2] * 59, 2)
    for draw in PICTURES.values():
        assert re.search(r"\d+ more\b", draw(wide, "W", "RL"))
        assert re.search(r"\d+ more\b", draw(deep, "W", "RL"))
    assert "1017 more" in svg(wide, "W", "RL")
    assert "53 more" in svg(deep, "W", "RL")


def test_the_graph_has_every_edge_once() -> None:
    """However the edges are bundled, each pair of neighbours is joined once."""
    for units in ((2, 4, 2), (8, 8, 8, 8), (20, 20, 3)):
        for values in (None, "W"):
            assert_joined(graph(of_shape(*units), values, 8, 9))


def assert_joined(drawn: Graph) -> None:
    """Each neuron of a layer has an edge to each of the layer before, the outputs one from the loss."""
    edges = [(a, b) for bundle in drawn.bundles for a in bundle.sources for b in bundle.targets]
    keys = [["loss"], *([node.key for node in cluster.nodes] for cluster in drawn.clusters)]
    wanted = [(a, b) for left, right in pairwise(keys) for a in left for b in right]
    assert sorted(edges) == sorted(wanted)
