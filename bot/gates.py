"""Which limiter a process passes: its own where it is alone, the one row of the database where there may be others."""

from bot.clock import Clock
from bot.limiter import Gate, Limiter
from bot.pauses import Pauses
from bot.settings import FREE_RATE, Settings
from bot.shared import SharedLimiter
from bot.workers import Workers
from db.unit import Database


def gate(settings: Settings, clock: Clock, database: Database, process: str) -> Gate:
    """Return the limiter of this process; `process` is a name that no other has."""
    free = FREE_RATE if settings.rate > FREE_RATE else None
    if database.is_sqlite:
        return Limiter(settings.rate, clock, free=free)
    return SharedLimiter(settings.rate, clock, database, settings.bot_id, process, free=free)


async def open_gate(limiter: Gate, workers: Workers) -> None:
    """Let the limiter heed what Telegram said before the restart."""
    if isinstance(limiter, Limiter):
        await Pauses(limiter, workers, workers.clock).heed()


async def close_gate(limiter: Gate) -> None:
    """Let go of what the limiter holds."""
    if isinstance(limiter, SharedLimiter):
        await limiter.close()
