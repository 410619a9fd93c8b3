"""Importing aiogram without building what nobody asks for.

When it is imported, aiogram builds a validator and a serializer for each of Telegram's some 400 types, each with
everything it can contain once more inside it: two thirds of the memory and of the time that aiogram takes. The program
reads updates and nothing else, and the validator of an update has everything inside that an update can contain.
So only that one is built; any other is built if it is ever asked for.
"""

import sys
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def import_aiogram() -> None:
    """Import aiogram and build what reads an update. Where aiogram is imported already, nothing is left to be saved."""
    if "aiogram" in sys.modules:
        return
    known: dict[str, Any] = {}  # the names that the types call one another by
    build = BaseModel.__dict__["model_rebuild"]

    def leave(cls: type[BaseModel], /, *, _types_namespace: Mapping[str, Any] | None = None, **_: Any) -> None:  # noqa: ARG001 - a classmethod's
        known.update(_types_namespace or {})

    BaseModel.model_rebuild = classmethod(leave)  # type: ignore[method-assign, assignment] # only while it is imported
    try:
        import aiogram.methods.base  # noqa: PLC0415 - its import is what this is about
        import aiogram.types  # noqa: PLC0415
    finally:
        BaseModel.model_rebuild = build  # type: ignore[method-assign] # as it was

    for kind in (aiogram.types.TelegramObject, aiogram.methods.base.TelegramMethod):
        _build_when_asked(kind, known)
    aiogram.types.Update.model_rebuild()


def _build_when_asked(kind: type[BaseModel], known: Mapping[str, Any]) -> None:
    """Let types of this kind find the names they were left without: pydantic asks for it at their first use."""

    def model_rebuild(cls: type[BaseModel], /, **how: Any) -> bool | None:
        if how.get("_types_namespace") is None:
            how["_types_namespace"] = known
        rebuilt: bool | None = super(kind, cls).model_rebuild(**how)  # type: ignore[misc] # cls is of this kind
        return rebuilt

    kind.model_rebuild = classmethod(model_rebuild)  # type: ignore[method-assign, assignment] # the same, with the names
