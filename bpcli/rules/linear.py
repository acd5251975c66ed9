"""The linear part of a layer: forward, and its gradients on the way back.

Source of the formulas: M. Nielsen, Neural Networks and Deep Learning, ch. 2 (BP1-BP4), over a
batch of m samples.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from bpcli.rules.rule import Array, Calls, Elementwise, Layout, Mistake, Near, Rule, Shape, written
from bpcli.rules.slips import Copied, TimesSamples


class Affine(Rule):
    """Z = A W + b: A (m, n_in), W (n_in, n_out), b (1, n_out) or none; Z (m, n_out)."""

    def shape(self, *inputs: Shape) -> Shape:
        """(m, n_out)."""
        return inputs[0][0], inputs[1][1]

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The product, then the bias."""
        A, W, *bias = inputs
        return [partial(A.dot, W, out), *(partial(np.add, out, b, out) for b in bias)]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``X W1 + b1``, or ``W1 X + b1`` where samples are columns."""
        A, W, *bias = inputs
        product = f"{A} {W}" if layout == "rows" else f"{W} {A}"
        return " + ".join([product, *bias])

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """No bias; Z of the layer before where its A belongs."""
        A, W, *bias = reads
        if bias:
            yield Mistake("bias_not_added", self, (A, W))
        if Z := near.preactivation(A):
            yield Mistake("preactivation_used", self, (Z, W, *bias))


class SendBack(Rule):
    """dA = delta W^T: the error delta (m, n_out) sent back through W (n_in, n_out); dA (m, n_in)."""

    def shape(self, *inputs: Shape) -> Shape:
        """(m, n_in)."""
        return inputs[0][0], inputs[1][0]

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """One product."""
        delta, W = inputs
        return [partial(delta.dot, W.T, out)]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``delta2 W2^T``, or ``W2^T delta2``."""
        delta, W = inputs
        return f"{delta} {W}^T" if layout == "rows" else f"{W}^T {delta}"

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """Through the weights as already updated."""
        delta, W = reads
        if W_new := near.updated(W):
            yield Mistake("updated_weights_used", self, (delta, W_new))


class ParameterGradient(Rule):
    """What the gradients of W and b share: the average over samples and the decay of a penalty.

    ``averages``: how often 1/m stands here; 0 where it is in delta already or where samples are summed.
    ``penalty`` s adds s times the parameter, the gradient of s/2 times its square.
    """

    def __init__(self, *, averages: int, penalty: float = 0.0) -> None:
        self.averages = averages
        self.penalty = penalty

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """1/m left out, or once too often."""
        if self.averages:
            yield Mistake("missing_average", type(self)(averages=0, penalty=self.penalty), reads)
        yield Mistake("averaged_twice", type(self)(averages=self.averages + 1, penalty=self.penalty), reads)

    def _share(self, samples: int) -> float:
        return 1.0 / float(samples**self.averages)

    def _penalty(self, out: Array, parameter: Array) -> Calls:
        decay = np.empty_like(out)
        return [partial(np.multiply, parameter, self.penalty, decay), partial(np.add, out, decay, out)]

    def _written(self, summed: str, parameter: str) -> str:
        text = " ".join(["1/m"] * self.averages + [summed])
        return f"{text} + {written(self.penalty)} {parameter}" if self.penalty else text


class WeightGradient(ParameterGradient):
    """dW = A^T delta: A (m, n_in), delta (m, n_out); dW (n_in, n_out). With a penalty W is read too."""

    def shape(self, *inputs: Shape) -> Shape:
        """(n_in, n_out)."""
        return inputs[0][1], inputs[1][1]

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The product, its average, its penalty."""
        A, delta, *W = inputs
        calls: Calls = [partial(A.T.dot, delta, out)]
        if (share := self._share(len(A))) != 1:
            calls.append(partial(np.multiply, out, share, out))
        return calls + [call for w in W for call in self._penalty(out, w)]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``1/m X^T delta1``, or ``1/m delta1 X^T``."""
        A, delta, *W = inputs
        product = f"{A}^T {delta}" if layout == "rows" else f"{delta} {A}^T"
        return self._written(product, "".join(W))

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """Also: Z for A, or another layer's A."""
        A, *rest = reads
        yield from super().mistakes(reads, near)
        if Z := near.preactivation(A):
            yield Mistake("preactivation_used", self, (Z, *rest))
        for other in near.other_activations(A):
            yield Mistake("wrong_layer_input", self, (other, *rest))


class BiasGradient(ParameterGradient):
    """db = the sum of delta (m, n_out) over the samples; db (1, n_out). With a penalty b is read too."""

    def shape(self, *inputs: Shape) -> Shape:
        """(1, n_out)."""
        return 1, inputs[0][1]

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """A product with a row of ones (or of 1/m): for small batches faster than a sum."""
        delta, *b = inputs
        weights = np.full((1, len(delta)), self._share(len(delta)), out.dtype)
        return [partial(weights.dot, delta, out), *(call for p in b for call in self._penalty(out, p))]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``1/m sum over samples of delta1``."""
        delta, *b = inputs
        return self._written(f"sum over samples of {delta}", "".join(b))

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """Also: delta itself, a row a sample, averaged or not."""
        delta, *_ = reads
        yield from super().mistakes(reads, near)
        yield Mistake("bias_gradient_not_summed", Copied(), (delta,))
        yield Mistake("bias_gradient_not_summed", TimesSamples(Copied(), -1), (delta,))


class Hadamard(Elementwise):
    """delta = dA * f'(Z), entry by entry; all three (m, n)."""

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """One product."""
        return [partial(np.multiply, *inputs, out)]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``dA1 * fprime1``."""
        return " * ".join(inputs)

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """No derivative at all; what else goes wrong with it, the derivative itself knows."""
        yield Mistake("missing_derivative", Copied(), reads[:1])
