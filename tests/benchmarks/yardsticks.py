"""What a training step is held against: straight-line NumPy that allocates, as a notebook has it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def notebook_step(X: Array, labels: NDArray[np.intp], W1: Array, W2: Array) -> Callable[[], float]:
    """A step of relu, softmax and cross-entropy written out by hand; returns the loss."""
    m = len(X)
    Y = np.zeros((m, W2.shape[1]))
    Y[np.arange(m), labels] = 1.0
    state = {"W1": W1.copy(), "b1": np.zeros((1, W1.shape[1])), "W2": W2.copy(), "b2": np.zeros((1, W2.shape[1]))}

    def step() -> float:
        Z1 = X @ state["W1"] + state["b1"]
        A1 = np.maximum(0, Z1)
        Z2 = A1 @ state["W2"] + state["b2"]
        E = np.exp(Z2 - np.max(Z2, axis=1, keepdims=True))
        A2 = E / np.sum(E, axis=1, keepdims=True)
        loss = -np.mean(np.sum(Y * np.log(A2 + 1e-15), axis=1))
        delta2 = A2 - Y
        dW2 = (1 / m) * A1.T @ delta2
        db2 = (1 / m) * np.sum(delta2, axis=0, keepdims=True)
        delta1 = (delta2 @ state["W2"].T) * (Z1 > 0)
        dW1 = (1 / m) * X.T @ delta1
        db1 = (1 / m) * np.sum(delta1, axis=0, keepdims=True)
        state["W1"] = state["W1"] - 0.1 * dW1
        state["b1"] = state["b1"] - 0.1 * db1
        state["W2"] = state["W2"] - 0.1 * dW2
        state["b2"] = state["b2"] - 0.1 * db2
        return float(loss)

    return step
