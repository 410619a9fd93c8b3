"""The program itself, as a benchmark starts it: `python -m benchmarks.peers.ours all|one`.

`one` registers nothing but the handler of `/help`; everything else is the program as it is.
"""

import sys

import bot.gates
import handlers
from bot.cli import main

bot.gates.FREE_RATE = 1000  # as if the whole rate cost nothing: the limiter is there, and never in the way

if sys.argv[1] == "one":
    from handlers import help as only

    handlers.FEATURES = ("help",)
    router = only.router
    router.message.handlers[:] = [h for h in router.message.handlers if h.callback.__name__ == "show_help"]
    router.callback_query.handlers.clear()
    router.my_chat_member.handlers.clear()

raise SystemExit(main(["run"]))
