"""`make check`: everything that can be said about the project without running it, a line a check."""

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.files import ROOT

BIN = Path(sys.executable).parent
HERE = (sys.executable, "-m")

# The slowest first: two run side by side.
CHECKS: tuple[tuple[str, Sequence[str]], ...] = (
    ("types", (str(BIN / "mypy"),)),
    ("floors", (str(BIN / "lint-imports"), "--no-cache", "--no-logo")),
    ("format", (str(BIN / "ruff"), "format", "--check", "--output-format", "concise", ".")),
    ("style", (str(BIN / "ruff"), "check", "--output-format", "concise", ".")),
    ("catalogues", (*HERE, "tools.check_catalogues")),
    ("clock", (*HERE, "tools.check_clock")),
    ("mentions", (*HERE, "tools.check_mentions")),
    ("Dockerfile", (str(BIN / "hadolint"), "Dockerfile")),
    ("compose file", (*HERE, "tools.check_compose")),
)


def main(names: Sequence[str]) -> int:
    """Run the named checks, or all; returns 1 when one found something."""
    chosen = [(name, command) for name, command in CHECKS if not names or name in names]
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(_run, [command for _, command in chosen])
        failed = [name for (name, _), result in zip(chosen, results, strict=True) if not _told(name, *result)]
    print(f"check: {', '.join(failed)} failed" if failed else f"check: {len(chosen)} of {len(chosen)} hold")
    return 1 if failed or not chosen else 0


def _run(command: Sequence[str]) -> tuple[bool, str]:
    environment = {**os.environ, "FORCE_COLOR": "1"} if sys.stdout.isatty() else None
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 - the commands above
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def _told(name: str, good: bool, output: str) -> bool:
    print(f"{'ok   ' if good else 'wrong'}  {name}" + ("" if good else f"\n{output}\n"), flush=True)
    return good


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
