"""Right-to-left text: isolates round foreign names, and cleaning what people type into one-line fields."""

import re
import unicodedata

FSI, PDI = "\u2068", "\u2069"
RLM = "\u200f"
ARABIC = re.compile("[\u0620-\u064a]")
# Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms
RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
# Everything that turns text round without being seen; Telegram strips U+202A-202E itself, the others arrive.
CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# The last ones count as letters, but show nothing: a name of them would be empty.
INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u180e\u200b\u2028\u2029\u2060\ufeff\u2800\u115f\u1160\u3164\uffa0]"
)
MOST_MARKS = 4  # accents and vowel signs on one letter; no language piles up more
# What hides inside a word, and makes a second name that looks like the first.
HIDDEN = re.compile("[\u034f\u17b4\u17b5\u2061-\u2065\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e007f]")


def has_rtl(text: str) -> bool:
    """Say whether any letter runs from right to left."""
    return RTL.search(text) is not None


def isolate(text: str) -> str:
    """Wrap in first-strong isolates so that its direction stays its own."""
    return f"{FSI}{text}{PDI}"


def one_line(text: str) -> str:
    """Clean a one-line field: NFC, no bidi controls, nothing invisible, single spaces."""
    text = HIDDEN.sub("", CONTROLS.sub("", unicodedata.normalize("NFC", text)))
    return " ".join(_few_marks(INVISIBLE.sub(" ", text)).split())


def _few_marks(text: str) -> str:
    """Drop accents that have no letter to stand on, and what is piled up on one: it would grow over other lines."""
    kept, piled = [], MOST_MARKS
    for letter in text:
        mark = unicodedata.category(letter) in ("Mn", "Me")
        piled = piled + 1 if mark else MOST_MARKS if letter.isspace() else 0
        if not mark or piled <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def shorten(text: str, most: int) -> str:
    """Cut a text of somebody's that is longer than `most`. Cut before isolating, lest an isolate stay open."""
    return text if len(text) <= most else text[: most - 1] + "…"


def body(text: str) -> str:
    """Clean a longer text: keep RLM, LRM, ZWNJ and balanced isolates, drop embeddings and stray isolates."""
    text = re.sub("[\u202a-\u202e\u0000-\u0008\u000b-\u001f]", "", unicodedata.normalize("NFC", text))
    depth, kept = 0, []
    for letter in text:
        if letter in "\u2066\u2067\u2068":
            depth += 1
        elif letter == PDI:
            if not depth:
                continue
            depth -= 1
        kept.append(letter)
    return "".join(kept) + PDI * depth
