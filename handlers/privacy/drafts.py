"""Half-finished forms in an export: each answer under its question's title, in the words that the form itself uses."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from db.values import Purpose
from handlers.announcements import screen
from handlers.discussions import making_screen, which
from handlers.events import editor_screen
from handlers.kit import forms
from handlers.kit.forms import Form
from handlers.kit.purposes import purpose_name
from handlers.kit.questions import Question, View
from handlers.privacy.labels import FORMS, WRITING, WRITING_DISCUSSION, WRITING_EVENT, WRITING_POST
from handlers.team.adding import ADD, SCOPE, SOUGHT
from handlers.team.view import role_words
from network.errors import N_

OLDER = N_("A form of an older version of this bot")
# What lies there in a form of its own.
OWN_WORDS = frozenset({screen.SLOT, editor_screen.SLOT, making_screen.SLOT, which.WAITING})
Line = tuple[str, str | Markup]


def in_words(seen: View, data: Mapping[str, Any]) -> list[tuple[str, list[Line]]]:
    """Word the drafts in a conversation's memory: for each its form's name, and its lines.

    What only says where somebody stands in a form, and which entries it is about, is left to the file for machines.
    """
    found = [
        (seen.t.plain(FORMS.get(slot, OLDER)), list(_lines(seen, forms.known(slot.removeprefix("form:")), draft)))
        for slot, draft in data.items()
        if isinstance(draft, dict) and slot not in OWN_WORDS
    ]
    written = (
        (WRITING, screen.unasked_in(data)),
        (WRITING_EVENT, editor_screen.unasked_in(data)),
        (WRITING_DISCUSSION, making_screen.unasked_in(data)),
        *((WRITING_POST, words) for words in which.unasked_in(data)),
    )
    found += [(seen.t.plain(where), [(seen.t.plain("Text"), words.text)]) for where, words in written if words]
    if SCOPE in data:
        lines: list[Line] = [(seen.t.plain("Regions"), role_words(seen.t, seen.charter, data[SCOPE]))]
        if SOUGHT in data:
            lines.append((seen.t.plain("Name"), str(data[SOUGHT])))
        found.append((seen.t.plain(FORMS[ADD.slot]), lines))
    return found


def _lines(seen: View, form: Form | None, draft: Mapping[str, Any]) -> Iterator[Line]:
    answers = dict(draft.get("answers") or {})
    if draft.get("ticks"):
        answers[str(draft.get("at"))] = draft["ticks"]
    seen = replace(seen, answers=answers, args=draft.get("args") or {})
    for key, value in answers.items():
        question = form.question(key) if form else None
        if question is None:
            yield seen.t.plain("Your answer"), str(value)
        elif question.title and value not in (None, []):
            yield seen.t.plain(question.title), _words(seen, question, value)
    for purpose in Purpose:
        if purpose in (draft.get("agreed") or {}):
            yield purpose_name(seen.t, purpose), seen.t.plain("Yes")
        elif purpose in (given := draft.get("given") or {}):
            yield purpose_name(seen.t, purpose), seen.t.plain("Yes") if given[purpose] else seen.t.plain("No")


def _words(seen: View, question: Question, value: Any) -> str:
    try:
        return question.in_words(seen, value)
    except (LookupError, TypeError, ValueError):  # the charter may have changed since it was answered
        return str(value)
