"""A key in the wrong place leads to the right one, and nothing far off is guessed."""

from __future__ import annotations

import pytest

from bpcli.config.model import Config
from bpcli.errors import ConfigError
from bpcli.program.setup import prepare

TOP = f"allowed here: {', '.join(Config.__struct_fields__)}"


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("betas=[1]", f"betas: unknown key 'betas'; {TOP}; adam, adamw, nadam have this key, under optimizer"),
        ("network.layers.0.slope=0.1", "bias; leaky_relu has this key, under activation"),
        ("optimizer={type: sgd}", "optimizer.type: did you mean 'name'? unknown key 'type'; allowed here: name"),
        ("optimizer={nam: sgd}", "optimizer.nam: did you mean 'name'?"),
        ("optimizer={momentum: 1}", "optimizer.name: this key is missing; allowed: sgd, "),
        ("data={path: d.csv}", "data.path: did you mean 'source: csv'? unknown key 'path'; allowed here: source, x, y"),
        ("data={file: d.npz}", "data.file: did you mean 'source: npz'? unknown key 'file'"),
        ("data.samples=4", "data.samples: did you mean 'source: random_integers'?"),
    ],
)
def test_it_is_the_one_fault(setting: str, says: str) -> None:
    """What is missing only because of it is not told."""
    with pytest.raises(ConfigError) as refused:
        prepare("xor", [setting])
    (fault,) = refused.value.faults
    assert says in str(fault)
