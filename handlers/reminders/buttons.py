"""The button that brings any message of the bot to mind again; for letters that somebody may want to come back to."""

from dataclasses import replace
from typing import Any

from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.reminders.presses import OF_THIS, Press
from network.people import Reader


def remind_me(t: Speech) -> Button:
    """Make the button. What is brought to mind is the text of the message that it stands under."""
    return Button(t.plain("Remind me"), Press(act=OF_THIS))


def brought_to_mind(kind: NoticeKind) -> NoticeKind:
    """Return a kind whose letters have the button as their last row, for those who can set reminders.

    Albums take no buttons; groups and what stands in a letter's place have none either.
    """
    if kind.no_reminder:
        return kind

    def render(snapshot: Any, reader: Reader, t: Speech) -> Message | None:
        message = kind.render(snapshot, reader, t)
        if message is None or len(message.media) > 1 or not (reader.takes_part or reader.coordinates):
            return message
        rows = [*(message.keyboard or {}).get("inline_keyboard", ()), *inline(t, [remind_me(t)])["inline_keyboard"]]
        return replace(message, keyboard={"inline_keyboard": rows})

    return replace(kind, render=render)
