"""Which files are the project's."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRODUCT = ("bot", "handlers", "network", "db", "locales", "sandbox")


def committed(root: Path = ROOT) -> list[Path]:
    """List the files under version control that are there, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - the developer's git
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(path for name in set(listed.split("\0")) if name and (path := root / name).is_file())


def product_modules(root: Path = ROOT) -> list[Path]:
    """List the product's Python files."""
    return sorted(path for room in PRODUCT for path in (root / room).rglob("*.py"))
