"""The program: ``bpcli`` and ``python -m bpcli``."""

import _signal  # type: ignore[import-not-found]  # what signal wraps: its import takes no time in which to be interrupted
import gc

if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    # While modules are imported Ctrl-C just ends the process; from its first output on, it is an exception.
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
gc.set_threshold(200_000)  # a start-up makes many objects and no garbage

from bpcli.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main()
