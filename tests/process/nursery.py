"""Processes that begin with everything imported, forked off one that did so once: a start costs a sixth of the time.

From `main` on such a process does what any other does. Whoever wants to see a start from nothing takes
`subprocess.Popen` (running.Bot: `from_nothing`), or runs `ccbot` as it is installed (tests/packaging).
"""

import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

GROWN = "tests.process.grown"
_nursery: list[ForkServerContext] = []


class Child:
    """A process, with what the tests need of subprocess.Popen."""

    def __init__(self, module: str, arguments: list[str], environment: Mapping[str, str], output: Path) -> None:
        """Run `python -m module arguments…` with this environment; what it says goes into the file `output`."""
        if not _nursery:
            _nursery.append(multiprocessing.get_context("forkserver"))
            _nursery[0].set_forkserver_preload([GROWN])
        told = (module, arguments, dict(environment), os.fspath(output))
        self._process: ForkServerProcess = _nursery[0].Process(target=_live, args=told, daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Say the exit code, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Wait for its end, at most so many seconds; returns the exit code. Raises TimeoutError."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutError(f"it did not end within {timeout:.0f} s")
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it ended."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill -9."""
        self.send_signal(signal.SIGKILL)


def _live(module: str, arguments: list[str], environment: dict[str, str], output: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for standard in (sys.stdout, sys.stderr):
        os.dup2(file, standard.fileno())
    os.close(file)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
