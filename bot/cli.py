"""The command line. Each command imports only what it needs, when it needs it."""

import argparse
import gc
import sys
from collections.abc import Sequence

from bot import PARTS


def parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    top = argparse.ArgumentParser(prog="ccbot", description="The bot of the Connective Cities networks.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="a sandbox, a seeded network and the bot in one go; needs nothing else")
    demo.add_argument("--port", type=int, default=8081, help="of the page (0 takes a free one); default %(default)s")
    run = commands.add_parser("run", help="run the bot: all parts, or one")
    run.add_argument("part", nargs="?", choices=PARTS, help="only this part; the others run elsewhere")
    commands.add_parser("check", help="settings, database, Telegram: a line each, and what to do about what is wrong")
    commands.add_parser("migrate", help="bring the database to this version")
    commands.add_parser("sandbox", help="the sandbox alone; its own options follow", add_help=False)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 something is wrong (said in one line), 2 wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["sandbox"]:
        return _sandbox(given[1:])  # its options are its own: argparse would try to understand the first one
    chosen = parser().parse_args(given)
    from bot.settings import SettingsError
    from network.tomlfile import CharterError

    try:
        if chosen.command == "demo":
            from bot.demo import demo

            return demo(chosen.port)
        if chosen.command == "check":
            from bot.check import check

            return check()
        if chosen.command == "migrate":
            from bot.start import migrate_database

            return migrate_database()
        # What a start loads stays for good: looking it through again and again meanwhile takes a fifth of the time.
        # The program turns the collector on when it is ready.
        gc.disable()
        from bot.start import run

        return run((chosen.part,) if chosen.part else PARTS)
    except (SettingsError, CharterError) as error:
        sys.stderr.write(f"ccbot: {error}\n")
        return 1


def _sandbox(options: list[str]) -> int:
    import subprocess

    try:
        return subprocess.call([sys.executable, "-m", "sandbox", *options])  # noqa: S603 - our own interpreter
    except KeyboardInterrupt:
        return 0
