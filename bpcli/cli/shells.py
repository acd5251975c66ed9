"""How shells complete bpcli: Click's scripts, with a few wishes more.

In bash and zsh a key that ends in ``=`` is followed by its value, not by a blank; bash offers files beside other words;
fish takes words with commas. Where a newer Click has other scripts, they work as they are.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from click.shell_completion import BashComplete, FishComplete, ZshComplete, add_completion_class

from bpcli.errors import UsageError, shortened

VARIABLE = "_BPCLI_COMPLETE"
SHELLS = ("bash", "zsh", "fish")

FILES_ALONE = """COMPREPLY=()
            compopt -o default"""
FILES_TOO = """compopt -o filenames
            COMPREPLY+=($(compgen -f -- "$value"))"""
DONE = "    return 0\n"
NO_BLANK = """    if [[ ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace
    fi

"""
ADD = "compadd -U"
ADD_WITHOUT_BLANK = """local -a blank
        [[ $completions[1] == *= ]] && blank=(-S '')
        compadd "${blank[@]}" -U"""


class Bash(BashComplete):
    """bash, from 4.4 on."""

    source_template = BashComplete.source_template.replace(FILES_ALONE, FILES_TOO).replace(DONE, NO_BLANK + DONE)


class Zsh(ZshComplete):
    """zsh."""

    source_template = ZshComplete.source_template.replace(ADD, ADD_WITHOUT_BLANK)


class Fish(FishComplete):
    """fish."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')


def prepare_completion(environment: Mapping[str, str] = os.environ) -> None:
    """Let Click answer a shell's question, if it is one.

    Raises:
        UsageError: the variable holds something else, or stands alone.
    """
    asked = environment[VARIABLE]
    shell, _, what = asked.partition("_")
    if shell not in SHELLS or what not in ("source", "complete"):
        allowed = ", ".join(f"{each}_source" for each in SHELLS)
        raise UsageError(f"{VARIABLE}: found {shortened(asked, 60)!r}; allowed: {allowed}")
    number = environment.get("COMP_CWORD")
    if what == "complete" and ("COMP_WORDS" not in environment or not _is_place(number, shell)):
        raise UsageError(f"{VARIABLE}: {asked} is for a shell's own script, with COMP_WORDS and COMP_CWORD")
    for each in (Bash, Zsh, Fish):
        add_completion_class(each)


def _is_place(word: str | None, shell: str) -> bool:
    """Whether it says which word is completed: its number, or in fish the word itself."""
    return word is not None and (shell == "fish" or (word.isascii() and word.isdigit()))
