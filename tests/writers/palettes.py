"""What colours look like: terminals' own sixteen with their backgrounds, and how far apart two colours are."""

from __future__ import annotations

from typing import NamedTuple

from rich.color import Color

Triplet = tuple[int, int, int]


class Theme(NamedTuple):
    """The sixteen colours of a terminal, its text's and its background's, as six hexadecimal digits."""

    colours: str
    text: str
    background: str

    def triplet(self, color: Color | None) -> Triplet:
        """What the terminal shows: its own where the number is one of the sixteen."""
        if color is None or color.is_default:
            return from_hex(self.text)
        if color.number is not None and color.number < 16:
            return from_hex(self.colours.split()[color.number])
        return color.get_truecolor()


XTERM = (
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
VGA = "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
TANGO = (
    "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"
)
MACOS = (
    "000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5"
)
WINDOWS = (
    "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"
)
SOLARIZED = (
    "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 002b36 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3"
)
THEMES = {
    "xterm dark": Theme(XTERM, "e5e5e5", "000000"),
    "xterm light": Theme(XTERM, "000000", "ffffff"),
    "vga": Theme(VGA, "aaaaaa", "000000"),
    "tango dark": Theme(TANGO, "d3d7cf", "000000"),
    "tango light": Theme(TANGO, "2e3436", "ffffff"),
    "macos dark": Theme(MACOS, "ffffff", "000000"),
    "macos light": Theme(MACOS, "000000", "ffffff"),
    "windows": Theme(WINDOWS, "cccccc", "0c0c0c"),
    "solarized dark": Theme(SOLARIZED, "839496", "002b36"),
    "solarized light": Theme(SOLARIZED, "657b83", "fdf6e3"),
}


def from_hex(digits: str) -> Triplet:
    """Red, green and blue."""
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def contrast(one: Triplet, other: Triplet) -> float:
    """As WCAG 2 defines it: from 1, the same, to 21, black on white."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(triplet: Triplet) -> float:
    """As WCAG 2 defines it."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in unit(triplet))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def unit(triplet: Triplet) -> tuple[float, float, float]:
    """Each part from 0 to 1."""
    red, green, blue = triplet
    return red / 255, green / 255, blue / 255
