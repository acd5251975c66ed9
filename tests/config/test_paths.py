"""The keys that ``--set`` can name, whole or by the end of their path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bpcli.config.paths import possible_paths, settable_paths, whole_path
from bpcli.errors import ConfigError
from bpcli.program.setup import prepare
from tests.config.whole_config import VARIANTS, WHOLE, at, paths


def resolved(*settings: str) -> dict[str, Any]:
    """The xor example's config with these settings."""
    return prepare("xor", settings).config.as_mapping()


@pytest.mark.parametrize("config", VARIANTS, ids=str)
def test_every_key_that_a_config_has_is_listed(config: dict[str, Any]) -> None:
    """And no path twice."""
    listed = list(possible_paths(config))
    words = {path for path in paths(config) if path and isinstance(path[-1], str)}
    assert words <= set(listed)
    assert len(set(listed)) == len(listed)


def ends(path: tuple[str | int, ...], config: dict[str, Any]) -> list[list[str]]:
    """Every end of a path that begins with a word and does not begin at the top."""
    keys = [*map(str, path)]
    later = range(1, len(keys))
    return [keys[begin:] for begin in later if not keys[begin].isdigit() and keys[begin] not in {**WHOLE, **config}]


@pytest.mark.parametrize("config", VARIANTS, ids=str)
def test_the_end_of_a_path_is_the_path_where_no_other_ends_so(config: dict[str, Any]) -> None:
    """Every end of every path; that of several is refused, and the whole path is always itself."""
    listed = [[*map(str, path)] for path in possible_paths(config)]
    for path in possible_paths(config):
        keys = [*map(str, path)]
        assert whole_path(keys, config) == keys
        for end in ends(path, config):
            if sum(other[-len(end) :] == end for other in listed) == 1:
                assert whole_path(end, config) == keys
            else:
                with pytest.raises(ValueError, match=f"several keys end in {'.'.join(end)}"):
                    whole_path(end, config)


def test_paths_of_a_config() -> None:
    """They follow from the rules that it chooses, and its layers are numbered."""
    listed = settable_paths("iris")
    assert {"optimizer.learning_rate", "network.layers.0.units", "training.batch_size", "metrics"} <= set(listed)
    assert settable_paths() == settable_paths("xor")
    assert "network.layers.2.units" not in settable_paths("xor")


@pytest.mark.parametrize("source", ["nowhere", "-", "\0", "broken.yaml", "list.yaml"])
def test_paths_of_no_config(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is nothing to read, those of an empty config are listed."""
    monkeypatch.chdir(tmp_path)
    Path("broken.yaml").write_text("network: {layers: [", encoding="utf-8")
    Path("list.yaml").write_text("- 1\n", encoding="utf-8")
    assert settable_paths(source) == [".".join(map(str, path)) for path in possible_paths({})]


@pytest.mark.parametrize(
    ("settings", "path", "value"),
    [
        (["learning_rate=0.5"], ("optimizer", "learning_rate"), 0.5),
        (["momentum=0.5"], ("optimizer", "momentum"), 0.5),
        (["layers.0.units=3"], ("network", "layers", 0, "units"), 3),
        (["layers.0.activation=Tanh"], ("network", "layers", 0, "activation", "name"), "tanh"),
        (["layers=[{units: 2}]"], ("network", "layers", 0, "units"), 2),
        (["y.0=1"], ("data", "y", 0), 1),
        (["x.1.0=7"], ("data", "x", 1, 0), 7.0),
        (["batch_size=2"], ("training", "batch_size"), 2),
        (["l2=0.1"], ("loss", "l2"), 0.1),
        (["optimizer=adam", "betas=[0.5, 0.6]"], ("optimizer", "betas"), (0.5, 0.6)),
        (["optimizer=Adam", "eps=1"], ("optimizer", "eps"), 1.0),
        (["layers.1.activation=leaky_relu", "slope=0.2"], ("network", "layers", 1, "activation", "slope"), 0.2),
        (["name=T"], ("name",), "T"),
    ],
)
def test_the_end_of_a_path_will_do(settings: list[str], path: tuple[str | int, ...], value: object) -> None:
    """Also for a key that the config does not have yet but its rules know; a whole path wins."""
    assert at(resolved(*settings), path) == value


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("units=3", "several keys end in units; write one of network.layers.0.units, network.layers.1.units"),
        ("init=zeros", "several keys end in init; write one of network.layers.0.init, network.layers.1.init,"
         " network.init"),
        ("activation.slope=1", "several keys end in activation; write one of network.layers.0.activation,"
         " network.layers.1.activation"),
        ("lr=0.1", "lr: did you mean 'optimizer.learning_rate'? unknown key 'lr'; allowed here: "),
        ("optimizer.lr=0.1", "optimizer.lr: did you mean 'learning_rate'? unknown key 'lr'; allowed here: "),
        ("learning_rat=1", "learning_rat: did you mean 'optimizer.learning_rate'? unknown key "),
        ("layers.9.units=3", "network.layers is a list; its entries are network.layers.0 to network.layers.1, not"
         " network.layers.9"),
        ("amsgrad=true", "amsgrad: unknown key 'amsgrad'; allowed here: "),
    ],
)  # fmt: skip
def test_an_end_of_several_paths_or_of_none(setting: str, message: str) -> None:
    """It is refused, with those that there are or the one that was meant."""
    with pytest.raises(ConfigError) as caught:
        prepare("xor", [setting])
    assert str(caught.value).startswith(f"--set {setting}: {message}")


def test_an_end_of_very_many_paths() -> None:
    """The first of them are listed, and how many there are."""
    layers = [{"units": 2} for _ in range(30)]
    with pytest.raises(ConfigError, match=r"network\.layers\.7\.units, \.\.\. \(30 in all\)$"):
        prepare({**WHOLE, "network": {"layers": layers}}, ["units=3"])
