"""An explanation is true: its terms and its numbers come to what the trace has."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bpcli.program.setup import prepare
from bpcli.readers.explain.records import Explanation
from bpcli.readers.explain.run import explained
from bpcli.readers.trace import Trace
from bpcli.rules.names import Name
from tests.explain.entries import CASES, explanations, setups
from tests.explain.printed import FUNCTIONS

PARTS = 6
"""The random runs are tried in so many tests."""


def assert_true(explanation: Explanation, precision: float) -> None:
    """Numbers and terms come to the value."""
    assert isinstance(explanation.value, float)
    if explanation.formula is None:
        assert explanation.source
        return
    allowed = precision * max(1.0, abs(explanation.value))
    assert explanation.numbers is not None
    assert abs(eval(explanation.numbers, FUNCTIONS) - explanation.value) <= allowed, explanation.entry
    if explanation.terms:
        total = explanation.scale * math.fsum(term.value for term in explanation.terms)
        assert abs(total - explanation.value) <= allowed, explanation.entry
        for term in explanation.terms:
            assert term.value == pytest.approx(math.prod(factor.value for factor in term.factors), rel=1e-15)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_quantity_of_random_runs(part: int) -> None:
    """Every rule, layout and convention, at the second step: to 1e-12, and to a float32's own rounding."""
    met, layouts = set(), set()
    for case, setup in setups(CASES[part :: 3 * PARTS]):
        layouts.add(setup.config.layout)
        precision = 1e-12 if setup.config.dtype == "float64" else 2e-6
        for explanation in explanations(setup, 2, case.seed):
            assert_true(explanation, precision)
            met.add("terms" if explanation.terms else "none")
            name, layers = Name.parsed(explanation.name), len(setup.layers)
            if name.family in ("Z", "dW", "db") or (name.kind == "dA" and name.layer < layers):
                assert explanation.terms, explanation.name
    assert met == {"terms", "none"}
    assert layouts == {"rows", "columns", "torch"}


@pytest.mark.parametrize("layout", ["rows", "columns", "torch"])
def test_the_entry_is_the_traces(layout: str) -> None:
    """Indices are in the config's layout, of the entry and of every factor."""
    setup = prepare("random_integers", [f"layout={layout}", "data={source: xor}"], steps=2)
    step = list(Trace(setup))[1]
    found = explained(setup, "dW1[1,0]", at=2)
    assert found.value == step["dW1"][1, 0]
    for term in found.terms:
        for factor in term.factors:
            assert factor.index is not None
            assert factor.value == step[factor.name][factor.index]


def test_a_penalty_is_a_term_with_a_factor_of_its_own() -> None:
    """What all terms share is the scale; else each term has its constants, without an index."""
    plain = explained(prepare("xor"), "dW1[1,2]")
    assert (plain.scale, {len(term.factors) for term in plain.terms}) == (0.25, {2})
    decayed = explained(prepare("xor", ["loss.l2=0.1"]), "dW1[1,2]")
    assert decayed.scale == 1
    assert [(f.name, f.index) for f in decayed.terms[0].factors] == [("1/m", None), ("X", (0, 1)), ("delta1", (0, 2))]
    assert [(f.name, f.index) for f in decayed.terms[-1].factors] == [("l2", None), ("W1", (1, 2))]
    minus = explained(prepare("xor"), "delta2[0,1]")
    assert [(f.name, f.index, f.value) for f in minus.terms[1].factors] == [("-1", None, -1.0), ("Y", (0, 1), 0.0)]


def test_thousands_of_terms() -> None:
    """A sum over many samples can still be evaluated, and typed into anything that computes."""
    found = explained(prepare("random_integers", ["data.samples=5000"]), "dW1[0,0]")
    assert len(found.terms) == 5000
    assert eval(str(found.numbers)) == pytest.approx(found.value, rel=1e-12)


def test_states_come_from_the_step_before() -> None:
    """At a later step they are what the step before left, and the weights as well."""
    setup = prepare("xor", ["optimizer=adam"], steps=3)
    steps = list(Trace(setup))
    found = explained(setup, "W1_m[1,2]", at=3, depth=1)
    old = next(factor for factor in found.reads if factor.name == "W1_m_old")
    assert old.value == steps[1]["W1_m"][1, 2]
    assert old.origin is not None
    assert old.origin.source == "as step 2 left it"
    assert explained(setup, "W1[1,2]", at=3).value == steps[1]["W1_new"][1, 2]


def test_a_saturated_loss_is_taken_from_z() -> None:
    """It says so, and the numbers that it gives still come to the loss."""
    config = {
        "data": {"x": [[1.0]], "y": [[0.0, 1.0]]},
        "network": {"layers": [{"units": 2, "activation": "softmax", "weights": [[1000.0, 0.0]]}]},
        "loss": "cross_entropy",
    }
    found = explained(prepare(config), "loss")
    assert found.value == 1000
    assert found.because[0].startswith("taken from Z")
    assert eval(str(found.numbers), FUNCTIONS) == 1000


@pytest.mark.parametrize("activation", ["softmax", "sigmoid", "tanh", "softplus", "silu", "elu"])
@pytest.mark.parametrize("far", [1000.0, -1000.0])
def test_nothing_overflows_in_the_numbers(activation: str, far: float) -> None:
    """Far out another form is told, which plain arithmetic can work out as well."""
    layer = {"units": 2, "activation": activation, "weights": [[far, 0.0]]}
    config = {"data": {"x": [[1.0]], "y": [[0.0, 1.0]]}, "network": {"layers": [layer]}, "loss": "mse"}
    for name in ("A1", "delta1", "dW1"):
        for unit in (0, 1):
            assert_true(explained(prepare(config), f"{name}[0,{unit}]"), 1e-12)


def test_not_a_number_is_explained_too() -> None:
    """Of a run that leaves the finite numbers, the step in which it does."""
    setup = prepare("xor", ["optimizer.learning_rate=1e300"])
    found = explained(setup, "Z2[0,0]", at=2)
    assert not np.isfinite(found.value)
