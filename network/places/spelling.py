"""One spelling out of many: what two people write differently and mean alike is folded into the same letters."""

import re
import unicodedata

# Letters that stay after their marks are taken off, and stand for the ones most people would type.
_LETTERS = str.maketrans(
    {
        "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ə": "e",
        "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ٱ": "ا", "ء": "", "\u0640": "",
    }
)  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_ELISION = re.compile(r"(?<!\w)[ld]['’‘`´]")
_WORD = re.compile(r"\w+")
_APOSTROPHES = re.compile(r"['’‘`´ʻʼ.]")
_LONE_AND = re.compile(r"(?<!\w)و\s+(?=\w)")
_SMALL = frozenset(
    "the of and la le les l d de du des et der die das den dem und von el y da do e".split()  # noqa: SIM905
)
ARTICLE = "ال"


def fold(text: str) -> str:
    """Lower case, without marks (accents, harakat), with one form for letters that are written in several.

    Folding what is folded changes nothing.
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).casefold()
    text = "".join(
        letter for letter in text if not unicodedata.category(letter).startswith(("M", "C")) or letter.isspace()
    )
    return unicodedata.normalize("NFKC", text.translate(_LETTERS))


def words(text: str) -> list[str]:
    """The folded words of a text, without articles and small words (unless there is nothing else)."""
    text = _APOSTROPHES.sub("", _ELISION.sub("", fold(text)))
    found = _WORD.findall(_LONE_AND.sub("و", text).replace("_", " "))
    return [word for word in found if word not in _SMALL] or found


def key(text: str) -> str:
    """The folded words in one piece, so that spaces and hyphens make no difference."""
    return "".join(words(text))


def keys_of(name: str) -> set[str]:
    """Every key a correctly spelled name is found under: also with ae for ä, and without ال."""
    keys = {key(name)}
    lower = unicodedata.normalize("NFC", name).casefold()
    if lower.translate(_UMLAUTS) != lower:
        keys.add(key(lower.translate(_UMLAUTS)))
    # The article is a bare alef; the alef with hamza of ألمانيا belongs to the word.
    if any(word.startswith(ARTICLE) for word in lower.split()):
        keys.add(key(" ".join(without_article(word) for word in lower.split())))
    return {each for each in keys if each}


def with_umlauts(text: str) -> str:
    """A text with its umlauts spelled out: ae for ä, as people write who have no such key."""
    return unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)


def without_article(word: str) -> str:
    """An Arabic word without its article, if enough of it remains."""
    return word[len(ARTICLE) :] if word.startswith(ARTICLE) and len(word) > len(ARTICLE) + 2 else word


def spellings(name: str) -> list[str]:
    """The names a display name holds: `Myanmar (Burma)` is both, and so is each with `&` read as *and*."""
    name = name.replace("&", " ")
    outer = re.sub(r"\s*\([^)]*\)", "", name).strip()
    inner = re.findall(r"\(([^)]*)\)", name)
    return [each for each in dict.fromkeys((outer, *inner, name)) if each.strip()]
