"""``python -m tests.benchmarks``: bpcli against yardsticks, as ratios measured in this run. Nothing is asserted."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bpcli.program.session import Session
from bpcli.program.setup import Setup, prepare
from bpcli.readers.train import TrainingRun
from tests.benchmarks.pairs import ratio
from tests.benchmarks.tables import table_ratios
from tests.benchmarks.yardsticks import notebook_step


def small_steps() -> Iterator[tuple[str, str]]:
    """XOR, 2-4-2, 4 samples, float64, against NumPy as a notebook writes it."""
    setup = prepare("xor", steps=1_000_000)
    weights = [layer.W for layer in setup.layers]
    yardstick = notebook_step(setup.X, setup.targets.Y.argmax(axis=1), *weights)
    session, training = Session(setup), iter(TrainingRun(setup))
    yield (
        "step 2-4-2, 4 samples, float64 / NumPy that allocates",
        ratio(session.step, yardstick, number=2000, rounds=15),
    )
    yield (
        "the same with loss and accuracy kept each step",
        ratio(lambda: next(training), yardstick, number=2000, rounds=15),
    )


def large_steps() -> Iterator[tuple[str, str]]:
    """784-1024-1024-10, 256 samples, float32, against PyTorch."""
    if importlib.util.find_spec("torch") is None:
        yield "step 784-1024-1024-10, 256 samples, float32 / PyTorch", "PyTorch is not installed"
        return
    from tests.benchmarks.torch_yardstick import torch_step

    setup = large_setup()
    labels = setup.targets.Y.argmax(axis=1)
    yardstick = torch_step(setup.X, labels, [layer.W for layer in setup.layers], 0.01)
    session = Session(setup)
    yield "step 784-1024-1024-10, 256 samples, float32 / PyTorch", ratio(session.step, yardstick, number=5, rounds=15)


def large_setup() -> Setup:
    """A network of MNIST's shape on random pixels."""
    layers: list[dict[str, Any]] = [
        {"units": 1024, "activation": "relu"},
        {"units": 1024, "activation": "relu"},
        {"units": 10, "activation": "softmax"},
    ]
    data = {"source": "random_integers", "samples": 256, "features": 784, "low": 0, "high": 1, "classes": 10}
    return prepare(
        {
            "dtype": "float32",
            "data": data,
            "network": {"init": "he_normal", "layers": layers},
            "loss": "cross_entropy",
            "optimizer": {"name": "sgd", "learning_rate": 0.01},
        }
    )


def start_up() -> Iterator[tuple[str, str]]:
    """Whole processes, from start to end."""
    python = sys.executable
    bare = [python, "-c", "import numpy, click"]
    trace = [str(Path(python).with_name("bpcli")), "trace", "xor", "--json"]
    yield (
        "bpcli trace xor --json / python -c 'import numpy, click'",
        ratio(lambda: _run(trace), lambda: _run(bare), number=1, rounds=31),
    )
    yield (
        "bpcli --help / python -c 'import numpy, click'",
        ratio(lambda: _run([trace[0], "--help"]), lambda: _run(bare), number=1, rounds=15),
    )


def memory() -> Iterator[tuple[str, str]]:
    """Peak memory of many steps over that of few."""
    for command in ("trace", "train"):
        few, many = (_peak(["-m", "bpcli", command, "xor", "--json", "--steps", str(n)]) for n in (10, 20_000))
        yield f"peak memory, {command} of 20,000 steps / of 10", f"{many / few:5.2f}   {many:.0f} MB, {few:.0f} MB"


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _peak(arguments: list[str]) -> float:
    """Megabytes at the most, as the operating system counted them."""
    watcher = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
    watcher += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    command = [sys.executable, "-c", watcher, sys.executable, *arguments]
    with tempfile.TemporaryDirectory() as folder:
        return float(subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout)


def main() -> None:
    """Print every ratio."""
    np.seterr(all="ignore")
    for part in (small_steps, large_steps, table_ratios, start_up, memory):
        for name, measured in part():
            print(f"{name:58} {measured}", flush=True)


if __name__ == "__main__":
    main()
