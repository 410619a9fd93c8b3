"""`make bench [ONLY=name]`: a line a figure: name, value, bar, and whether it holds. Fails when one falls short."""

import sys
from importlib import import_module

from benchmarks.running import FailedError

NAMES = ("handled", "startup", "traffic", "delivered", "queues", "events", "reminders", "search", "discussions")


def main() -> int:
    """Run the figures; returns 1 when one falls short or a compared program fails."""
    names = [name for name in sys.argv[1:] if name] or list(NAMES)
    short = 0
    for name in names:
        if name not in NAMES:
            print(f"no figure {name}; there are {', '.join(NAMES)}")
            return 2
        try:
            for figure in import_module(f"benchmarks.{name}").figures():
                print(figure, flush=True)
                short += not figure.holds
        except FailedError as error:
            print(f"{name}: {error}")
            return 1
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
