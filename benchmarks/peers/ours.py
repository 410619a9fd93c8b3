"""The program itself, as a benchmark starts it: `python -m benchmarks.peers.ours all|one`.

`one` registers nothing but the handler of `/help`; everything else is the program as it is.
"""

import sys
from typing import Any

import bot.program
import handlers
from bot.cli import main
from bot.clock import Clock
from bot.limiter import Gate, Limiter
from bot.settings import Settings


def own(settings: Settings, clock: Clock, *_: Any) -> Gate:
    """Let the limiter be there, and never in the way: a row that is shared holds no thousand a second."""
    return Limiter(settings.rate, clock)


bot.program.gate = own  # type: ignore[assignment, attr-defined]  # only here

if sys.argv[1] == "one":
    from handlers import help as only

    handlers.FEATURES = ("help",)
    router = only.router
    router.message.handlers[:] = [h for h in router.message.handlers if h.callback.__name__ == "show_help"]
    router.callback_query.handlers.clear()
    router.my_chat_member.handlers.clear()

raise SystemExit(main(["run"]))
