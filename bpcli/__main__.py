"""``python -m bpcli``."""

from bpcli.cli.main import main

main()
