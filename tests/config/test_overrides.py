"""``--set`` and ``--steps``: values that take the place of the file's, and what is said where they cannot."""

from __future__ import annotations

import pytest

from bpcli.errors import ConfigError
from bpcli.program.setup import prepare
from tests.conftest import Said


def resolved(*settings: str, steps: int | None = None) -> dict[str, object]:
    """The xor example's config with these settings."""
    return prepare("xor", settings, steps=steps).config.as_mapping()


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("optimizer.learning_rate=1e-3", ("optimizer", "learning_rate"), 0.001),
        ("optimizer=adam", ("optimizer", "name"), "adam"),
        ("optimizer.name=adam", ("optimizer", "name"), "adam"),
        ("network.layers.0.activation=tanh", ("network", "layers", 0, "activation", "name"), "tanh"),
        ("network.layers.0={units: 3}", ("network", "layers", 0, "units"), 3),
        ("loss.l2=0.1", ("loss", "l2"), 0.1),
        ("loss=sse", ("loss", "over_outputs"), "sum"),
        ("training.steps=1e1", ("training", "steps"), 10),
        ("training={steps: 3}", ("training", "steps"), 3),
        ("data.y.0=1", ("data", "y", 0), 1),
        ("data.x.0=[5, 6]", ("data", "x", 0), [5.0, 6.0]),
        (" seed = 7 # a comment", ("seed",), 7),
        ("name='a: b'", ("name",), "a: b"),
        ("name=yes", ("name",), "yes"),
        ("metrics=[]", ("metrics",), []),
    ],
)
def test_a_setting_takes_its_place(setting: str, path: tuple[str | int, ...], value: object) -> None:
    """The value is read as YAML and stands at the dotted path."""
    found: object = resolved(setting)
    for part in path:
        found = found[part]  # type: ignore[index]
    assert found == value


def test_later_settings_win() -> None:
    """The last of several settings for the same key counts, and --steps counts most."""
    assert resolved("seed=1", "seed=2")["seed"] == 2
    assert resolved("training.steps=3", steps=4)["training"] == {"steps": 4, "shuffle": False}


def test_settings_do_not_change_a_mapping_that_was_given() -> None:
    """A config given as a mapping is copied first."""
    config = {"data": {"source": "xor"}, "network": {"layers": [{"units": 1}]}, "loss": "mse"}
    prepare(config, ["data.samples=8", "network.layers.0.units=1", "loss.l2=1"], steps=2)
    assert config == {"data": {"source": "xor"}, "network": {"layers": [{"units": 1}]}, "loss": "mse"}


KEY_VALUE = "a setting is KEY=VALUE, such as optimizer.learning_rate=0.5"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("seed", KEY_VALUE),
        ("", KEY_VALUE),
        ("=5", KEY_VALUE),
        (".=5", KEY_VALUE),
        ("a..b=5", KEY_VALUE),
        ("seed=", "seed: found nothing; allowed: a whole number, at least 0"),
        ("seed=[1", "not YAML: the list needs a comma or its closing ]"),
        ("seed=.nan", "seed: found .nan; allowed: a finite number"),
        ("seed=1\nloss: mse", "not YAML: a colon where no key can stand; text with a colon in it needs quotes"),
        ("name=!!binary x", "name: found the tag !!binary; allowed: plain values, without a tag"),
        ("name=&a [*a]", "this anchor contains itself"),
        ("name={a: 1, a: 2}", "name.a: this key is written twice, first on line 1; write it once"),
        ("seed=" + "[" * 100_000, "nested too deeply; allowed: 100 levels"),
        (".".join("a" * 494) + "=1", "nested too deeply; allowed: 100 levels"),
        (".".join("a" * 60) + "=" + "[" * 60 + "]" * 60, "nested too deeply; allowed: 100 levels"),
        ("seed=\udcff", "this is not text in UTF-8"),
        ("\udcff=1", "this is not text in UTF-8"),
        ("data.y.9=1", "data.y is a list; its entries are data.y.0 to data.y.3, not data.y.9"),
        ("data.y.-1=1", "data.y is a list; its entries are data.y.0 to data.y.3, not data.y.-1"),
        ("data.y.²=1", "data.y is a list; its entries are data.y.0 to data.y.3, not data.y.²"),
        ("network.layers.x.units=1", "network.layers is a list; its entries are network.layers.0 to network.layers.1,"
         " not network.layers.x"),
        ("data.x.0.0.0=1", "data.x.0.0 is a single value and has no keys"),
        ("data.y.0=9", "data.y.0: label 9 of sample 0, but network.layers.1 has 2 units; allowed: labels 0 to 1, or 2"
         " numbers a sample"),
        ("network.layers.0=5", "network.layers.0: did you mean '{units: 5, activation: relu}'? found 5; allowed: a"
         " mapping, such as {units: 4, activation: relu}"),
        ("network.layers.0.activation.slope=1", "network.layers.0.activation.slope: unknown key 'slope'; allowed here:"
         " name; leaky_relu has this key"),
        ("optimizer.betas=[0, 0]", "optimizer.betas: unknown key 'betas'; allowed here: name, learning_rate,"
         " weight_decay, clip_norm, freeze, momentum, dampening, nesterov; adam, adamw, nadam have this key"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_its_own_place(setting: str, message: str) -> None:
    """The fault is said of the option as it was typed, for there is no line to point at."""
    with pytest.raises(ConfigError) as caught:
        prepare("xor", [setting])
    (fault,) = caught.value.faults
    assert fault.place == f"--set {setting}"
    assert str(fault).endswith(f": {message}")


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("a.b.c=1", "a: unknown key"),
        ("0=5", "0: unknown key"),
        ("optimiser.name=adam", "optimiser: did you mean 'optimizer'? unknown key"),
        ("data.z=1", "data.z: unknown key"),
    ],
)
def test_an_unknown_key_that_a_setting_made(setting: str, says: str) -> None:
    """It is the option's, at the outermost key that it made."""
    with pytest.raises(ConfigError) as caught:
        prepare("xor", [setting])
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"--set {setting}: {says}")


def test_an_empty_list_has_no_entries(said: Said) -> None:
    """Where a list is empty, no range of entries is named."""
    config = "data: {x: [], y: []}\nnetwork: {layers: [{units: 1}]}\nloss: mse\n"
    assert "--set data.y.0=1: data.y is an empty list and has no entry 0" in said(config, "data.y.0=1")


def test_all_wrong_settings_are_told_at_once() -> None:
    """One answer has the faults of every setting."""
    with pytest.raises(ConfigError) as caught:
        prepare("xor", ["foo", "seed=x", "data.y.99=1", "sed=1"])
    assert len(caught.value.faults) == 4


def test_a_setting_mends_a_fault(said: Said) -> None:
    """What a setting replaces is not looked at any more."""
    config = "seed: x\ndata: {x: [[0], [1]], y: [0, 1]}\nnetwork: {layers: [{units: 1}]}\nloss: mse\n"
    assert said(config, "seed=1") == []


def test_steps_is_its_own_option() -> None:
    """A number of steps that is too large is said of --steps, and a broken training is not blamed on it."""
    with pytest.raises(ConfigError) as caught:
        prepare("xor", steps=-1)
    assert str(caught.value) == "--steps -1: training.steps: found -1; allowed: a whole number, at least 0"
    broken = {"data": {"source": "xor"}, "network": {"layers": [{"units": 1}]}, "loss": "mse", "training": "foo"}
    with pytest.raises(ConfigError, match=r"^config: training: found 'foo'; allowed: a mapping$"):
        prepare(broken, steps=5)
