"""What stands in for characters that a terminal, or who reads it, cannot show: one ASCII character for each cell.

A stand-in is as wide as what it stands for, so columns keep standing below each other.
"""

from __future__ import annotations

from unicodedata import normalize

from rich.cells import cell_len

UNKNOWN = "?"

_ALIKE = {
    "-": "─┄┈╌╴╶╸╺−–—‐‑",
    "=": "━┅┉╍═",
    "|": "│┃┆┊╎║",
    "+": "╭╮╰╯┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╞╡╤╧╪┡┩╇✓✔",
    ">": "→▶▸►›»↳⇒⟶≥❯",
    "<": "←◀◂◄‹«↵⇐⟵≤",
    "^": "↑▲▴",
    "v": "↓▼▾",
    "x": "×✗✘✕",
    "*": "⊙∘•●★",
    ".": "·∙⋅",
    "~": "≈…⋯±∼",
    ":": "⋮÷",
    "\\": "⋱",
    "[": "⎡⎢⎣",
    "]": "⎤⎥⎦",
    "(": "⎛⎜⎝",
    ")": "⎞⎟⎠",
    "'": "′‘’",
    '"': "″“”",
    "#": "≠█▓",
    "V": "√∇",
    "d": "∂",
    "S": "∑",
    "P": "∏",
    "T": "⊤",
    "o": "○°",
}
"""What one character can stand in for."""

_IN_ORDER = (
    ("αβγδεζηθικλμνξοπρςστυφχψωϵϑϕ", "abgdezhtiklmnxoprsstufxywetf"),
    ("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", "ABGDEZHTIKLMNXOPRSTUFXYW"),
    ("▁▂▃▄▅▆▇░▒", "_.-:=+*.:"),
)
"""Letters and heights, each above its stand-in."""

STAND_INS = {
    **{char: stand_in for stand_in, chars in _ALIKE.items() for char in chars},
    **{char: stand_in for chars, stand_ins in _IN_ORDER for char, stand_in in zip(chars, stand_ins, strict=True)},
}


class Legible(dict[int, str]):
    """For ``str.translate``: each character as an encoding can show it, found when it is first met."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self.encoding = encoding

    def __missing__(self, code: int) -> str:
        """The character itself where the encoding has it."""
        char = chr(code)
        try:
            char.encode(self.encoding)
        except UnicodeEncodeError:
            char = stand_in(char)
        self[code] = char
        return char


def stand_in(char: str) -> str:
    """ASCII in place of one character: what is drawn like it, the letter without its accent, or question marks."""
    if char in STAND_INS:
        return STAND_INS[char]
    width = cell_len(char)
    bare = "".join(part for part in normalize("NFKD", char) if part.isascii())
    return bare if len(bare) == width else UNKNOWN * width
