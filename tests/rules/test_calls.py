"""What a program computes is what its rules say: NumPy calls and numerics against the plain value of the expression."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

import msgspec
import numpy as np
import pytest

from bpcli.program.bound import bind
from bpcli.program.build import build
from bpcli.program.memory import Memory
from bpcli.program.network import Layer
from bpcli.program.session import Session
from bpcli.program.setup import prepare
from bpcli.rules.activations import ACTIVATIONS, Activation
from bpcli.rules.activations.squashing import Tanh
from bpcli.rules.arrays import Array
from bpcli.rules.calls import calls
from bpcli.rules.evaluation import evaluate
from bpcli.rules.expression import Expression, Read, exp, largest, lift, m, n, smallest, t, tanh, total, where
from bpcli.rules.losses import LOSSES, Loss, saturation
from bpcli.rules.names import Name
from bpcli.rules.optimizers import OPTIMIZERS, Optimizer
from tests.random_configs import Case, cases, random_record, relative_error
from tests.rules.computing import A1, DA1, TARGETS, Z1, computed, value_of

CLOSE = 1e-13
Rng = np.random.Generator


def drawn(rng: Rng, name: str, rules: Mapping[str, Any], **ranges: Any) -> Any:
    """A rule with random parameters."""
    return msgspec.convert(random_record(rng, rules[name], **ranges), rules[name])


@pytest.mark.parametrize(("name", "seed"), [*product(ACTIVATIONS, range(4))])
def test_an_activation(name: str, seed: int) -> None:
    """Its value, and its derivative or what is sent through its Jacobian."""
    rng = np.random.default_rng(seed)
    f: Activation = drawn(rng, name, ACTIVATIONS)
    Z, dA = 2 * rng.normal(size=(2, 6, 5))
    A = value_of(f, Z)
    assert relative_error(A, evaluate(f.value(Z1), {"Z1": Z})) <= CLOSE
    given = {"Z1": Z, "A1": A, "dA1": dA}
    back = f.fprime(Z1, A1) if f.elementwise else f.sent_through(DA1, A1)
    found = computed(back, **given)
    assert relative_error(found, evaluate(back, given) * np.ones_like(found)) <= CLOSE


def losses() -> Iterator[Any]:
    """Every loss with every pair of reductions that it has, with other parameters each."""
    for place, (name, samples, outputs) in enumerate(product(LOSSES, ("mean", "sum"), ("mean", "sum"))):
        rules = {"over_samples": lambda samples=samples: samples, "over_outputs": lambda outputs=outputs: outputs}
        loss: Loss = drawn(np.random.default_rng(place), name, LOSSES, **rules)
        if hasattr(loss, "over_outputs") or outputs == "mean":
            yield pytest.param(loss, id=f"{name}-{samples}-{outputs}")


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize("loss", [*losses()])
def test_a_loss(loss: Loss, output: str) -> None:
    """Its value, its slope with and without 1/m, delta behind the activation, and where they fuse the fused error."""
    f, rng = ACTIVATIONS[output](), np.random.default_rng(7)
    Z = rng.normal(size=(6, 5))
    given: Any = {"Z1": Z, "A1": value_of(f, Z), "Y": targets(rng, loss), "m": np.array(6.0), "n": np.array(5.0)}
    value = loss.value(A1, TARGETS)
    found = computed(value, saturation.of_value(loss, f, 1), **given)
    assert found == pytest.approx(evaluate(value, given), rel=CLOSE)
    for averaged in (True, False):
        slope = loss.output_error(A1, TARGETS, averaged=averaged)
        dA = computed(slope, saturation.of_slope(loss, 1, averaged=averaged), **given)
        assert relative_error(dA, evaluate(slope, given)) <= CLOSE
        through = DA1 * f.fprime(Z1, A1) if f.elementwise else f.sent_through(DA1, A1)
        given["dA1"] = dA
        delta = computed(through, saturation.of_delta(loss, f, 1, averaged=averaged), **given)
        assert relative_error(delta, evaluate(through, given)) <= CLOSE
        if loss.fuses_with is not None and isinstance(f, loss.fuses_with):
            fused = computed(loss.fused_error(A1, TARGETS, averaged=averaged), **given)
            assert relative_error(fused, delta) <= CLOSE


def targets(rng: Rng, loss: Loss) -> Array:
    """Targets that the loss takes, for six samples and five outputs."""
    kinds = {"cross_entropy": rng.dirichlet(np.ones(5), 6), "hinge": rng.choice([-1.0, 1.0], (6, 5))}
    return kinds.get(loss.name, rng.uniform(size=(6, 5)))


@pytest.mark.parametrize("loss", [*losses()])
def test_the_slope_of_a_loss_belongs_to_the_value_that_stands_beside_it(loss: Loss) -> None:
    """The expressions alone, by differences in the longest floats that there are, away from kinks."""
    wide, rng = np.longdouble, np.random.default_rng(5)
    A, Y_ = rng.uniform(0.1, 0.9, (6, 5)).astype(wide), targets(rng, loss).astype(wide)
    h = wide(1e-5)
    distances = [np.abs(each) for each in (*loss.kinks(A, Y_), *loss.seams(A, Y_))]
    assert all(distance.min() > 4 * h for distance in distances)
    given: dict[str, Any] = {"Y": Y_, "m": wide(6), "n": wide(5)}
    slope = evaluate(loss.output_error(A1, TARGETS, averaged=True), {**given, "A1": A})
    value = loss.value(A1, TARGETS)
    for entry in np.ndindex(A.shape):
        moved = [evaluate(value, {**given, "A1": moved_in(A, entry, steps * h)}) for steps in (-2, -1, 1, 2)]
        difference = (8 * (moved[2] - moved[1]) - (moved[3] - moved[0])) / (12 * h)
        assert abs(slope[entry] - difference) < 1e-11


def moved_in(matrix: Array, entry: tuple[int, ...], by: Any) -> Array:
    """A copy with another number in one place."""
    copy = matrix.copy()
    copy[entry] += by
    return copy


@pytest.mark.parametrize(("name", "seed"), [*product(OPTIMIZERS, range(8))])
def test_an_update_in_place(name: str, seed: int) -> None:
    """States, steps and new parameters of some steps; a state is written over what it is made of."""
    rng = np.random.default_rng(seed)
    optimizer: Optimizer = drawn(rng, name, OPTIMIZERS, freeze=list, clip_norm=lambda: float(rng.uniform(0.1, 3)))
    layers = [Layer(ACTIVATIONS["tanh"](), *rng.normal(size=(2, 1, 3)))]
    config = prepare({"data": {"x": [[1.0]], "y": [[1, 2, 3]]}, "network": {"layers": [{"units": 3}]}, "loss": "mse"})
    program = build(msgspec.structs.replace(config.config, optimizer=optimizer), layers)
    update = [equation for equation in program.equations if equation.phase == "update"]
    memory = Memory(layers, optimizer, np.dtype(np.float64))
    gradients = {name: np.empty((1, 3)) for name in ("dW1", "db1")}
    bound = bind(update, {**memory.arrays, **gradients}, np.dtype(np.float64))
    plain: dict[str, Any] = {name: array.copy() for name, array in memory.arrays.items()}
    for step in range(1, 5):
        memory.t[()] = step
        for gradient in gradients.values():
            gradient[...] = rng.normal(size=(1, 3))
        plain |= {**gradients, "t": np.float64(step)}
        for equation in update:
            plain[equation.target] = evaluate(equation.expression, plain)
        bound.run()
        for equation in update:
            assert relative_error(bound.arrays[equation.target], plain[equation.target]) <= CLOSE, equation.target
        for target in [equation.target for equation in update if equation.target.suffix]:
            plain[target.parameter if target.suffix == "new" else target.old] = plain[target]


@pytest.mark.parametrize("case", cases()[::7], ids=lambda case: case.id)
def test_a_whole_step(case: Case) -> None:
    """Every equation of a program against its expression, on what the program itself had before it."""
    session = Session(prepare(case.config()))
    bound = session._whole or session._next_batch()
    session.memory.t[()] = 1
    before: dict[str, Any] = {}
    for equation in session.program.equations:
        before |= {name: bound.arrays[name].copy() for name in equation.reads if name in bound.arrays}
    for equation, array in bound.run_watched():
        expected = evaluate(equation.expression, before)
        assert relative_error(array, expected * np.ones_like(array)) <= CLOSE, equation.target
        before[equation.target] = array.copy()


MATRICES = [Read(Name(kind)) for kind in "ABC"]
ROW, COLUMN = Read(Name("r")), Read(Name("c"))


def random_expression(rng: Rng, depth: int, aliased: bool = False) -> Expression:
    """An expression of the shape (4, 3); ``aliased``: A is read entry by entry alone."""
    if depth == 0:
        return [*MATRICES, ROW + MATRICES[0], COLUMN * MATRICES[1]][rng.integers(5)]
    one = partial(random_expression, rng, depth - 1, aliased)
    number = [m, n, t, 1 / m, 1 - lift(0.5) ** t, m * n][rng.integers(6)]
    entrywise: list[Any] = [
        lambda: one() + one(),
        lambda: one() - one(),
        lambda: -one(),
        lambda: one() * one(),
        lambda: number * one(),
        lambda: one() / number,
        lambda: one() / (1 + one() ** 2),
        lambda: one() ** 2,
        lambda: one() ** 3,
        lambda: where(one() > one(), one(), one()),
        lambda: where(one() < 0.5, 1, 0) * one(),
        lambda: largest(0, one()),
        lambda: smallest(one(), 0.25),
        lambda: exp(-(one() ** 2)),
    ]
    others: list[Any] = [
        lambda: one() @ (one().T @ one()) / number,
        lambda: one() + 1 / m * total("samples", one()),
        lambda: one() * total("units", one()),
        lambda: total("entries", one() ** 2) / number * one(),
    ]
    choices = entrywise if aliased else entrywise + others
    chosen: Expression = choices[rng.integers(len(choices))]()
    return chosen


@pytest.mark.parametrize("seed", range(300))
def test_any_expression(seed: int) -> None:
    """Random trees, computed into an array of their own, or into one of those that they are made of."""
    rng = np.random.default_rng(seed)
    aliased = bool(seed % 2)
    expression = random_expression(rng, int(rng.integers(1, 4)), aliased)
    given: dict[str, Array] = {kind: rng.normal(size=(4, 3)) for kind in "ABC"}
    given |= {"r": rng.normal(size=(1, 3)), "c": rng.normal(size=(4, 1))}
    given |= {"m": np.array(4.0), "n": np.array(3.0), "t": np.array(2.0)}
    expected = evaluate(expression, {name: array.copy() for name, array in given.items()})
    out = given["A"] if aliased else np.empty((4, 3))
    for call in calls(expression, out, given):
        call()
    scale = max(1.0, float(np.abs(expected).max()))
    assert np.abs(out - expected).max() <= 1e-12 * scale, expression


@pytest.mark.parametrize("seed", range(40))
def test_numbers_that_change_are_worked_out_at_every_step(seed: int) -> None:
    """The same calls, run again after t has moved on and the matrices have other entries."""
    rng = np.random.default_rng(seed)
    expression = (1 - lift(0.9) ** t) * random_expression(rng, 2) / (1 + t)
    given: dict[str, Array] = {kind: np.empty((4, 3)) for kind in "ABC"}
    given |= {"r": np.ones((1, 3)), "c": np.ones((4, 1)), "m": np.array(4.0), "n": np.array(3.0), "t": np.array(0.0)}
    out = np.empty((4, 3))
    made = calls(expression, out, given)
    for step in (1, 2, 5):
        given["t"][()] = step
        for kind in "ABC":
            given[kind][...] = rng.normal(size=(4, 3))
        for call in made:
            call()
        expected = evaluate(expression, given)
        assert np.abs(out - expected).max() <= 1e-12 * max(1.0, float(np.abs(expected).max()))


class Off(Tanh, frozen=True, tag="off"):
    """A tanh whose numerics are too small."""

    def computed(self, Z: Expression) -> Expression:
        """By a thousandth."""
        return 0.999 * tanh(Z)


def test_wrong_numerics_would_be_seen() -> None:
    """The comparison can fail."""
    Z = np.random.default_rng(1).normal(size=(6, 5))
    assert relative_error(value_of(Off(), Z), evaluate(Off().value(Z1), {"Z1": Z})) > 1e-4
