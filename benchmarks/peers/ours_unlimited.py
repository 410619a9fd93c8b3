"""The program's delivery, with nobody counting: `python -m benchmarks.peers.ours_unlimited`."""

from typing import Any

import bot.program
from bot.cli import main
from bot.clock import Clock
from bot.limiter import Gate, Unlimited


def unlimited(_settings: Any, clock: Clock, *_: Any) -> Gate:
    """Let everything leave at once."""
    return Unlimited(clock)


bot.program.gate = unlimited  # type: ignore[assignment, attr-defined]  # only here
raise SystemExit(main(["run", "delivery"]))
