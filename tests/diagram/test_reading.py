"""What a diagram is read from: the program's equations and a step's numbers."""

from __future__ import annotations

import numpy as np
import pytest

from bpcli.program.build import build
from bpcli.program.setup import prepare
from bpcli.readers.diagram.reading import diagram_of
from bpcli.rules.names import Name
from bpcli.rules.optimizers import OPTIMIZERS
from tests.conftest import thinned
from tests.diagram.drawn import of_example
from tests.random_configs import Case, cases

CASES = thinned(cases(), 31)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_arrows_are_the_equations_reads(case: Case) -> None:
    """Each goes from a quantity that its equation reads, or from the loss to the first error; none is missing."""
    setup = prepare(case.config())
    found = {(arrow.source, arrow.target) for arrow in diagram_of(setup).arrows}
    equations = [each for each in build(setup.config, setup.layers).equations if each.listed and each.phase != "update"]
    readable = {(str(name), str(each.target)) for each in equations for name in each.reads}
    from_loss = {pair for pair in found if pair[0] == "loss"}
    assert found - from_loss <= readable
    assert {target for _, target in found} == {str(each.target) for each in equations}
    assert {Name.parsed(target).layer for _, target in from_loss} == {len(setup.layers)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_error_comes_from_one(case: Case) -> None:
    """Each dA and delta hangs on one error or the loss, and it is said what happens on the way."""
    arrows = diagram_of(prepare(case.config())).arrows
    errors = {arrow.target for arrow in arrows if Name.parsed(arrow.target).kind in ("dA", "delta")}
    for error in errors:
        ways = [arrow for arrow in arrows if arrow.target == error and arrow.by]
        assert len(ways) == 1, error
        assert ways[0].source == "loss" or ways[0].source in errors
        assert ways[0].source not in ways[0].by


@pytest.mark.parametrize(("layout", "by"), [("rows", "W2^T"), ("columns", "W2^T"), ("torch", "W2")])
def test_ways_are_the_layouts(layout: str, by: str) -> None:
    """The error goes back through W2 as the layout's formula has it."""
    ways = {
        (arrow.source, arrow.target): arrow.by
        for arrow in of_example("xor", f"layout={layout}", "data={source: xor}").arrows
    }
    assert ways["delta2", "dA1"] == by
    assert ways["dA1", "delta1"] == "⊙ relu'"
    assert ways["loss", "delta2"] == "A2 - Y"
    assert ways["Z1", "A1"] == "relu"


@pytest.mark.parametrize("layout", ["rows", "columns", "torch"])
def test_the_neurons_numbers_do_not_depend_on_the_layout(layout: str) -> None:
    """Rows are samples, columns are neurons, weights are (units in, units), however a trace shows them."""
    rows, turned = of_example("iris4"), ["data.x=[[5.1, 7.0, 6.3, 4.9], [1.4, 4.7, 6.0, 1.5]]"]
    other = of_example("iris4", f"layout={layout}", *(turned if layout == "columns" else ()))
    for one, two in zip(rows.connections, other.connections, strict=True):
        assert one.values["W"].shape == two.values["W"].shape
        assert (one.behind, one.before) == (two.behind, two.before) == (one.layer, one.layer - 1)
    for left, right in zip(rows.columns, other.columns, strict=True):
        assert left.values["A"].shape == right.values["A"].shape
        assert left.biases.keys() == right.biases.keys() == ({"b", "db"} if left.layer else set())


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("layout", ["rows", "columns", "torch"])
def test_movement_is_what_the_step_changed(optimizer: str, layout: str) -> None:
    """The largest change is that between a parameter and its new value, whatever the optimizer calls its step."""
    diagram = of_example("xor", f"optimizer={optimizer}", f"layout={layout}", "data={source: xor}", at="3")
    step, largest = diagram.step, diagram.movement.largest
    assert largest is not None
    names = ("W1", "b1", "W2", "b2")
    changes = {name: step[f"{name}_new"] - step[name] for name in names}
    assert np.isclose(abs(largest.by), max(np.abs(change).max() for change in changes.values()))
    assert np.isclose(largest.by, changes[largest.parameter][largest.index])


def test_what_does_not_move() -> None:
    """A dead unit, an input of 0, and frozen biases, in the layout's words."""
    dead = of_example("xor").movement.unmoved
    assert [(each.layer, each.place, each.parts) for each in dead] == [(1, 1, ("column of W1", "row of W2"))]
    still = of_example("sigmoid_mse", "layout=columns", "data.x=[[0], [1]]").movement
    assert still.frozen == ("b1", "b2")
    assert [(each.axis, each.place, each.parts) for each in still.unmoved] == [("feature", 0, ("column of W1",))]


def test_nothing_moves() -> None:
    """With a learning rate of 0 there is no largest change, and every neuron is still."""
    movement = of_example("xor", "optimizer.learning_rate=0").movement
    assert movement.largest is None
    assert len(movement.unmoved) == 2 + 4 + 2
