"""What the nursery imports before it forks: what a start of the program or of the sandbox imports, in its order."""

from importlib import import_module

from bot.frugally import import_aiogram

import_module("bot.start")
import_aiogram()  # before anything else does, as a start does it
for name in ("bot.program", "db.migrate", "sandbox.server", "tests.process.nursery"):
    import_module(name)
