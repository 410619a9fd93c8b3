"""Reads the Dockerfile, and carries out its builder stage where no Docker engine runs."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
INSTALLED = "/opt/ccbot"


@dataclass
class Stage:
    """One `FROM` with what follows it, as (instruction, the rest of the line)."""

    base: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, instruction: str) -> list[str]:
        """Return the arguments of every such instruction."""
        return [rest for name, rest in self.steps if name == instruction]

    def environment(self) -> dict[str, str]:
        """Return what ENV sets."""
        return dict(pair.split("=", 1) for line in self.all("ENV") for pair in shlex.split(line))

    def copies(self) -> list[tuple[list[str], str]]:
        """Return what is copied from the checkout, and to where."""
        return [
            (words[:-1], words[-1]) for line in self.all("COPY") if "--from" not in line for words in [line.split()]
        ]

    def health_check(self) -> list[str]:
        """Return the health check's command."""
        (line,) = self.all("HEALTHCHECK")
        command: list[str] = json.loads(line.partition("CMD ")[2])
        return command


def stages(text: str) -> list[Stage]:
    """Read a Dockerfile."""
    found: list[Stage] = []
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in lines.replace("\\\n", " ").splitlines():
        instruction, _, rest = line.strip().partition(" ")
        if instruction == "FROM":
            base, _, name = rest.partition(" AS ")
            found.append(Stage(base, name))
        elif instruction:
            found[-1].steps.append((instruction, re.sub(r"\s+", " ", rest) if instruction != "HEALTHCHECK" else rest))
    return found


def build(stage: Stage, folder: Path) -> Path:
    """Carry out a builder stage below `folder`; returns where it installed the program."""
    source, installed = folder / "build", folder / "installed"
    source.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))},
        **stage.environment(),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    for instruction, rest in stage.steps:
        if instruction == "COPY":
            *sources, to = rest.split()
            for name in sources:
                copy(ROOT / name, source / to / ("" if to.endswith("/") and name.endswith("/") else Path(name).name))
        elif instruction == "RUN":
            command = rest.replace(INSTALLED, str(installed))
            done = subprocess.run(
                ["sh", "-c", command], cwd=source, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return installed


def copy(what: Path, to: Path) -> None:
    """Copy as the engine would: what `.dockerignore` keeps outside stays outside."""
    if what.is_dir():
        shutil.copytree(what, to, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.db", ".env"))
    else:
        shutil.copy(what, to)
