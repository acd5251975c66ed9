"""Traces that are none, or broken: where, what was found, what is allowed; whole steps before that are shown."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import Run
from tests.show.traces import Path as Keys
from tests.show.traces import changed, small, small_text, without

Z1: Keys = ("steps", 0, "values", "Z1")
SAID: Keys = ("evaluation", "predictions")
A_TRACE = "allowed: a bpcli.trace, as bpcli trace --json and bpcli.capture write it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", f"<stdin>:1:1: the file is empty; {A_TRACE}"),
        (b" \n ", f"<stdin>:2:2: the file is empty; {A_TRACE}"),
        (b"hello", f"<stdin>:1:1: not JSON: 'hello' cannot stand here; {A_TRACE}"),
        (b"name: xor\n", f"<stdin>:1:1: not JSON: 'name' cannot stand here; {A_TRACE}"),
        (b"[1, 2]", f"<stdin>:1:1: found a list; {A_TRACE}"),
        (b'{"Z1": [[1]]}', f"<stdin>:1:14: no trace; {A_TRACE}"),
        (b"{}", f"<stdin>:1:3: no trace; {A_TRACE}"),
        (b'{"format": "bpcli.history"}', f"<stdin>:1:12: format: found 'bpcli.history'; {A_TRACE}"),
        (b'{"format": "bpcli.trace", "version": 2}', "<stdin>:1:38: version: found 2; allowed: 1"),
        (b'{"format": "bpcli.trace"}', "a trace without conventions, or with its conventions behind the steps"),
        (b'{"a": 1, "a": 2}', "<stdin>:1:15: a is there twice; write it once"),
        (b'{"a" 1}', "<stdin>:1:6: not JSON: '1' cannot stand here"),
        (b'{"a": 1 "b"}', "<stdin>:1:9: not JSON: '\"' cannot stand here"),
        (b'{"format": NaN}', "<stdin>:1:12: not JSON: 'NaN' cannot stand here; written \"NaN\" in JSON"),
        (b'{"a": }', "<stdin>:1:7: not JSON: '}' cannot stand here"),
        (b'{"a\xff": 1}', "<stdin>:1:2: not text in UTF-8; save it as UTF-8"),
        (b"\x1b[31m", "<stdin>:1:1: not JSON: '\\x1b' cannot stand here"),
        ("{}".encode("utf-16"), "<stdin>:1:1: not text in UTF-8; save it as UTF-8"),
        ("{}".encode("utf-16-le"), "<stdin>:1:1: not text in UTF-8; save it as UTF-8"),
        (changed(("steps",), {}), "steps: found a mapping; allowed: a list of steps"),
        (changed(("steps",), [1]), "found 1; allowed: a step: a mapping"),
        (changed(("layers",), []), "layers: found no layer; allowed: one or more"),
        (changed(("layers",), 3), "layers: found 3; allowed: a list of layers"),
        (changed(("conventions",), []), "conventions: found a list; allowed: a mapping of words"),
        (
            changed(("conventions", "layout"), "row"),
            "conventions.layout: did you mean 'rows'? found 'row'; allowed: rows, columns, torch",
        ),
        (changed(("config",), []), "config: found a list; allowed: a mapping"),
        (changed(("name",), 1), "name: found 1; allowed: a text"),
        (changed(("steps", 0, "step"), 0), "step: found 0; allowed: a whole number, from 1"),
        (changed(("steps", 0, "step"), "1"), "step: found '1'; allowed: a whole number, from 1"),
        (changed(("steps", 0, "values"), []), "values: found a list; allowed: a mapping of names to quantities"),
        (without("steps", 0, "step"), "a step without its number as step"),
        (without("steps", 0, "values"), "a step without its quantities as values"),
        (without("steps", 0, "loss"), "step 1: a step without its loss; allowed: a number"),
        (changed(("steps", 0, "loss"), "much"), "step 1.loss: found 'much'; allowed: a number"),
        (changed(("steps", 0, "metrics"), [1]), "step 1.metrics: found a list; allowed: a mapping"),
        (changed(("steps", 0, "metrics", "confusion"), [[1]]), "allowed: a number, or 2 rows of 2 counts"),
        (changed(Z1, 1), "step 1.Z1: found 1; allowed: a mapping with phase, layer, shape and data"),
        (changed((*Z1, "phase"), "foward"), "step 1.Z1.phase: did you mean 'forward'? found 'foward'; allowed: input"),
        (changed((*Z1, "layer"), -1), "step 1.Z1.layer: found -1; allowed: a whole number, 0 or more"),
        (changed((*Z1, "layer"), 2), "step 1.Z1.layer: found 2; it is called Z1, and there are layers 1 to 2"),
        (changed((*Z1, "formula"), 2), "step 1.Z1.formula: found 2; allowed: a text"),
        (changed((*Z1, "shape"), "4 x 4"), "step 1.Z1.shape: found '4 x 4'; allowed: a list of whole numbers"),
        (changed((*Z1, "shape"), [2, 8]), "step 1.Z1.shape: found [2, 8]; its data have the shape [4, 4]"),
        (without(*Z1, "data"), "step 1.Z1.data: is missing"),
        (changed((*Z1, "data"), [[1, 2], [3]]), "step 1.Z1[1]: is a row of 1, where the first is a row of 2"),
        (changed((*Z1, "data"), [[1, "x"]]), "step 1.Z1[0,1]: holds 'x'"),
        (changed((*Z1, "data"), [[1, None]]), "step 1.Z1[0,1]: holds null"),
        (changed((*Z1, "data"), [[[1]]]), "step 1.Z1[0,0]: holds a list: more than two dimensions"),
        (changed((*Z1, "data"), [1, 2]), "step 1.Z1: found a list of 2 numbers; allowed: a number, or a matrix"),
        (
            changed(Z1, {"phase": "forward", "layer": 1, "data": [[1, 2, 3]]}),
            "step 1.Z1: found 1 samples; expected 4, as the rest has it",
        ),
        (
            changed((*Z1, "data"), [[1]] * 4).replace(b'"shape": [4, 4]', b'"shape": [4, 1]'),
            "step 1.Z1: found 1 units; expected 4, as the rest has it",
        ),
        (without("evaluation", "predictions"), "evaluation.predictions: is missing; allowed: a mapping"),
        (changed((*SAID, "probabilities"), [[1]]), "evaluation.predictions.probabilities: found the shape (1, 1)"),
        (changed((*SAID, "targets"), [0, 1, 2, 9]), "allowed: 4 whole numbers from 0 to 1"),
        (changed((*SAID, "classes"), "x"), "evaluation.predictions.classes: found 'x'; allowed"),
        (changed(("evaluation", "step"), "x"), "evaluation.step: found 'x'; allowed: a whole number, 0 or more"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(run: Run, text: bytes, said: str) -> None:
    """One line on standard error, status 2; tables and JSON alike."""
    for options in ((), ("--json",)):
        status, _, err = run("show", "-", *options, stdin=text)
        assert status == 2
        assert err.startswith("bpcli: <stdin>:"), err
        assert err.count("\n") == 1
        assert said in err


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" * 400])
def test_numbers_beyond_float64(run: Run, number: str) -> None:
    """Such a number is named."""
    text = (
        small_text()
        .replace(b'"Z1":{', b'"Z1":{"extra":0,', 1)
        .replace(b'"data":[[0.0', f'"data":[[{number}'.encode(), 1)
    )
    status, _, err = run("show", "-", stdin=text)
    assert status == 2
    assert "beyond float64" in err


def test_a_name_twice(run: Run) -> None:
    """Which of the two counts, nobody can tell."""
    text = small_text().replace(b'"Z1":{', b'"A1":{', 1)
    assert "values: A1 is there twice; write it once" in run("show", "-", stdin=text).err


def test_a_step_twice(run: Run) -> None:
    """As where two traces were put one behind the other."""
    trace = small()
    trace["steps"].append(trace["steps"][0])
    status, _, err = run("show", "-", stdin=json.dumps(trace).encode())
    assert status == 2
    assert "step: found 1; it stands behind step 2" in err


def test_half_a_trace_shows_its_whole_steps(run: Run, tmp_path: Path) -> None:
    """Cut anywhere, it says what it ends in the middle of; JSON that was written by then is JSON."""
    text = small_text()
    for end in range(1, len(text) - 3, 97):
        status, out, err = run("show", "-", "--json", stdin=text[:end])
        assert status == 2
        assert "it ends here, in the middle of" in err
        begun = text[:end].count(b'\n{"step":')
        assert begun <= 1 if not out else len(json.loads(out)["steps"]) in (begun - 1, begun)
    assert "in the middle of step 2" in run("show", "-", stdin=text[: text.index(b'"step":2') + 300]).err
    (tmp_path / "cut.jsonl").write_bytes(run("trace", "xor", "-f", "jsonl").out[:20_000])
    status, out, err = run("show", str(tmp_path / "cut.jsonl"), "--only", "loss")
    assert (status, out.count(b"loss 0.")) == (2, 3)
    assert "cut.jsonl:5:" in err


def test_a_file_stays_as_it_was_where_a_trace_is_broken(run: Run, tmp_path: Path) -> None:
    """Output appears whole or not at all."""
    target = tmp_path / "out.json"
    target.write_text("kept", encoding="utf-8")
    assert run("show", "-", "-o", str(target), stdin=small_text()[:-200]).status == 2
    assert target.read_text(encoding="utf-8") == "kept"


def test_whatever_is_changed_there_is_no_traceback(run: Run, long: bool) -> None:
    """Bytes changed, taken out, doubled: it is shown or refused."""
    random = Random(0)
    for _ in range(2000 if long else 150):
        text = bytearray(small_text())
        for _ in range(random.randint(1, 3)):
            at, other = random.randrange(len(text)), random.randrange(len(text))
            doubled = text[other : other + random.randint(1, 40)]
            text[at : at + random.choice((0, 1, 20))] = random.choice((b"", doubled, b"{", b"]", b'"', b"\\", b"\xff"))
        assert run("show", "-", stdin=bytes(text)).status in (0, 2)


VALUES: list[Any] = [None, True, -1, 10**30, 1.5, "x", "NaN", [], {}, [[]], [[1]], [[1, 2], [3]], "\x1b[31m"]


def places(value: Any, path: Keys = ()) -> list[Keys]:
    """Every place in a trace but those deep within its config."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [deeper for key, item in below for deeper in places(item, (*path, key))]
    return [path, *found] if path and not (path[0] == "config" and len(path) > 1) else found


def test_whatever_stands_anywhere_there_is_no_traceback(run: Run, long: bool) -> None:
    """Every place holds every kind of value once."""
    for index, path in enumerate(places(small())):
        for value in VALUES if long else [VALUES[index % len(VALUES)]]:
            assert run("show", "-", stdin=changed(path, value)).status in (0, 2), (path, value)
