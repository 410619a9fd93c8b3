"""A post as members read it: in bundles, in groups, on cards and pages. The one place where a post is drawn. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

from db.values import PostState, RichText, Span
from handlers.kit.bidi import RLM, shorten
from handlers.kit.richtext import cut, to_html
from handlers.kit.speech import Speech
from network import places
from network.discussions.reading import Byline, ShownPost

LONGEST_QUOTE = 120
MOST_REACTIONS = 5
LEAST = 200  # letters of a post's words that are shown even where there is hardly room
_TAG = re.compile("<[^>]+>")


@dataclass(frozen=True, slots=True)
class Part:
    """As much of a post as fits; `rest` is where in its text the rest begins, 0 when all of it is there."""

    html: Markup
    rest: int = 0


def who(t: Speech, author: Byline | None) -> Markup:
    """Name whoever wrote something: with their city, or as a former member."""
    if author is None:
        return t("former member")
    if author.city:
        return t("{name}, {city}", name=author.name, city=author.city)
    return t("{name}", name=author.name)


def post(t: Speech, shown: ShownPost, room: int = 3000, *, start: int = 0, zone: str | None = None) -> Part:
    """Draw a post, or the rest of it from `start` on, in about `room` letters; at least `LEAST` of its words."""
    above = [heading(t, shown, zone)]
    if start:
        above.append(t("<i>continued</i>"))
    else:
        if shown.answers is not None and shown.number > 1:
            above.append(_answering(t, shown))
        if shown.is_answer and shown.stands:
            above.append(t("✅ <b>This answered the question</b>"))
        if shown.text is not None and foreign(t, shown):
            above.append(t("<i>In {language}:</i>", language=places.language_name(shown.language, t.language)))
    below = [files_line(t, shown)] if shown.files and shown.stands else []
    if shown.reactions:
        below.append(reactions_line(shown.reactions))
    around = sum(letters(line) + 1 for line in above + below)
    words, rest = words_of(t, shown, max(LEAST, room - around), start=start)
    # What stands below a post comes with its end.
    return Part(Markup("\n").join([*above, *words, *([] if rest else below)]), rest)


def letters(html: str) -> int:
    """Count a text's letters as Telegram does: without its tags, and with every blank."""
    return len(unescape(_TAG.sub("", html)))


def heading(t: Speech, shown: ShownPost, zone: str | None = None) -> Markup:
    """Say who wrote a post and on which day, and whether it was changed since."""
    day = t.short_day(shown.posted_at, zone)
    name = Markup("<b>{}</b>").format(who(t, shown.author))
    line = (
        t("{name} · {day} · edited", name=name, day=day)
        if shown.edited_at is not None and shown.stands
        else t("{name} · {day}", name=name, day=day)
    )
    # A line whose words are all isolated has no direction of its own.
    return RLM + line if t.rtl else line


def words_of(t: Speech, shown: ShownPost, room: int, *, start: int = 0) -> tuple[list[Markup], int]:
    """Draw a post's words from `start` on, and say where the rest begins; or what stands in their place."""
    if shown.state is PostState.DELETED:
        return [t("<i>This post was taken back by whoever wrote it.</i>")], 0
    if shown.state is PostState.HIDDEN:
        return [t("<i>A coordinator has hidden this post.</i>")], 0
    if shown.text is None:
        return ([] if shown.files else [t("<i>These words went with whoever wrote them.</i>")]), 0
    left = after(shown.text, start) if 0 < start < len(shown.text.text) else shown.text
    kept = cut(left, room)
    rest = 0
    if len(kept.text) < len(left.text) or kept.text != left.text:
        rest = (start if left is not shown.text else 0) + _shown_of(left.text, kept.text)
    return [to_html(kept)], rest


def foreign(t: Speech, shown: ShownPost) -> bool:
    """Whether a post is in another language than its reader's."""
    return shown.language.partition("-")[0] != t.language.partition("-")[0]


def files_line(t: Speech, shown: ShownPost) -> Markup:
    """Say which files stand beside a post's words."""
    names = [one.name for one in shown.files if one.kind == "document" and one.name]
    if len(names) == len(shown.files):
        return t("📎 {files}", files=t.names(shorten(name, 60) for name in names[:3]))
    number = len(shown.files)
    if all(one.kind == "photo" for one in shown.files):
        return t.n("📷 {number} photo", "📷 {number} photos", number)
    return t.n("📎 {number} file", "📎 {number} files", number)


def reactions_line(reactions: Mapping[str, int]) -> Markup:
    """Count what people showed beneath a post, what most showed first."""
    most = sorted(reactions.items(), key=lambda one: (-one[1], one[0]))[:MOST_REACTIONS]
    return Markup("  ").join(Markup("{} {}").format(emoji, number) for emoji, number in most)


def after(rich: RichText, start: int) -> RichText:
    """What follows in a text after `start` code points, with the formatting that reaches into it."""
    spans = [
        Span(span.kind, max(0, span.start - start), span.start + span.length - max(start, span.start), span.value)
        for span in rich.spans
        if span.start + span.length > start
    ]
    return RichText(rich.text[start:], tuple(spans))


def _answering(t: Speech, shown: ShownPost) -> Markup:
    answered = shown.answers
    assert answered is not None, "asked for answers only"
    words = shown.quote or " ".join(answered.words.split())
    name = who(t, answered.author)
    if not words:
        return t("↩ to {name}", name=name)
    return t("↩ to {name}: <i>“{words}”</i>", name=name, words=shorten(words, LONGEST_QUOTE))


def _shown_of(text: str, kept: str) -> int:
    """How much of a text stands in what was kept of it: without the ellipsis, and the blank it was cut at."""
    common = 0
    for one, other in zip(text, kept, strict=False):
        if one != other:
            break
        common += 1
    return common + (len(text[common:]) - len(text[common:].lstrip()))
