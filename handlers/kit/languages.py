"""The language picker, the same wherever it opens."""

from collections.abc import Callable, Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from handlers.kit.answers import Answer
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.menu import menu
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import people, places
from network.charter import Charter

GLOBE = "🌐"  # understood by whoever cannot read the words beside it


def which_language(t: Speech) -> Markup:
    """Ask for the language."""
    return t("In which language shall I write to you?")


def picker(
    t: Speech, charter: Charter, press: Callable[[str], CallbackData], *more: Sequence[Button]
) -> dict[str, Any]:
    """Offer each language under its own name, the present one marked; `press` makes the data, `more` rows follow."""
    buttons = [
        Button(("✓ " if code == t.language else "") + places.autonym(code), press(code)) for code in charter.languages
    ]
    return inline(t, *in_rows(buttons), *more)


def speak(step: Step, code: str) -> Answer:
    """Go on in another language; returns the command menu in it, to be answered with the rest.

    Raises NotAllowed for a language the network does not speak (a forged button).
    """
    people.choose_language(step.work, step.reader, code)
    step.speak(code)
    return menu(step)
