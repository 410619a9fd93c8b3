"""How long something takes, as people type it: “90 minutes”, “1 h 30”, “anderthalb Stunden”, “ساعة ونصف”."""

from network.errors import N_
from network.moments import lexing
from network.moments.understood import NotUnderstood, UnknownWords
from network.moments.words import OWN, lexicon
from network.moments.words.tokens import Token

NO_LENGTH = N_("I did not understand how long that is. Please write it like this: “90 minutes” or “2 hours”.")
LONGEST = 60
UNITS = {"day": 24 * 60, "week": 7 * 24 * 60}
FEWEST = 15  # a bare number from here on means minutes


def length(text: str, *, language: str) -> int:
    """Read a length in minutes, in the reader's language or another one of the network's.

    Raises NotUnderstood, with an example in the sentence, for what is none or could be several.
    """
    if len(text) <= LONGEST:
        normal = lexing.normal(text)
        for code in dict.fromkeys((language.partition("-")[0], *OWN)):
            words = lexicon(code)
            try:
                tokens = lexing.tokens(normal, words)
            except NotUnderstood:
                continue
            minutes = _minutes(tokens)
            if minutes is not None:
                return minutes
    raise UnknownWords(NO_LENGTH)


def _minutes(tokens: list[Token]) -> int | None:
    if len(tokens) == 1 and tokens[0].kind == "n":
        return int(tokens[0].value) if tokens[0].value >= FEWEST else None
    total: float = 0
    amount: float | None = None
    unit = 0
    for token in tokens:
        match token.kind:
            case "n" | "f":
                if amount is not None:
                    return None
                amount = token.value
            case "h" | "T":
                total += token.value[0] * 60 + token.value[1]
                unit = 60
            case "H" | "Q" | "q":
                part = {"H": 0.5, "Q": 0.25, "q": 0.75}[token.kind]
                if unit and amount is None:  # an hour and a half
                    total += part * unit
                else:
                    amount = (amount or 0) + part
            case "U":
                if not isinstance(token.value, int) and token.value not in UNITS:
                    return None
                unit = token.value if isinstance(token.value, int) else UNITS[token.value]
                total += (1 if amount is None else amount) * unit
                amount = None
            case "&" | "I":
                continue
            case _:
                return None
    if amount is not None:  # 1 hour 30
        if unit != 60 or amount >= 60 or amount != int(amount):
            return None
        total += amount
    return int(total) if total == int(total) and total > 0 else None
