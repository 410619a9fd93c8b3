"""What no committed file may name: a package registry's host, and folders of the machine somebody worked on."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.files import ROOT, committed

# Written in pieces, so that this file passes its own check.
_HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("deb.debian", "org"),
    ("security.debian", "org"),
    ("proxy.golang", "org"),
    ("crates", "io"),
    ("docker", "io"),
    ("ghcr", "io"),
    ("quay", "io"),
)
_FOLDERS = ("work", "root", "tmp/t", r"home/\w+", r"Users/\w+", r"mnt/\w+")

HOST = re.compile("|".join(rf"(?<![\w-]){re.escape('.'.join(parts))}(?![\w-])" for parts in _HOSTS), re.IGNORECASE)
INDEX = re.compile(r"--(?:extra-)?index-url\b[ =]|^(?:extra-)?index-url\s*=", re.MULTILINE)
# A path from the root of a machine; not the middle of a longer path or of an address.
FOLDER = re.compile("|".join(rf"(?<![\w.~<>)*}}/-])/{folder}(?:/|\b)" for folder in _FOLDERS))
REASONS = ((HOST, "a package registry's host"), (INDEX, "a package index"), (FOLDER, "a folder of one machine"))


def mentions(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, what stands there, and why it may not."""
    for pattern, why in REASONS:
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, match.group().strip(), why


def main(root: Path = ROOT) -> int:
    """Print every mention; returns 1 when there is one."""
    found = []
    for path in committed(root):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{path.relative_to(root)}:{line}: {what}: {why}" for line, what, why in mentions(text)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
