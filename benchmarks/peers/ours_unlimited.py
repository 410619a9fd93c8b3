"""The program's delivery, with nobody counting: `python -m benchmarks.peers.ours_unlimited`."""

from bot import program
from bot.cli import main
from bot.clock import Clock
from bot.limiter import Limiter, Unlimited


def unlimited(_rate: int, clock: Clock) -> Limiter:
    """Let everything leave at once."""
    return Unlimited(clock)


program.Limiter = unlimited  # type: ignore[assignment,misc]  # only here
raise SystemExit(main(["run", "delivery"]))
