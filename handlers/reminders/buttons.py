"""The button that brings any message of the bot to mind again; for letters that somebody may want to come back to."""

from handlers.kit.keyboards import Button
from handlers.kit.speech import Speech
from handlers.reminders.presses import OF_THIS, Press


def remind_me(t: Speech) -> Button:
    """Make the button. What is brought to mind is the text of the message that it stands under."""
    return Button(t.plain("Remind me"), Press(act=OF_THIS))
