"""Greetings: what people write first, and what is nobody's name."""

# Letters only. Words that are somebody's name as well (Salam, Hi, Salut) are not among them.
_GREETINGS = frozenset({
    "hello", "hellothere", "hey", "goodmorning", "goodafternoon", "goodevening", "bonjour", "bonsoir", "coucou",
    "hallo", "gutentag", "gutenmorgen", "gutenabend", "merhaba", "marhaba", "salamalaikum", "assalamualaikum",
    "مرحبا", "أهلا", "أهلاوسهلا", "السلامعليكم", "صباحالخير", "مساءالخير",
})  # fmt: skip


def is_greeting(text: str) -> bool:
    """Say whether a text is a greeting and nothing else; capitals, blanks and marks do not count."""
    return "".join(letter for letter in text.casefold() if letter.isalpha()) in _GREETINGS
