"""``bpcli.capture``: a with-block around somebody's training loop that writes a trace of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from os import PathLike, fspath
from typing import TYPE_CHECKING

from bpcli.errors import UsageError

if TYPE_CHECKING:
    from torch.nn import Module
    from torch.optim import Optimizer


@contextmanager
def capture(
    model: Module, optimizer: Optimizer, path: str | PathLike[str], *, name: str | None = None
) -> Iterator[None]:
    """Write a ``bpcli.trace`` of the PyTorch training inside the block, which stays as it is.

    One step is one ``optimizer.step()``, with the forward and backward passes since the one before. The
    trace has the layout ``rows`` (a weight is transposed: PyTorch keeps it as (units, units in)) and
    ``delta: batch``: dA and delta are autograd's own, with the loss's 1/m in them. It has what PyTorch
    computes: X, W, b, Z, A, loss, dA, delta, dW and db as the optimizer finds them, its state, W_new and
    b_new; Y where the loss is one of ``torch.nn.functional``'s. Where a trainable layer got no gradient
    there are zeros. Without the output's activation, where the loss takes logits, there is no A of it.

    Args:
        model: its parameters all in ``torch.nn.Linear``, which run one after another.
        optimizer: any of ``torch.optim``; state that bpcli's own optimizers have is in the trace.
        path: the JSON file; it appears, whole, when the block ends without an exception.
        name: the trace's name, instead of the model's class.

    Raises:
        UsageError: PyTorch is not installed, the model cannot be traced, the file cannot be written, or no
            training step was made.

    Example:
        >>> with bpcli.capture(model, optimizer, "mine.json"):  # doctest: +SKIP
        ...     optimizer.zero_grad()
        ...     loss_function(model(x), y).backward()
        ...     optimizer.step()
    """
    if find_spec("torch") is None:
        raise UsageError("bpcli.capture needs PyTorch: pip install 'bpcli[torch]'")
    from bpcli.torch_capture.recorder import Recorder
    from bpcli.writers.files import appearing_file

    recorder = Recorder(model, optimizer, name or type(model).__name__)
    with appearing_file(fspath(path)) as out:
        with recorder.recording(out):
            yield
        recorder.finish()
