"""Compiles the catalogues when a wheel is built, so that an installed bot never has to."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Puts a `.mo` beside every `.po`; an editable install reads the `.po` files themselves."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a folder of its own: a build leaves nothing behind in the source tree."""
        if version == "editable":
            return
        self._folder = Path(mkdtemp(prefix="ccbot-catalogues-"))
        root = Path(self.root)
        for source in sorted(root.glob("locales/*/LC_MESSAGES/*.po")):
            inside = source.relative_to(root).with_suffix(".mo")
            compiled = self._folder / inside.parts[1]
            with source.open("rb") as file, compiled.open("wb") as out:
                write_mo(out, read_po(file, abort_invalid=True))
            build_data["force_include"][str(compiled)] = str(inside)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - the parent's signature
        """Remove what was compiled; it lies in the wheel by now."""
        if version == "editable":
            return
        for compiled in self._folder.iterdir():
            compiled.unlink()
        self._folder.rmdir()
