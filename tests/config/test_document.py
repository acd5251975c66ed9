"""YAML as a config has it: what its values are, and what is said of a text that cannot be one."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from bpcli.config.document import parse
from bpcli.errors import ConfigError
from bpcli.program.setup import prepare
from tests.conftest import Said

VALID = """\
name: T
data: {x: [[0], [1]], y: [0, 1]}
network: {layers: [{units: 1}]}
loss: mse
"""


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("1e+3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-0.0", -0.0),
        ("+5", 5),
        ("010", 10),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"),
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("'5'", "5"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("!!float 5", 5.0),
        ("1" + "0" * 300, 10**300),
    ],
)
def test_values_are_those_of_yaml_1_2(written: str, value: Any) -> None:
    """Numbers as in JSON, true and false as the only booleans, everything else a word."""
    found = parse(f"key: {written}\n".encode(), "c.yaml").data["key"]
    assert repr(found) == repr(value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_yaml(said: Said, encoding: str) -> None:
    """UTF-8 with and without a byte order mark, and UTF-16 with one, are read."""
    assert said(VALID.encode(encoding)) == []


def test_windows_line_ends(said: Said) -> None:
    """Lines may end with a carriage return, and are counted right."""
    assert said(VALID.replace("\n", "\r\n") + "sede: 1\r\n")[0].startswith(
        "c.yaml:5:1: sede: did you mean 'seed'? unknown key 'sede'"
    )


ONE_MAPPING = "; a config is a mapping with data, network and loss"
CONTROL = "not YAML: a control character"
UNCLOSED = "needs a comma or its closing"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", f"c.yaml:1:1: the file is empty{ONE_MAPPING}"),
        (b"# nothing but a comment\n", f"c.yaml:1:1: the file is empty{ONE_MAPPING}"),
        (b"- 1\n- 2\n", f"c.yaml:1:1: the file holds a list{ONE_MAPPING}"),
        (b"hello", f"c.yaml:1:1: the file holds a single value{ONE_MAPPING}"),
        (bytes(range(256)), f"c.yaml:1:1: {CONTROL}"),
        (b"a: 1\nbc: \x00\n", f"c.yaml:2:5: {CONTROL}"),
        (b"a: \x1b[31m\n", f"c.yaml:1:4: {CONTROL}"),
        (b"a: 1\nb: \xff", "c.yaml:2:4: not YAML: not text in UTF-8: the byte 0xff"),
        (b"a:\n\t- 1\n", "c.yaml:2:1: not YAML: a tab where spaces belong"),
        (b"a:\n  - |\n \tx\n", "c.yaml:3:2: not YAML: a tab where spaces belong"),
        (b"data: {x: [[1, 2]\n", f"c.yaml:1:18: not YAML: the list {UNCLOSED} ]"),
        (b"data: {x: [[1, 2]]\nseed: 1", f"c.yaml:2:1: not YAML: the mapping begun on line 1 {UNCLOSED} }}"),
        (b"a: [b, 'c\n", "c.yaml:1:10: not YAML: the quoted text needs its closing '"),
        (b'a: "b\n---\n', 'c.yaml:2:1: not YAML: the quoted text begun on line 1 needs its closing "'),
        (b'a: "\\d"', "c.yaml:1:5: not YAML: an escape that YAML does not have"),
        (b"a: b: c", "c.yaml:1:5: not YAML: a colon where no key can stand; text with a colon in it needs quotes"),
        (b"a: - 1", "c.yaml:1:4: not YAML: an entry of a list where none can stand"),
        (b"a: 1\nb\nc: 2", "c.yaml:3:1: not YAML: the key begun on line 2 needs its colon"),
        (b"a: @b", "c.yaml:1:4: not YAML: no value begins with @; text that does needs quotes"),
        (b"a: *", "c.yaml:1:5: not YAML: something is missing here"),
        (b"a: 1\nb:\n  c: 1\n d: 2", "c.yaml:4:2: not YAML: this does not continue the mapping begun on line 1; look at"
         " the indentation"),
        (b"a:\n  - 1\n  b: 2", "c.yaml:3:3: not YAML: this does not continue the list begun on line 2; look at the"
         " indentation"),
        (b"a: 1\nb: [1] c", "c.yaml:2:8: not YAML: 'c' cannot stand here"),
        (b"a: 1\n---\nb: 2\n", "c.yaml:2:1: a second document begins here; allowed: one"),
        (b"a: *b\n", "c.yaml:1:4: not YAML: no anchor of this name stands before the alias"),
        (b"a: &b 1\nc: &b 2\n", "c.yaml:2:4: there is an anchor b already; give this one another name"),
        (b"data: &a {x: *a}\n", "c.yaml:1:7: data: this anchor contains itself"),
        (b"a: &a [*a]\n", "c.yaml:1:4: a: this anchor contains itself"),
    ],
)  # fmt: skip
def test_what_is_no_config(said: Said, text: bytes, message: str) -> None:
    """The one fault, where it stands."""
    assert said(text) == [message]


@pytest.mark.parametrize(
    ("opening", "closing", "depth"),
    [
        ("[", "]", 150),
        ("[", "]", 100_000),
        ("{b: ", "}", 150),
        ("{b: ", "}", 100_000),
        ("- ", "", 150),
        ("- ", "", 100_000),
        ("? ", "", 100_000),
    ],
)
def test_nesting_has_an_end(said: Said, opening: str, closing: str, depth: int) -> None:
    """A hundred levels are plenty; hundreds of thousands would end the process inside libyaml."""
    (message,) = said(f"a:\n  {opening * depth}1{closing * depth}\n")
    assert message.startswith("c.yaml:2:")
    assert message.endswith(": nested too deeply; allowed: 100 levels")


def test_nesting_by_anchors_has_an_end(said: Said) -> None:
    """Anchors that nest one another count with what they stand for."""
    text = "a0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 2000))
    assert said(text) == ["c.yaml:1:5: a99: nested too deeply; allowed: 100 levels"]


def test_anchors_cannot_fill_the_memory(said: Said) -> None:
    """A billion laughs are counted, not written out."""
    lines = ["a0: &a0 [1,1,1,1,1,1,1,1,1,1]"] + [f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert said("\n".join(lines)) == [
        "c.yaml:2:22: a5.6.3.8.9.3: aliases repeat too many values; allowed: 1000000 in all"
    ]


PLAIN = "allowed: plain values, without a tag"
FINITE = "allowed: a finite number"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("seed: !!int x", f"5:7: seed: found 'x' with the tag !!int; {PLAIN}"),
        ("seed: !!int 1.5", f"5:7: seed: found '1.5' with the tag !!int; {PLAIN}"),
        ("seed: !!int 0x10", f"5:7: seed: found '0x10' with the tag !!int; {PLAIN}"),
        ("seed: !!int [1]", f"5:7: seed: found the tag !!int; {PLAIN}"),
        ("seed: !!bool 5", f"5:7: seed: found '5' with the tag !!bool; {PLAIN}"),
        ("seed: !!null 5", f"5:7: seed: found '5' with the tag !!null; {PLAIN}"),
        ("seed: !!binary aGVsbG8=", f"5:7: seed: found the tag !!binary; {PLAIN}"),
        ("seed: !!timestamp 2001-01-01", f"5:7: seed: found the tag !!timestamp; {PLAIN}"),
        ("seed: !!python/object:os.system x", f"5:7: seed: found the tag !!python/object:os.system; {PLAIN}"),
        ("seed: !mine 5", f"5:7: seed: found the tag !mine; {PLAIN}"),
        ("optimizer: !!set {a, b}", f"5:12: optimizer: found the tag !!set; {PLAIN}"),
        ("optimizer: !!omap [a: 1]", f"5:12: optimizer: found the tag !!omap; {PLAIN}"),
        ("optimizer: !!map [1]", f"5:12: optimizer: found the tag !!map; {PLAIN}"),
        ("seed: .inf", f"5:7: seed: found .inf; {FINITE}"),
        ("seed: .nan", f"5:7: seed: found .nan; {FINITE}"),
        ("optimizer: {name: sgd, learning_rate: 1e400}", f"5:39: optimizer.learning_rate: found 1e400; {FINITE}"),
        (f"seed: {'9' * 5000}", f"5:7: seed: found {'9' * 20}... (5000 digits); {FINITE}"),
        ("1: 2", "5:1: 1: the key 1 is not a word; quote it if it is meant as one"),
        ("~: 2", "5:1: ~: the key ~ is not a word; quote it if it is meant as one"),
        ("*a : 3", "5:1: a key of several values; allowed: keys that are words"),
        ("[1, 2]: 3", "5:1: a key of several values; allowed: keys that are words"),
        ("name: U", "5:1: name: this key is written twice, first on line 1; write it once"),
        ("<<: 5", "5:5: <<: this cannot be merged; allowed: a mapping, or a list of mappings"),
        ("<<: [{seed: 1}, 5]", "5:17: <<: this cannot be merged; allowed: a mapping, or a list of mappings"),
        ("<<: {seed: x}", "5:12: seed: found 'x'; allowed: a whole number, at least 0"),
        ("<<: [{seed: .inf}]", f"5:13: seed: found .inf; {FINITE}"),
    ],
)
def test_what_yaml_allows_and_a_config_does_not(said: Said, line: str, message: str) -> None:
    """Tags, infinite numbers, keys that are no words or stand twice: one fault each, at the very token."""
    assert said(f"{VALID}{line}\n") == [f"c.yaml:{message}"]


def test_what_an_alias_repeats_is_its_own(said: Said) -> None:
    """A setting changes the one place that it names, not the anchor nor the anchor's other uses."""
    config = VALID.replace("{units: 1}", "&a {units: 3}, *a, {units: 1}")
    assert said(config, "network.layers.0.units=2") == []
    assert [layer.units for layer in prepare("c.yaml", ["network.layers.0.units=2"]).layers] == [2, 3, 1]


def test_a_fault_in_what_an_alias_merges(said: Said) -> None:
    """It is told of each mapping that takes it over, where the anchor is."""
    layers = "{layers: [{units: 1}, &a {units: .inf}, {<<: *a, bias: 0}, {<<: [{units: 1}, *a]}]}"
    assert said(VALID.replace("{layers: [{units: 1}]}", layers)) == [
        f"c.yaml:3:43: network.layers.{layer}.units: found .inf; {FINITE}" for layer in (1, 2)
    ]


def test_merge_keys(said: Said) -> None:
    """What is merged counts where the mapping itself has no such key, and a fault in its own key stands there."""
    assert said(f"{VALID}<<: {{seed: 5, loss: mae}}\n") == []
    assert said(f"{VALID}<<: {{seed: 5}}\nseed: x\n")[0].startswith("c.yaml:6:7: seed: found 'x'")


def test_control_characters_do_not_reach_the_terminal(said: Said) -> None:
    """Escapes and line ends in a key are shown as escapes, on one line."""
    (message,) = said(f'{VALID}"\\e[31mred\\n": 1\n')
    assert message.startswith("c.yaml:5:1: \\x1b[31mred\\n: unknown key '\\x1b[31mred\\n'")


def test_long_keys_are_shortened(said: Said) -> None:
    """A key of a thousand letters does not drown the message."""
    (message,) = said(f"{VALID}{'k' * 1000}: 1\n")
    assert len(message) < 400


def test_a_number_of_many_digits_is_not_slow() -> None:
    """Ten million zeros before a one are still a number."""
    assert parse(b"a: " + b"0" * 10_000_000 + b"1", "c").data == {"a": 1}


def test_an_anchor_at_fault_counts_in_each_place(said: Said) -> None:
    """A number that is wrong where an anchor is set is wrong where it is used."""
    optimizer = "optimizer: {name: sgd, learning_rate: &x .inf, weight_decay: *x}"
    assert [line.split(": ")[1] for line in said(f"{VALID}{optimizer}\n")] == [
        "optimizer.learning_rate",
        "optimizer.weight_decay",
    ]


def test_parse_raises_only_config_errors_for_half_a_file() -> None:
    """A config cut off at any byte is read or is a ConfigError."""
    text = (VALID + 'optimizer: {name: "sgd", learning_rate: 1e-3}\n# é\n').encode()
    for end in range(len(text)):
        with suppress(ConfigError):
            assert isinstance(parse(text[:end], "c").data, dict)
