"""Guessing which language something is written in: by its letters, then by the small words that every text has."""

import re
from collections.abc import Collection

from network.places.spelling import fold

ENOUGH = 2  # small words that must speak for a language
_LETTERS = re.compile(r"[^\W\d_]")
# Letters of one language, or of one that is much likelier here than the others with these letters.
_SCRIPTS = (
    ("am", re.compile("[\u1200-\u139f]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# Marks of languages that share letters with others; each is tried in this order.
_BY_MARK_ARABIC = (("ur", re.compile("[ٹڈڑںے]")), ("fa", re.compile("[پچژگ]|\\b(?:است|برای|این|که)\\b")))
_BY_MARK_CYRILLIC = (
    ("uk", re.compile("[іїєґ]", re.IGNORECASE)),
    ("mk", re.compile("[ѓќѕ]", re.IGNORECASE)),
    ("sr", re.compile("[ђћјљњџ]", re.IGNORECASE)),
    ("ru", re.compile("[ыэё]", re.IGNORECASE)),
    ("bg", re.compile("ъ", re.IGNORECASE)),
)
_WORDS = {
    "en": "the of and to in is for that with are you we how what have this it on our be can do your from has not",
    "fr": "le la les de des du et est un une pour dans que qui nous vous avec sur pas comment notre avez au ce sont",
    "de": "der die das und ist ein eine für mit wir nicht von den auf wie haben zu im es sich ihr auch hat oder bei",
    "es": "el los las y es una para con que como por se nuestra tenemos en su más del al hay cómo qué pero",
    "pt": "o os as e é um uma para com que como por não nós em na no da do são mais temos você vocês ao",
    "it": "il gli e è un una per con che come non di della sono abbiamo nel alla più anche delle",
    "tr": "ve bir bu için ile nasıl var mı ne da de olarak daha çok biz değil olan gibi kadar",
    "sq": "dhe një për në me të si është kemi që nga janë por ka mund çfarë ju",
    "bs": "je i u na za se da kako su smo što koji sa ili od imamo nije li kao bi grad",
    "sw": "na ya wa kwa ni katika la za hii yetu jinsi kama cha hiyo wetu sisi nini tuna",
    "ro": "și si este un o pentru cu care cum din la nu sunt avem mai ce de pe în",
    "nl": "het een en van is voor met niet dat wij hoe op zijn te hebben wat ook door bij",
}
_SMALL = {code: frozenset(fold(word) for word in words.split()) for code, words in _WORDS.items()}


def guess(text: str, known: Collection[str], otherwise: str) -> str:
    """Guess the language of a text, as a code without a region.

    `known` are languages its author reads or speaks: among equals, these. What gives no sign is in `otherwise`.
    """
    letters = _LETTERS.findall(text)
    by_letters = _by_letters("".join(letters), text)
    if by_letters:
        near = {"bs": {"sr", "hr", "sh"}}.get(by_letters, set())
        return next((code for code in known if code in near), by_letters)
    words = [fold(word) for word in re.findall(r"[^\W\d_]+", text)]
    counted = {code: sum(word in small for word in words) for code, small in _SMALL.items()}
    most = max(counted.values())
    if most < ENOUGH and not (most and len(words) <= ENOUGH + 2):
        return otherwise
    best = [code for code, count in counted.items() if count == most]
    for code in (otherwise, *known):
        if code in best:
            return code
    if most < ENOUGH:
        return otherwise
    if best[0] == "bs":  # one language with several names: theirs
        return next((code for code in known if code in {"bs", "hr", "sr", "sh", "cnr"}), "bs")
    return best[0]


def _by_letters(letters: str, text: str) -> str | None:
    half = len(letters) / 2
    if not letters:
        return None
    for script, marks, usual in ((_ARABIC, _BY_MARK_ARABIC, "ar"), (_CYRILLIC, _BY_MARK_CYRILLIC, "ru")):
        if len(script.findall(letters)) > half:
            return next((code for code, mark in marks if mark.search(text)), usual)
    return next((code for code, script in _SCRIPTS if len(script.findall(letters)) > half), None)
