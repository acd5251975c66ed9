"""The notation of textbooks, as LaTeX: parameters by their symbols, layers as superscripts. It needs amsmath alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bpcli.rules.expression import Constant
from bpcli.rules.indexed import Index
from bpcli.rules.names import OLD, Name
from bpcli.rules.notation import ATOM, CHOICE, POWER, PRODUCT, SUM, TEXT, Notation, Spelling, written

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "learning_rate": r"\eta",
        "momentum": r"\mu",
        "dampening": r"\tau",
        "weight_decay": r"\lambda_{\text{decay}}",
        "l2": r"\lambda",
        "l2_biases": r"\lambda_b",
        "beta1": r"\beta_1",
        "beta2": r"\beta_2",
        "eps": r"\epsilon",
        "alpha": r"\alpha",
        "lambda": r"\lambda",
        "slope": r"\alpha",
        "threshold": r"\theta",
        "pi": r"\pi",
        "lr_decay": r"\eta_{\text{decay}}",
        "clip_norm": r"g_{\max}",
        "momentum_decay": r"\psi",
    }
)
"""A parameter's symbol, where it has one of its own."""
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "dA": r"\mathrm{d}A",
        "dW": r"\mathrm{d}W",
        "db": r"\mathrm{d}b",
        "delta": r"\delta",
        "loss": r"\mathcal{L}",
        "data_loss": r"\mathcal{L}_{\text{data}}",
        "gradient_norm": r"\lVert g \rVert",
        "clip_factor": "c",
        "classes": "k",
    }
)
STATES: Mapping[str, str] = MappingProxyType(
    {"velocity": "u", "m": "m", "v": "v", "v_max": r"\hat{v}", "sum": "s", "mu_product": r"\Pi"}
)
"""The letters of the optimizers' states; the velocity is no second v, which rmsprop has both of."""
FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        **{name: rf"\{name}" for name in ("log", "tanh", "max", "min")},
        "log2": r"\log_{2}",
        "log10": r"\log_{10}",
        "sigmoid": r"\sigma",
    }
)
"""Those that have a command, or a letter; the others are set as text."""
NO_NUMBERS = MappingProxyType({"NaN": r"\text{NaN}", "inf": r"\infty", "-inf": r"-\infty"})
TALL = (r"\frac", r"\sum", r"\begin", r"\left", r"\max_")
"""What brackets grow around; around layers (superscripts) they stay as they are, as in print."""


def latex_name(name: Name, superscript: str = "") -> str:
    r"""``W^{(1)}``, ``W_{\text{new}}^{(1)}``; a state is its letter with the parameter below it: ``m_{W}^{(1)}``."""
    above = f"({name.layer}){superscript}" if name.layer else superscript
    raised = f"^{{{above}}}" if above else ""
    if name.kind == "fprime":
        return rf"f'(Z^{{({name.layer})}})" + (f"^{{{superscript}}}" if superscript else "")
    kind = KINDS.get(name.kind, name.kind if len(name.kind) == 1 else rf"\text{{{escaped(name.kind)}}}")
    suffix = name.suffix.removesuffix(OLD)
    below = [r"\text{old}"] if name.suffix.endswith(OLD) else []
    if suffix == "step":
        return rf"\Delta {kind}{raised}"
    if suffix == "new":
        return rf"{kind}_{{\text{{new}}}}{raised}"
    if suffix:
        below, kind = [kind, *below], STATES.get(suffix, rf"\text{{{escaped(suffix)}}}")
    return f"{kind}_{{{', '.join(below)}}}{raised}" if below else f"{kind}{raised}"


def latex_entry(name: str, index: Index) -> str:
    """``W^{(1)}_{0,2}``; of a name that has something below it already ``(m_{W}^{(1)})_{0,2}``."""
    if not index:
        return name
    return f"{f'({name})' if '_' in name else name}_{{{','.join(map(str, index))}}}"


def in_brackets(text: str) -> str:
    """In brackets that are as tall as the text."""
    return rf"\left({text}\right)" if any(tall in text for tall in TALL) else f"({text})"


def function_name(name: str) -> str:
    r"""``\tanh``, ``\operatorname{relu}'``."""
    plain = name.rstrip("'")
    command = FUNCTIONS.get(plain, rf"\operatorname{{{escaped(plain)}}}")
    return command + name[len(plain) :]


def escaped(text: str) -> str:
    """Text of any kind as LaTeX shows it, character by character."""
    return "".join(_ESCAPES.get(character, character) for character in text)


_ESCAPES = {character: rf"\{character}" for character in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
}


def latex_number(number: float) -> str:
    """A number, with its power of ten written out."""
    return latex_digits(written(number))


def latex_digits(number: str) -> str:
    """A number whose digits are chosen already, or what is none: ``NaN``, ``-inf``."""
    if number in NO_NUMBERS:
        return NO_NUMBERS[number]
    mantissa, e, exponent = number.partition("e")
    if not e:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \cdot {power}"


def sign_of_product(text: str) -> str:
    """What stands between a number and this; a differential keeps its distance."""
    if text[0].isdigit():
        return r" \cdot "
    return r" \, " if text.startswith(r"\mathrm{d}") else " "


def _constant(constant: Constant) -> str:
    return SYMBOLS.get(constant.symbol) or latex_number(constant.value)


_FACTORS, _RUNNING = (PRODUCT, PRODUCT), (PRODUCT,)

LATEX = Notation(
    MappingProxyType(
        {
            **TEXT.spellings,
            "times": Spelling(r"{} \odot {}", PRODUCT, _FACTORS),
            "dot": Spelling(r"{} \cdot {}", PRODUCT, _FACTORS),
            "weighted": Spelling(r"{} \odot {}", PRODUCT, _FACTORS),
            "over": Spelling(r"\frac{{{}}}{{{}}}", POWER, (CHOICE, CHOICE)),
            "fraction": Spelling(r"\frac{{{}}}{{{}}}", POWER, (CHOICE, CHOICE)),
            "power": Spelling("{}^{{{}}}", POWER, (ATOM, CHOICE)),
            "transposed": Spelling(r"{}^{{\top}}", POWER, (ATOM,)),
            "up_to": Spelling(r"{} \le {}", CHOICE, (SUM, SUM)),
            "where": Spelling(
                r"\begin{{cases}} {} & \text{{if }} {} \\ {} & \text{{otherwise}} \end{{cases}}",
                ATOM,
                (CHOICE, CHOICE, CHOICE),
                runs_on=CHOICE,
            ),
            "sqrt": Spelling(r"\sqrt{{{}}}", ATOM, (CHOICE,)),
            "abs": Spelling(r"\lvert {} \rvert", ATOM, (CHOICE,)),
            "exp": Spelling("e^{{{}}}", POWER, (CHOICE,)),
            "total samples": Spelling(r"\sum_{{\text{{samples}}}} {}", PRODUCT, _RUNNING, runs_on=PRODUCT),
            "total units": Spelling(r"\sum_{{\text{{units}}}} {}", PRODUCT, _RUNNING, runs_on=PRODUCT),
            "total entries": Spelling(r"\sum {}", PRODUCT, _RUNNING, runs_on=PRODUCT),
            "highest samples": Spelling(r"\max_{{\text{{samples}}}} {}", PRODUCT, _RUNNING, runs_on=PRODUCT),
            "highest units": Spelling(r"\max_{{\text{{units}}}} {}", PRODUCT, _RUNNING, runs_on=PRODUCT),
            "total series": Spelling(r"\sum_{{{1}}} {0}", PRODUCT, _RUNNING, runs_on=PRODUCT),
            "highest series": Spelling(r"\max_{{{1}}} {0}", PRODUCT, _RUNNING, runs_on=PRODUCT),
        }
    ),
    function=function_name,
    brackets=in_brackets,
    name=latex_name,
    transposed_name=lambda name: latex_name(name, r"\top"),
    constant=_constant,
    sign=sign_of_product,
    stacks=True,
    entry=latex_entry,
)
"""Needs no more than amsmath."""
