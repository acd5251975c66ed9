"""Every mistake of the contract, planted into handwritten backpropagation: the first wrong quantity and its name."""

from __future__ import annotations

import numpy as np
import pytest

from tests.compare.cases import (
    DEPTHS,
    DERIVATIVES,
    INVISIBLE,
    LAYOUTS,
    Case,
    backward_cases,
    derivative_cases,
    forward_cases,
    generic_cases,
    update_cases,
)
from tests.compare.handwritten import ACTIVATIONS, Run
from tests.compare.judging import assert_found
from tests.compare.plants import GENERIC
from tests.conftest import thinned

FAMILIES = {
    "generic": list(dict.fromkeys(generic_cases()))[::3],
    "forward": list(dict.fromkeys(forward_cases())),
    "backward": list(dict.fromkeys(backward_cases())),
    "derivative": list(dict.fromkeys(derivative_cases())),
    "update": list(dict.fromkeys(update_cases())),
}
EVERY = [case for cases in FAMILIES.values() for case in cases]
ONE_IN = {"generic": 3, "forward": 3, "backward": 3, "derivative": 5, "update": 3}
"""Without ``--long``; numbers that share no factor with what the cases vary in, so that all of it comes up."""
CONTRACT = {
    *GENERIC, "missing_average", "averaged_twice", "missing_factor_two", "extra_factor_two",
    "activation_for_derivative", "derivative_at_activation", "missing_derivative", "updated_weights_used",
    "bias_not_added", "bias_gradient_not_summed", "preactivation_used", "wrong_layer_input",
    "softmax_over_samples", "softmax_not_normalized", "wrong_log_base", "gradient_added", "learning_rate_missing",
    "bias_correction_missing", "epsilon_inside_root", "betas_swapped", "timestep_off_by_one",
    "weight_decay_coupled", "stale_state", "nesterov_mismatch",
}  # fmt: skip


@pytest.mark.parametrize("case", thinned(FAMILIES["generic"], ONE_IN["generic"]), ids=lambda case: case.id)
def test_sign_factor_and_transposition(case: Case) -> None:
    """Wherever something is computed."""
    assert_found(case.planted())


@pytest.mark.parametrize("case", thinned(FAMILIES["forward"], ONE_IN["forward"]), ids=lambda case: case.id)
def test_mistakes_of_the_forward_pass(case: Case) -> None:
    """Biases, inputs, softmax, logarithms, the 2 of a squared error."""
    assert_found(case.planted())


@pytest.mark.parametrize("case", thinned(FAMILIES["backward"], ONE_IN["backward"]), ids=lambda case: case.id)
def test_mistakes_of_the_backward_pass(case: Case) -> None:
    """Averages, factors, the wrong weights or inputs, sums left out."""
    assert_found(case.planted())


@pytest.mark.parametrize("case", thinned(FAMILIES["derivative"], ONE_IN["derivative"]), ids=lambda case: case.id)
def test_mistakes_in_a_derivative(case: Case) -> None:
    """Of every activation in which they can be told apart."""
    assert_found(case.planted())


@pytest.mark.parametrize("case", thinned(FAMILIES["update"], ONE_IN["update"]), ids=lambda case: case.id)
def test_mistakes_of_an_update(case: Case) -> None:
    """Of every optimizer, at the first step and the second, with its state given and without."""
    assert_found(case.planted())


@pytest.mark.parametrize(("activation", "mistake"), sorted(INVISIBLE))
def test_what_is_left_out_cannot_be_seen(activation: str, mistake: str) -> None:
    """These derivatives come out the same, whatever is done."""
    case = Case(mistake, "fprime", 1, 1, "rows", activation)
    for _, config in case.nets():
        run = Run(config)
        run.step()
        Z = run.q["Z1"]
        wrong = run.fprime(1, run.f(1, Z)) if mistake == "derivative_at_activation" else np.ones_like(Z)
        np.testing.assert_array_equal(wrong, run.fprime(1, Z))


def test_there_are_enough_cases() -> None:
    """At least 500, none twice; every mistake, depth, layout and activation is among them."""
    assert len(EVERY) == len({case.id for case in EVERY}) >= 500
    in_every_run = [case for family, cases in FAMILIES.items() for case in cases[:: ONE_IN[family]]]
    assert {case.mistake for case in EVERY} == {case.mistake for case in in_every_run} == CONTRACT
    layers = {(depth, layer) for depth in DEPTHS for layer in range(1, depth + 1)}
    found = {(case.depth, case.layer, case.layout) for case in EVERY}
    assert found == {(depth, layer, layout) for depth, layer in layers for layout in LAYOUTS}
    told_apart = {(activation, mistake) for activation in ACTIVATIONS for mistake in DERIVATIVES} - INVISIBLE
    assert told_apart <= {(case.activation, case.mistake) for case in EVERY}
