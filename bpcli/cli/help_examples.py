"""The examples at the end of each command's help: what to type, and what for."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "bpcli": (
        ("bpcli trace", "XOR, every matrix of every step"),
        ("bpcli train iris", "150 flowers, until most of them are told apart"),
        ("bpcli examples mazur", "an example, with what to look for in it"),
    ),
    "trace": (
        ("bpcli trace mazur --at 1", "one step of a network small enough to do by hand"),
        ("bpcli trace iris --at 2:3 --only Z,A,dW --layer 2", "some matrices of two steps"),
        ("bpcli trace xor --set optimizer.learning_rate=0.5 --json -o trace.json", "for a script, or for compare"),
    ),
    "train": (
        ("bpcli train xor --steps 100", "until all four are right"),
        ("bpcli train iris --every 50 --set optimizer.name=sgd", "another optimizer, a line each 50 steps"),
        ("bpcli train iris --set 'metrics=[accuracy, confusion]'", "which species is taken for which"),
    ),
    "check": (
        ("bpcli check mazur", "every gradient of the first step"),
        ("bpcli check iris --at 20 --sample 10", "ten entries of each, at a later step"),
        ("bpcli check sigmoid_mse --only dW2 --json", "one of them, for a script"),
    ),
    "compare": (
        ("bpcli compare xor mine.json", "your numbers of the first step"),
        ("bpcli compare xor mine.json --at 2 --rtol 1e-4", "of the second, not so strictly"),
    ),
    "explain": (
        ("bpcli explain xor 'dW1[0,2]'", "where one number comes from"),
        ("bpcli explain mazur loss --at 2 --depth 2", "what goes into the loss, and into that"),
        ("bpcli explain xor dW2 -f latex", "a whole matrix, for a document"),
    ),
    "show": (
        ("bpcli show trace.json --at last", "the last step of a trace that was written before"),
        ("bpcli show captured.json --only W,dW", "what bpcli.capture wrote of a PyTorch loop"),
    ),
    "diagram": (
        ("bpcli diagram xor", "one step's flow, from X to the loss and back"),
        ("bpcli diagram xor --values dW --at last -o xor.svg", "the last gradients on a picture"),
        ("bpcli diagram iris -f mermaid --direction TB", "to paste into a page, the loss at the top"),
    ),
    "guide": (
        ("bpcli guide", "its pages"),
        ("bpcli guide compare", "how to find your mistake"),
    ),
    "examples": (
        ("bpcli examples", "all of them"),
        ("bpcli examples xor", "one, with what to look for in it"),
    ),
    "init": (
        ("bpcli init my.yaml", "a config with every choice explained"),
        ("bpcli init --from iris flowers.yaml", "an example to change, its data beside it"),
    ),
    "schema": (
        ("bpcli schema config -o config.schema.json", "for an editor that checks as you type"),
        ("bpcli schema trace", "what a script may rely on"),
    ),
}
