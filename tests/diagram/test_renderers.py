"""Mermaid, DOT and SVG in the programs that people look at them with, where those are installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bpcli.readers.diagram.records import Diagram
from bpcli.writers.diagram.dot import UNITS, dot
from bpcli.writers.diagram.graph import graph
from bpcli.writers.diagram.labels import title, unit_name
from bpcli.writers.diagram.mermaid import mermaid
from bpcli.writers.diagram.pictures import DIRECTIONS, VALUES
from bpcli.writers.diagram.svg import svg
from tests.diagram.drawn import NASTY, nasty, of_example, of_shape

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
MMDC, DOT, RSVG = (shutil.which(name) for name in ("mmdc", "dot", "rsvg-convert"))
XHTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"


def drawn(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
    """A renderer's work, done without a complaint."""
    done = subprocess.run(command, capture_output=True, timeout=240, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    finished: subprocess.CompletedProcess[bytes] = done
    return finished


def names(diagram: Diagram, layer: int) -> set[str]:
    """What the neurons of a layer are called."""
    return {unit_name(diagram, layer, unit) for unit in range(diagram.columns[layer].units)}


def named_nasty(folder: Path) -> list[Diagram]:
    """Runs with nasty names, few enough that all are shown."""
    return [nasty(folder, NASTY[:6]), nasty(folder, NASTY[6:])]


@pytest.mark.skipif(MMDC is None or CHROMIUM is None, reason="no mermaid-cli, or no Chromium")
def test_mermaid(tmp_path: Path, long: bool) -> None:
    """Mermaid draws every node and every edge of the graph, and every name as it is; nothing in it is a script."""
    diagrams = [*named_nasty(tmp_path), *([of_shape(2, *[3] * 20, 2), of_shape(784, 1024, 1024, 10)] if long else [])]
    written = [
        mermaid(diagram, values, "RL") for diagram, values in zip(diagrams, (None, "A", "W", "dW"), strict=False)
    ]
    blocks = [f"```mermaid\n{text}```\n" for text in written]
    (tmp_path / "in.md").write_text("\n".join(blocks), encoding="utf-8")
    config = {"executablePath": CHROMIUM, "args": ["--no-sandbox"]}
    (tmp_path / "puppeteer.json").write_text(json.dumps(config), encoding="utf-8")
    drawn([str(MMDC), "-q", "-p", "puppeteer.json", "-i", "in.md", "-o", "out.md"], cwd=tmp_path)
    for number, (diagram, text) in enumerate(zip(diagrams, written, strict=True), 1):
        root = ET.parse(tmp_path / f"out-{number}.svg").getroot()
        classes = [element.get("class", "").split() for element in root.iter()]
        nodes = len(re.findall(r"\]\):::", text))
        assert sum("node" in each for each in classes) == nodes
        assert sum("flowchart-link" in each for each in classes) >= nodes - 1
        shown = {"".join(line.itertext()) for line in root.iter(f"{XHTML}p")}
        lines = {line for label in shown for line in label.split("\n")}
        told = "\n".join(lines).replace("\u200b", "")
        assert "Unsupported markdown" not in told
        assert not list(root.iter(f"{SVG}script"))
        assert not list(root.iter(f"{XHTML}script"))
        if diagram.header.feature_names:
            for name in names(diagram, 0) | names(diagram, 2):
                assert name in told, (name, told)


@pytest.mark.skipif(DOT is None, reason="no Graphviz")
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_dot(direction: str, tmp_path: Path) -> None:
    """Graphviz draws every node and edge, names as they are, neurons in their order."""
    for diagram, values in [(of_example("xor"), "W"), *((each, None) for each in named_nasty(tmp_path))]:
        done = drawn([str(DOT), "-Tjson"], input=dot(diagram, values, direction).encode())
        assert not done.stderr
        picture = json.loads(done.stdout)
        labels = {each["name"]: each.get("label", "") for each in picture["objects"] if "label" in each}
        expected = graph(diagram, values, UNITS, 9)
        visible = [edge for edge in picture["edges"] if edge.get("style") != "invis"]
        assert len(visible) == expected.edges
        assert {node.key for cluster in expected.clusters for node in cluster.nodes} <= set(labels)
        in_order(picture["objects"], sideways=direction in ("RL", "LR"))
    svg_of = drawn([str(DOT), "-Tsvg"], input=dot(diagram, None, direction).encode()).stdout.decode()
    shown = {unescape(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg_of)}
    shown = {text.replace("\xa0", " ") for text in shown}
    assert names(diagram, 0) | names(diagram, 2) <= shown
    assert title(diagram) in shown or len(title(diagram)) > 60


def in_order(objects: list[dict[str, str]], *, sideways: bool) -> None:
    """The neurons of a layer stand in the order of their numbers, from the top or from the left."""
    places: dict[str, list[float]] = {}
    for each in objects:
        if match := re.fullmatch(r"u(\d+)_\d+", each["name"]):
            x, y = map(float, each["pos"].split(","))
            places.setdefault(match[1], []).append(-y if sideways else x)
    assert places
    assert all(layer == sorted(layer) for layer in places.values())


@pytest.mark.skipif(RSVG is None, reason="no rsvg-convert")
def test_svg_is_a_picture(tmp_path: Path) -> None:
    """librsvg draws every kind of it, in its own size, on a ground of its own."""
    for number, (diagram, text) in enumerate(pictures(tmp_path)):
        done = drawn([str(RSVG), "--format", "png"], input=text.encode())
        width, height = (int.from_bytes(done.stdout[start : start + 4]) for start in (16, 20))
        root = ET.fromstring(text)
        assert abs(width - float(root.get("width", 0))) <= 1, number
        assert abs(height - float(root.get("height", 0))) <= 1, diagram.header.name


def pictures(folder: Path) -> Iterator[tuple[Diagram, str]]:
    """SVGs of all kinds."""
    eights, irises = of_shape(8, 8, 8, 8), of_example("iris")
    asked = zip((eights, irises, eights, irises), VALUES, DIRECTIONS, strict=True)
    for diagram, values, direction in [*asked, *((each, "delta", "LR") for each in named_nasty(folder))]:
        yield diagram, svg(diagram, values, direction)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_no_numbers_meet_in_a_browser(tmp_path: Path) -> None:
    """As Chromium sets the text of the SVGs, no line of it touches another, and nothing in it runs."""
    drawings = [text for _, text in pictures(tmp_path)]
    script = """<script>
        const boxes = [...document.querySelectorAll('svg')].map(svg => [...svg.querySelectorAll('text')].map(text => {
            const box = text.getBBox(); return [text.textContent, box.x, box.y, box.width, box.height]}));
        document.body.innerHTML = ''; document.body.textContent = JSON.stringify(boxes);
    </script>"""
    page = tmp_path / "page.html"
    page.write_text(f"<meta charset='utf-8'><body>{''.join(drawings)}{script}", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    answer = drawn([str(CHROMIUM), *options, "--dump-dom", page.as_uri()]).stdout.decode()
    body = re.search(r"<body>(.*)</body>", answer, re.S)
    assert body is not None
    found = json.loads(unescape(body[1]))
    assert len(found) == len(drawings)
    for boxes in found:
        # Chromium's boxes hold the whole height of the font; of it a line of small letters needs three quarters.
        assert [(a[0], b[0]) for a, b in combinations(boxes, 2) if touch(a, b)] == []


def touch(a: list[float], b: list[float]) -> bool:
    """Whether two texts have a place in common, the leading above and below left out."""
    trim = 0.12
    (_, ax, ay, aw, ah), (_, bx, by, bw, bh) = a, b
    across = ax < bx + bw and bx < ax + aw
    return across and ay + trim * ah < by + (1 - trim) * bh and by + trim * bh < ay + (1 - trim) * ah
