"""What Telegram marks in a text by itself: commands, mentions, hashtags, cashtags, links and e-mail addresses."""

import re

from sandbox.text.spans import PRE, QUOTES, SPLITTABLE, Span

_HINTS = re.compile(r"[/@#$.]|://")
_WORD = "[\\w\u200c]"
_PATTERNS = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
    ("mention", re.compile(r"(?<![\w@/.])@(?:[A-Za-z][A-Za-z0-9_]{3,31}|gif|vid|pic|wiki|imdb|bing)(?![\w@])")),
    ("hashtag", re.compile(f"(?<!{_WORD})#(?=[\\d_\u200c]*[^\\W\\d_]){_WORD}{{1,256}}(?!{_WORD}*#)")),
    ("cashtag", re.compile("(?<![$\\w\u200c])\\$(?:1INCH|[A-Z]{1,8})(?![$\\w\u200c])")),
    ("email", re.compile(r"(?<![\w.+@-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,16}(?![\w-])")),
)
_DOMAIN = r"(?:[^\W_](?:[\w-]{0,62}[^\W_])?\.)+(?P<top>[^\W\d_]{2,24}|xn--[a-z0-9-]{1,59})"
_URL = re.compile(
    r"(?<![\w@/.-])(?:(?P<scheme>https?|ftp|tonsite)://(?:[^\s/?#@]*@)?)?"
    rf"(?P<host>{_DOMAIN}|\d{{1,3}}(?:\.\d{{1,3}}){{3}})(?P<port>:\d{{1,5}})?"
    r"(?P<tail>[/?#][^\s<>\"«»“”‘’]*)?",
    re.IGNORECASE,
)
# Without a scheme only names under well-known top-level domains are links (two letters are countries).
_COMMON = """
    com org net edu gov mil int info biz name museum aero arpa asia cat coop jobs mobi post pro tel travel app dev page
    cloud online site website store shop tech xyz club blog news live life world today agency city earth eco energy
    green ngo ong foundation community network social space top wiki work berlin hamburg koeln cologne wien istanbul
    africa capetown durban joburg ltd group email digital academy education school university health care global
    events guide help team tools zone center company international media press studio support systems training
"""
_TOPS = frozenset(_COMMON.split())
_COUNTRY = re.compile(r"[a-z]{2}")
_ENDS = ".,:;!?'\")]}>…"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def detect(text: str, given: list[Span]) -> list[Span]:
    """Spans that Telegram adds, outside code, links and whatever else cannot hold them."""
    if not _HINTS.search(text):
        return []
    taken = [span for span in given if span.type in PRE or span.type not in SPLITTABLE | QUOTES]
    found: list[Span] = []
    for span in sorted(_candidates(text), key=Span.order):
        if not any(span.start < other.end and other.start < span.end for other in (*taken, *found)):
            found.append(span)
    return found


def _candidates(text: str) -> list[Span]:
    spans = [Span(kind, hit.start(), hit.end()) for kind, pattern in _PATTERNS for hit in pattern.finditer(text)]
    for hit in _URL.finditer(text):
        top = (hit["top"] or "").lower()
        if not hit["scheme"] and not (top in _TOPS or _COUNTRY.fullmatch(top) or top.startswith("xn--")):
            continue
        if hit.end() < len(text) and text[hit.end()] == "@":
            continue
        end = _end(text, hit.start(), hit.end())
        spans.append(Span("url", hit.start(), end))
    return spans


def _end(text: str, start: int, end: int) -> int:
    """A link does not hold the punctuation behind it, nor a bracket that was opened before it."""
    while end > start and text[end - 1] in _ENDS:
        opener = _BRACKETS.get(text[end - 1])
        part = text[start:end]
        if opener and part.count(opener) >= part.count(text[end - 1]):
            break
        end -= 1
    return end
