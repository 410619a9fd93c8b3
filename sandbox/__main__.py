"""`python -m sandbox`: serves until it is stopped."""

import argparse
import asyncio
import gc
import signal
import sys
from contextlib import suppress

from sandbox.server import started
from sandbox.world import World


def options() -> argparse.Namespace:
    """The command line, as `sandbox/README.md` has it."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Telegram of one's own, over loopback.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: loopback only)")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one (default: 8081)")
    parser.add_argument("--strict", action="store_true", help="enforce Telegram's published rate limits")
    parser.add_argument(
        "--token", action="append", default=[], metavar="ID:SECRET", help="the only tokens that are bots"
    )
    return parser.parse_args()


async def serve(host: str, port: int, world: World) -> None:
    """Prints the address first, then serves."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        runner, address = await started(world, host, port)
    except OSError as taken:
        sys.exit(f"sandbox: cannot listen on {host}:{port}: {taken.strerror}")
    print(address, flush=True)
    await stop.wait()
    await runner.cleanup()


def main() -> None:
    """Reads the command line and runs."""
    given = options()
    # Messages pile up for as long as the sandbox runs; looking through all of them again and again finds no garbage.
    gc.set_threshold(50_000, 50, 100)
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(given.host, given.port, World(strict=given.strict, tokens=tuple(given.token))))


if __name__ == "__main__":
    main()
