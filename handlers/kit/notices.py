"""Kinds of notice: how each is loaded (through `network/`) and rendered, purely, for one reader."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from db.values import Attachment
from handlers.kit.speech import Speech
from network.people import Reader
from network.work import Work

TEXT, CAPTION = 4096, 1024  # the most characters that Telegram shows
_TAG = re.compile("<[^>]+>")


@dataclass(frozen=True, slots=True)
class Message:
    """What a notice looks like to one reader: HTML text and an inline keyboard.

    With one attachment the text is its caption; several are an album, which takes no keyboard and has the text under
    its first picture. Captions hold 1,024 characters, texts 4,096: whoever makes a message sees to that.
    `replies_to` is the kind and subject of another notice: where that stands in the same chat, this one is sent as a
    reply to it, so that a tap leads there.
    """

    html: str
    keyboard: dict[str, Any] | None = None
    media: tuple[Attachment, ...] = ()
    replies_to: tuple[str, int] | None = None


def taken_back(t: Speech) -> Message:
    """Return what stands in place of a message that is too old to be deleted."""
    return Message(t("<i>This message was taken back.</i>"))


def marked_again(message: Message, t: Speech) -> Message:
    """Return a message that may have arrived before, saying so, unless it is full already."""
    note = t("<i>You may have received this a moment ago already.</i>")
    marked = f"{message.html}\n\n{note}"
    room = CAPTION if message.media else TEXT
    return replace(message, html=marked) if len(unescape(_TAG.sub("", marked))) <= room else message


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice.

    `load` fetches the snapshots of many subjects in one query. `load_for` does so instead where a snapshot holds
    something about each reader: it is also given the row numbers of those whom this batch is for.
    `render` is pure; None means that this reader may not see it (checked again at every claim). What is not loaded or
    `render` refuses is not sent, and taken away where it was sent before: deleted, or replaced by `withdrawn` where it
    is too old for that.
    `render_group` is for copies in a group's chat, in its language, where nobody in particular reads; a kind without
    it is never sent to groups.
    `again` says that a send with an unknown outcome is tried once more, marked so (a reminder), instead of becoming
    *maybe*.
    Under every letter stands *Remind me*, but where `no_reminder` says why not.
    """

    name: str
    load: Callable[[Work, Sequence[int]], Mapping[int, Any]] | None
    render: Callable[[Any, Reader, Speech], Message | None]
    again: bool = False
    withdrawn: Callable[[Speech], Message] = taken_back
    render_group: Callable[[Any, Speech], Message | None] | None = None
    load_for: Callable[[Work, Sequence[int], Sequence[int]], Mapping[int, Any]] | None = None
    no_reminder: str = ""

    def snapshots(self, work: Work, subjects: Sequence[int], readers: Sequence[int]) -> Mapping[int, Any]:
        """Load what notices about these subjects show to these readers."""
        if self.load_for:
            return self.load_for(work, subjects, readers)
        return self.load(work, subjects) if self.load else {}
