"""Applications: handed in, asked about, decided, passed on when nobody decides, erased when declined."""

from network.applications.cards import Card, Line, Page, by_line, card, cards, living_notice, question_notices, waiting
from network.applications.deciding import (
    USUAL_REASONS,
    admit,
    decline,
    open_application,
    take_up,
    withdraw,
)
from network.applications.kinds import ANSWERED, CARD, DECISION, OVERDUE, QUESTION, WAITS
from network.applications.sweeps import erase_declined_due, escalate_due, forget
from network.applications.talking import MOST_ANSWERS, answer, ask, open_question

__all__ = [
    "ANSWERED",
    "CARD",
    "DECISION",
    "MOST_ANSWERS",
    "OVERDUE",
    "QUESTION",
    "USUAL_REASONS",
    "WAITS",
    "Card",
    "Line",
    "Page",
    "admit",
    "answer",
    "ask",
    "by_line",
    "card",
    "cards",
    "decline",
    "erase_declined_due",
    "escalate_due",
    "forget",
    "living_notice",
    "open_application",
    "open_question",
    "question_notices",
    "take_up",
    "waiting",
    "withdraw",
]
