"""Kinds of notice: how each is loaded (through `network/`) and rendered, purely, for one reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.kit.speech import Speech
from network.people import Reader
from network.work import Work


@dataclass(frozen=True, slots=True)
class Message:
    """What a notice looks like to one reader: HTML text and an inline keyboard."""

    html: str
    keyboard: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice.

    `load` fetches the snapshots of many subjects in one query; a subject it leaves out is skipped.
    `render` is pure; None means that this reader may not or need not see it (checked again at every claim).
    `again` says that a send with an unknown outcome is tried once more (a reminder) instead of becoming *maybe*.
    """

    name: str
    load: Callable[[Work, Sequence[int]], Mapping[int, Any]]
    render: Callable[[Any, Reader, Speech], Message | None]
    again: bool = False
