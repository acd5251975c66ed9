"""Cross-entropies behind sigmoid and softmax with 60 digits and no underflow: what bpcli is held against.

1 - a is a quotient of sums of exponentials too, so that it never comes from a difference of near equals.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, localcontext

Numbers = Sequence[float]


def exact_loss_and_delta(loss: str, activation: str, logits: Numbers, targets: Numbers) -> tuple[float, list[float]]:
    """The sum of the loss over one sample's outputs, and its derivative by each logit."""
    with localcontext(Context(prec=60, Emax=10**9, Emin=-(10**9))):
        powers, y = [Decimal(v).exp() for v in logits], [Decimal(v) for v in targets]
        if activation == "softmax":
            others = [sum(powers[:k] + powers[k + 1 :], Decimal(0)) for k in range(len(powers))]
        else:
            others = [Decimal(1)] * len(powers)
        a = [p / (p + o) for p, o in zip(powers, others, strict=True)]
        rest = [o / (p + o) for p, o in zip(powers, others, strict=True)]
        binary = loss == "binary_cross_entropy"
        value, dA = Decimal(0), []
        for p, q, t in zip(a, rest, y, strict=True):
            value -= (t * p.ln() if t else 0) + ((1 - t) * q.ln() if binary and t != 1 else 0)
            dA.append(-t / p + ((1 - t) / q if binary and t != 1 else 0))
        delta = [d * p * q for d, p, q in zip(dA, a, rest, strict=True)]
        if activation == "softmax":
            for j, k in ((j, k) for j in range(len(a)) for k in range(len(a)) if k != j):
                delta[j] -= dA[k] * a[k] * a[j]
        return float(value), [float(d) for d in delta]
