"""A row of tokens, and patterns over the letters of their kinds (words/tokens.py lists them)."""

import re
from collections.abc import Callable

from network.moments.said import Said
from network.moments.words.tokens import Lexicon, Token

Rule = Callable[["Row", list[Token]], None]


class Row:
    """A row of tokens, from which rules take what they understand."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon) -> None:
        """Begin with everything unread."""
        self.tokens = tokens
        self.lexicon = lexicon
        self.said = Said()
        self.kinds = "".join(token.kind for token in tokens)

    def rewrite(self, pattern: str, change: Callable[[list[Token]], list[Token]]) -> None:
        """Replace stretches of tokens by others."""
        at = 0
        while match := re.compile(pattern).search(self.kinds, at):
            start, end = match.span()
            new = change(self.tokens[start:end])
            self.tokens[start:end] = new
            at = start + len(new)
            self.kinds = "".join(token.kind for token in self.tokens)

    def rewrite_pairs(self) -> None:
        """Decide what a number, a point and a number are: a part of a unit, a time of day, or a day and its month."""
        timed = re.search("[TCh]|[nd]K|@[nd]|[nd]A|[HQqt]", self.kinds)
        dayed = re.search("[DWRMk]", self.kinds)
        for at, token in enumerate(self.tokens):
            if token.kind != "P":
                continue
            first, second, width, padded = token.value
            before, after = self.kinds[at - 1 : at], self.kinds[at + 1 : at + 2]
            if after == "U":
                self.tokens[at] = Token("f", float(f"{first}.{second:0{width}}"))
            elif width == 2 and (
                before in tuple("@K") or after in tuple("KA") or (not timed and (dayed or second > 12))
            ):
                self.tokens[at] = Token("T", (first, second, padded))
            else:
                self.tokens[at] = Token("D", (None, second, first, ""))
        self.kinds = "".join(token.kind for token in self.tokens)

    def take(self, pattern: str, rule: Rule) -> bool:
        """Apply a rule wherever a pattern fits; says whether it did. What was taken is blank afterwards."""
        taken = False
        for match in re.finditer(pattern, self.kinds):
            start, end = match.span()
            rule(self, self.tokens[start:end])
            self.kinds = self.kinds[:start] + " " * (end - start) + self.kinds[end:]
            taken = True
        return taken
