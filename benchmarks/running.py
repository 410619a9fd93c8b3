"""Starting, measuring and ending the processes that are compared."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

PATIENCE = 120.0
PRODUCTION = Path(__file__).parent / "production"


class FailedError(Exception):
    """A compared program did not do its work; the whole run fails."""


@dataclass
class Figure:
    """One measured figure against its bar."""

    name: str
    value: float
    bar: float | None = None  # None: only for comparison
    at_least: bool = True
    unit: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is kept."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def __str__(self) -> str:
        if self.bar is None:
            return f"{self.name:<58} {self.value:>10.2f}{self.unit}  for comparison"
        sign = "≥" if self.at_least else "≤"
        verdict = "holds" if self.holds else "FALLS SHORT"
        return f"{self.name:<58} {self.value:>10.2f}{self.unit}  bar {sign} {self.bar:g}{self.unit}  {verdict}"


@dataclass
class Rounds:
    """Values of several contestants, collected round by round."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """Note one round's value."""
        self.values.setdefault(name, []).append(value)

    def median(self, name: str) -> float:
        """The median of a contestant's rounds."""
        return statistics.median(self.values[name])

    def ratio(self, name: str, to: str) -> float:
        """The median of the ratios within each round: both saw the same noise."""
        pairs = zip(self.values[name], self.values[to], strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)


@dataclass
class Child:
    """A started process and when it said that it is ready."""

    process: subprocess.Popen[str]
    started: float
    ready: float

    def cpu(self) -> float:
        """CPU seconds it used so far, its children's included."""
        of = psutil.Process(self.process.pid)
        return sum(t.user + t.system for t in [of.cpu_times(), *(c.cpu_times() for c in of.children(recursive=True))])

    def memory(self) -> float:
        """Resident memory in MB."""
        return psutil.Process(self.process.pid).memory_info().rss / 1_000_000


@contextmanager
def child(
    command: list[str],
    *,
    ready: Callable[[str], bool],
    environment: dict[str, str] | None = None,
    runs_on: bool = True,
) -> Iterator[Child]:
    """Start a Python process, wait until a line of its output says that it is ready, and end it at last.

    One that does not run on by itself (`runs_on` False) may end after that line.
    """
    # Compiled, as an installed bot is: otherwise ours alone would be compiled anew at every start.
    unwanted = ("CCBOT_", "PYTHONDONTWRITEBYTECODE")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    started = time.monotonic()
    with tempfile.NamedTemporaryFile("w+", suffix=".log") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            text=True,
            env={**clean, "PYTHONPATH": str(PRODUCTION), **(environment or {})},
        )
        try:
            path = Path(log.name)
            while not any(ready(line) for line in path.read_text().splitlines()):
                if (process.poll() is not None and runs_on) or time.monotonic() - started > PATIENCE:
                    raise FailedError(f"{' '.join(command)} did not start:\n{path.read_text()[-2000:]}")
                time.sleep(0.005)
            yield Child(process, started, time.monotonic())
            if process.poll() is not None and runs_on:
                raise FailedError(f"{' '.join(command)} ended by itself:\n{path.read_text()[-2000:]}")
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def wait_for_report(address: str) -> dict[str, float]:
    """Wait until the loopback server has counted every answer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        report = httpx.get(f"{address}/report", timeout=30).json()
        if report["seconds"]:
            return report
        time.sleep(0.02)
    raise FailedError(f"not everything was answered: {report}")
