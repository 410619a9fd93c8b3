"""What people look for: the words of a text in the spellings under which it is found, and those of a search."""

import hashlib
import re

from network.errors import N_, NetworkError
from network.places import spelling

MOST_WORDS, SHORTEST = 6, 2
_JOINED = re.compile("^[وفبك]ال|^لل")  # and-the, so-the, by-the, like-the, for-the: written in one with the word


def spelled(text: str) -> list[str]:
    """All spellings under which the words of a text are looked for: bare, with ae for ä, without what is joined on."""
    found = dict.fromkeys(spelling.words(text))
    found |= dict.fromkeys(spelling.words(spelling.with_umlauts(text)))
    return list(found | dict.fromkeys(_bare(word) for word in found))


def sought(text: str) -> tuple[str, ...]:
    """The words somebody looks for, folded. Raises NetworkError when there is none to look for."""
    found = tuple(dict.fromkeys(_bare(word) for word in spelling.words(text)))[:MOST_WORDS]
    if not any(len(word) >= SHORTEST for word in found):
        raise NetworkError(N_("Please write a word or two to look for."))
    return found


def token(text: str) -> str:
    """A short mark of what is searched for, by which a button knows whether it is still that."""
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


def _bare(word: str) -> str:
    """An Arabic word without its article, and without the little words that are written in one with it."""
    rest = _JOINED.sub("", word)
    return rest if rest != word and len(rest) > SHORTEST else spelling.without_article(word)
