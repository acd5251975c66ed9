"""The same training step in PyTorch: autograd, its own cross-entropy, its own SGD."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray


def torch_step(
    X: NDArray[np.float32], labels: NDArray[np.intp], weights: Sequence[NDArray[np.float64]], learning_rate: float
) -> Callable[[], float]:
    """A step of a relu network with cross-entropy; returns the loss."""
    model = torch.nn.Sequential()
    for index, W in enumerate(weights):
        linear = torch.nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T.astype(np.float32)))
            linear.bias.zero_()
        model.append(linear)
        if index < len(weights) - 1:
            model.append(torch.nn.ReLU())
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    inputs, targets = torch.from_numpy(X), torch.from_numpy(labels)
    loss_function = torch.nn.CrossEntropyLoss()

    def step() -> float:
        optimizer.zero_grad()
        loss = loss_function(model(inputs), targets)
        loss.backward()
        optimizer.step()
        return float(loss)

    return step
