"""Each equation with the matrices that it is made of."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bpcli.errors import UsageError
from bpcli.readers.records import TracedStep
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Read
from bpcli.rules.names import Name
from bpcli.writers.equations.tables import EquationTables, standing
from bpcli.writers.short_labels import short_labels
from bpcli.writers.view import View
from tests.conftest import Run, thinned
from tests.random_configs import Case, cases
from tests.writers.equations_read_back import everything, on_screen, read_back, steps_of, text_of, trace_of
from tests.writers.hand_made import header, pipe, printed, quantity, screen

WIDTHS = (80, 100, 140)
SIGMOIDS = "network.layers=[{units: 3, activation: gelu}, {units: 2, activation: sigmoid}]"
DEEP = "network.layers=[" + "{units: 3, activation: tanh}, " * 11 + "{units: 2, activation: softmax}]"
WIDE = {
    "data": {"source": "random_integers", "samples": 20, "features": 64, "low": 0, "high": 9, "classes": 10},
    "network": {"layers": [{"units": 128, "activation": "silu"}, {"units": 10, "activation": "softmax"}]},
    "loss": "cross_entropy",
    "optimizer": {"name": "adam"},
}


def test_a_step_of_xor_is_short() -> None:
    """It takes at most 90 lines at 100 columns."""
    assert len(on_screen(100, "xor").splitlines()) <= 90


@pytest.mark.parametrize("case", thinned(cases(), 12), ids=lambda case: case.id)
def test_every_quantity_is_there(case: Case) -> None:
    """Each name of the trace can be searched for, and no line is wider than the screen."""
    trace = trace_of(case.config(), at="1:2")
    steps = steps_of(trace)
    for width in WIDTHS:
        lines = text_of(trace, screen(width), steps=steps).splitlines()
        assert max(map(len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)
        words = {word for line in lines for word in re.findall(r"[A-Za-z]\w*", line.replace("ᵀ", " "))}
        assert words >= steps[0].values.keys()


@pytest.mark.parametrize("case", thinned(cases(), 12), ids=lambda case: case.id)
def test_the_numbers_are_those_of_the_trace(case: Case) -> None:
    """With all digits each result reads back as it was computed, and so do the quantities it is made of."""
    steps, text = everything(trace_of(case.config(), at="2"))
    (step,) = steps
    known = {**step.operands, **step.values}
    for name, found in read_back(text, step.values):
        matrices = found.matrices if step[name].ndim else [np.float64(found.first), *found.matrices]
        for title, matrix in zip([name, *found.titles], matrices, strict=True):
            # What is no quantity but worked out, as a sum, has no name to be looked up.
            if (quantity := known.get(title.removesuffix("ᵀ"))) is not None:
                agree(matrix, quantity.data.T if title.endswith("ᵀ") else quantity.data)


def agree(shown: Any, exact: Array) -> None:
    """To the last digit of the largest entry, which is how a matrix is written."""
    assert_allclose(shown, exact, rtol=0, atol=1e-15 * np.abs(exact).max(initial=0, where=np.isfinite(exact)))


def test_the_arithmetic_is_that_of_the_page() -> None:
    """What stands right of a sign makes what stands left of it."""
    (step,), text = everything(trace_of("xor", at="3"))
    found = {name: equation.matrices for name, equation in read_back(text, step.values)}
    Z1, X, W1, b1 = found["Z1"]
    assert_allclose(X @ W1 + b1, Z1)
    A2, exps, sums = found["A2"]
    assert_allclose(exps / sums, A2)
    dW1, turned, delta = found["dW1"]
    assert_allclose(turned @ delta / 4, dW1)
    db1, total = found["db1"]
    assert_allclose(total / 4, db1)
    delta1, dA1, slope = found["delta1"]
    assert_allclose(dA1 * slope, delta1)
    new, old, taken = found["W1_new"]
    assert_allclose(old - taken, new)


def test_a_state_is_shown_as_the_step_found_it() -> None:
    """The old m of a step is the m of the step before."""
    trace = trace_of("xor", "optimizer={name: adam}", only="W1_m")
    before, after = steps_of(trace)[:2]
    np.testing.assert_array_equal(after.operands["W1_m_old"].data, before["W1_m"])
    assert not steps_of(trace)[0].operands["W1_m_old"].data.any()


def test_what_is_read_once_stands_in_its_reader() -> None:
    """A derivative and a step have no lines of their own, unless they are all that is shown."""
    text = on_screen(100, "xor")
    assert "⊙ fprime1 4×4 = relu'(Z1)" in text
    assert "- W1_step 2×4 = 0.1 dW1" in text
    assert not re.search(r"^ +(fprime1|W1_step)", text, re.MULTILINE)
    assert re.search(r"^ +fprime1 4×4 = relu'\(Z1 4×4\) = 1 where", on_screen(100, "xor", only="fprime"), re.MULTILINE)


def test_nothing_stands_in_what_has_no_lines_of_its_own() -> None:
    """Of three equations in a row the first keeps its lines, or it would be nowhere."""
    A, B, C = (Read(Name(kind)) for kind in ("dA", "dB", "dC"))
    given: dict[str, Any] = {"phase": "backward", "layer": 1, "formula": "by hand"}
    rows = [("dB", 2 * A), ("dC", 3 * B), ("dD", C * A)]
    quantities = [quantity([[1.5, 2.5]], name=name, expression=expression, **given) for name, expression in rows]
    step = TracedStep(1, 0.0, 0.0, {}, {each.name: each for each in quantities})
    own, notes = standing(step, View())
    assert [each.result.name for each in own] == ["dB", "dD"]
    assert notes == {"dC": " = 3 dB"}


def test_rows_have_the_names_of_features_that_are_short() -> None:
    """Escaped, as they are everywhere; longer ones would take too much of the line and are cut."""
    named = short_labels("feature", header(feature_names=("width", "a\x1bb")))
    assert [named(0), named(1)] == ["width", r"a\x1bb"]
    long = short_labels("feature", header(feature_names=("width", "the width of the petal")))
    assert [long(0), long(1)] == ["width", "the width of…"]
    assert short_labels("", header())(0) == ""


def test_operands_are_there_whatever_is_selected() -> None:
    """``--only`` and ``--layer`` choose equations, not what they are made of."""
    assert on_screen(100, "xor", only="dW1").splitlines()[1:] == [
        "   dW1 2×4                    = 1/m Xᵀ 2×4    · delta1 4×4",
        "                                                ⎡ 0      0  0       0     ⎤",
        "x0 ⎡-0.0115 0 0.0244 -0.0132⎤ = 1/4 ⎡0 0 1 1⎤ · ⎢ 0      0  0.8684 -0.4684⎥",
        "x1 ⎣ 0.0510 0 0.1085 -0.0585⎦       ⎣0 1 0 1⎦   ⎢-0.2497 0  0.5318 -0.2869⎥",
        "                                                ⎣ 0.2039 0 -0.4342  0.2342⎦",
    ]
    assert "W2ᵀ 2×4" in on_screen(100, "xor", layer=1)


def test_what_is_given_stands_alone_where_no_equation_shows_it() -> None:
    """It has a section of its own, as in the trace."""
    assert on_screen(80, "xor", only="X").splitlines()[1:] == [
        "   X 4×2",
        "s0 ⎡0 0⎤",
        "s1 ⎢0 1⎥",
        "s2 ⎢1 0⎥",
        "s3 ⎣1 1⎦",
    ]
    assert "input" not in on_screen(80, "xor")


def test_a_sample_keeps_its_place() -> None:
    """Rows of one sample stand on one line; under columns its columns have its label."""
    lines = on_screen(100, "xor", only="Z1").splitlines()
    assert [line[:2] for line in lines[2:]] == ["s0", "s1", "s2", "s3"]
    assert re.fullmatch(r" +s0 +s0", on_screen(100, "columns", only="A1").splitlines()[2])


def test_a_function_that_is_no_number_for_the_eye_is_worked_out() -> None:
    """exp, log and sums have matrices of their own; where these are not finite there is what they are taken of."""
    huge = "network.layers=[{units: 2, weights: [[1000, 0], [0, 1000]], activation: softmax}]"
    assert "⊙ log(A2) 4×2" in on_screen(100, "xor", only="loss")
    assert "= exp(Z1 4×2)" in on_screen(100, "xor", huge, only="A1")
    assert "sum(W1^2) + 0.1/2 sum(W2^2)" in on_screen(100, "xor", "loss={name: mse, l2: 0.1}", only="loss")


def test_brackets_stand_where_the_formula_has_them() -> None:
    """Also around what is worked out: a choice is no factor without them."""
    hinge = on_screen(100, "xor", "loss=hinge", "data.y=[[-1,1],[1,-1],[1,-1],[-1,1]]", SIGMOIDS, only="dA2")
    assert "= 1/n (-Y where Y ⊙ A2 < 1, else 0) 4×2" in hinge
    penalty = on_screen(100, "xor", "loss={name: mse, l2_biases: 0.1}", only="db2")
    assert "= 1/m (sum over samples of delta2) 1×2 + 0.1 b2 1×2" in penalty


def test_numbers_follow_a_formula_over_its_lines() -> None:
    """Where no matrix stands, the numbers have a line of their own below."""
    lines = on_screen(50, "xor", "optimizer={name: nadam}", only="W1_mu_product").splitlines()[1:]
    assert lines == [
        "   W1_mu_product = W1_mu_product_old",
        "   0.4501        = 1",
        "     * 0.9 (1 - 0.5 * 0.96^(t * 0.004))",
        "                               * 0.4501",
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("config", [("xor", DEEP), (WIDE,), (WIDE, "layout=torch", "dtype=float32"), ("xor", SIGMOIDS)])
def test_nets_of_every_kind_fit_the_screen(config: tuple[Any, ...], width: int) -> None:
    """Deep ones, wide ones, float32: what is too wide is broken, then elided, with its true shape in its title."""
    loss = () if SIGMOIDS not in config else ("loss=mse",)
    text = on_screen(width, *config, *loss)
    assert max(map(len, text.splitlines())) <= width
    assert "128×64" in text or "64×128" in text or "…" not in text


def test_a_pipe_has_no_width() -> None:
    """Nothing is broken there; matrices are elided as they are easy to read, or not at all."""
    trace = trace_of(WIDE, at="1", only="W1_m")
    (title, *_) = [line for line in text_of(trace, pipe()).splitlines() if "W1_m 64" in line]
    assert re.search(r"W1_m 64×128 +.*= 0\.9 W1_m_old 64×128 +.*\+ 0\.1 dW1 64×128", title)
    assert "…" in text_of(trace, pipe())
    assert "…" not in text_of(trace, pipe(), View(full=True))


def test_numbers_that_are_none_are_shown_as_such() -> None:
    """A run that leaves the finite numbers is shown up to the step in which it does."""
    trace = trace_of("xor", "optimizer.learning_rate=1e300", at="2", only="delta2")
    run = iter(trace.start(operands=True))
    text = text_of(trace, pipe(), steps=[next(run)])
    assert "⎡NaN NaN⎤" in text


def test_steps_are_printed_as_they_come() -> None:
    """Nothing waits for a later step."""
    console = pipe()
    trace = trace_of("xor", at="1:2")
    tables = EquationTables(console, View())
    tables.begin(trace.header)
    first, second = steps_of(trace)
    tables.step(first)
    assert printed(console).splitlines()[-1].startswith("step 1   loss")
    tables.step(second)
    tables.end(None)
    assert printed(console).splitlines()[-1].startswith("step 2   loss")


def test_a_trace_without_a_config_has_no_equations() -> None:
    """A captured one is shown on the sheet."""
    with pytest.raises(UsageError, match=r"--view equations.*no config.*--view sheet"):
        EquationTables(pipe(), View()).begin(header(config={}))


def test_what_a_trace_does_not_tell_is_called_by_name() -> None:
    """Without its operands a step has no old states and no counts; the formula says them."""
    trace = trace_of("xor", "optimizer={name: adam}", at="1", only="W1_m,dW1,delta1")
    text = text_of(trace, pipe(), steps=list(trace))
    assert "= 0.9 W1_m_old + 0.1 dW1 2×4" in text
    assert "= 1/m Xᵀ · delta1 4×4" in text


def test_the_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--view equations`` has heading, equations and evaluation; COLUMNS is kept to."""
    monkeypatch.setenv("COLUMNS", "80")
    answer = run("trace", "xor", "--at", "1", "--view", "equations")
    text = answer.out.decode()
    assert answer.status == 0
    assert text.startswith("XOR, 2-4-2")
    assert "= softmax(Z2) = exp(Z2) 4×2" in text
    assert "evaluation after step 1 ─" in text
    assert max(map(len, text.splitlines())) <= 80
