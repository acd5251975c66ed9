"""The linear part of a layer: forward, and its gradients on the way back, each with how people get it wrong.

Source of the formulas: M. Nielsen, Neural Networks and Deep Learning, ch. 2 (BP1-BP4), over a batch of m samples.
"""

from __future__ import annotations

from bpcli.rules.expression import PLUS, Apply, Constant, Expression, Read, fraction, m, reading, reads, total
from bpcli.rules.mistakes import Near, Wrong, average_mistakes
from bpcli.rules.names import Name


def affine(A: Expression, W: Expression, b: Expression | None = None) -> Expression:
    """Z (m, n_out) from A (m, n_in), W (n_in, n_out) and b (1, n_out)."""
    return A @ W if b is None else A @ W + b


def affine_mistakes(right: Expression, near: Near) -> Wrong:
    """The bias is left out; Z of the layer before stands where its A belongs."""
    if isinstance(right, Apply) and right.function == PLUS:
        yield "bias_not_added", right.arguments[0]
    yield from _preactivation_used(right)


def sent_back(delta: Expression, W: Expression) -> Expression:
    """dA (m, n_in) of the layer before: the error delta (m, n_out) sent back through W (n_in, n_out)."""
    return delta @ W.T


def sent_back_mistakes(right: Expression, near: Near) -> Wrong:
    """The error goes through the weights as already updated."""
    _, W = reads(right)
    if W_new := near.updated(W):
        yield "updated_weights_used", reading(right, {W: W_new})


def through_slope(dA: Expression, fprime: Expression) -> Expression:
    """delta from dA and f'(Z), all (m, n)."""
    return dA * fprime


def through_slope_mistakes(right: Expression, near: Near) -> Wrong:
    """No derivative at all; what else goes wrong with it, the derivative itself knows."""
    yield "missing_derivative", right.parts[0]


def weight_gradient(A: Expression, delta: Expression, average: Expression) -> Expression:
    """dW (n_in, n_out) from A (m, n_in) and delta (m, n_out); ``average`` is 1/m where it stands here, else 1."""
    return average * (A.T @ delta)


def weight_gradient_mistakes(right: Expression, near: Near) -> Wrong:
    """1/m is wrong; Z stands where A belongs, or another layer's A does."""
    yield from average_mistakes(right, near)
    yield from _preactivation_used(right)
    A = _layer_input(right)
    for other in near.other_activations(A):
        yield "wrong_layer_input", reading(right, {A: other})


def bias_gradient(delta: Expression, average: Expression) -> Expression:
    """db (1, n_out): the sum of delta (m, n_out) over the samples, averaged or not."""
    return average * total("samples", delta)


def bias_gradient_mistakes(right: Expression, near: Near) -> Wrong:
    """1/m is wrong; delta itself is taken, a row for each sample, averaged or not."""
    yield from average_mistakes(right, near)
    delta = next(Read(name) for name in reads(right) if name.kind == "delta")
    yield "bias_gradient_not_summed", delta
    yield "bias_gradient_not_summed", fraction(1, m) * delta


def with_penalty(gradient: Expression, strength: float, parameter: Expression, symbol: str) -> Expression:
    """The gradient of the data term and of strength/2 times the sum of the parameter's squares."""
    return gradient + Constant(strength, symbol) * parameter if strength else gradient


def penalty(strength: float, parameter: Expression, symbol: str) -> Expression:
    """What the squares of a parameter add to the loss: strength/2 times their sum."""
    return Constant(strength, symbol) / 2 * total("entries", parameter**2)


def _layer_input(right: Expression) -> Name:
    return next(name for name in reads(right) if name.kind in ("X", "A"))


def _preactivation_used(right: Expression) -> Wrong:
    A = _layer_input(right)
    if A.kind == "A":
        yield "preactivation_used", reading(right, {A: Name("Z", A.layer)})
