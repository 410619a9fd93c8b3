"""The pages on which a discussion is written: a question each, and the whole as members will read it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from handlers.discussions import card_view, post_view
from handlers.kit import richtext
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.questions import token
from handlers.kit.speech import Speech
from network import places
from network.charter import Charter
from network.discussions.drafts import Author, Draft
from network.discussions.likeness import Like
from network.discussions.publishing import Obstacle
from network.discussions.reading import Byline
from network.errors import N_

# What a press does. Short, because they stand in every button.
HOME, FIELD, SET, NEXT, BACK = "h", "f", "s", "k", "b"
OPEN, NEW, NEW_SURE, LATER, DISCARD, DISCARD_SURE = "o", "n", "ny", "l", "d", "dy"
UNASKED, PUBLISH = "q", "y"

# The parts of a discussion, as buttons name them, in the order they are asked for.
TOPIC, TITLE, TEXT, REGION = "topic", "title", "text", "region"
LANGUAGE, FILES = "language", "files"
ASKED = (TOPIC, TITLE, TEXT, REGION)
AT_HOME = "home"
AWAITED = (AT_HOME, *ASKED, LANGUAGE)  # what a page may wait for
EVERYONE = "*"  # no region's key: those are words

LONGEST_PREVIEW = 2800  # with all that stands round it, within the 4,096 characters of a message
LONGEST_BUTTON = 48
Page = tuple[Markup, dict[str, Any]]

LABELS: Mapping[str, str] = {
    TOPIC: N_("Topic"),
    TITLE: N_("Title"),
    TEXT: N_("Text"),
    REGION: N_("Whom it reaches"),
    LANGUAGE: N_("Language"),
}
MISSING: Mapping[Obstacle, str] = {
    Obstacle.NO_TOPIC: N_("a topic"),
    Obstacle.NO_TITLE: N_("a title"),
    Obstacle.NO_TEXT: N_("a text"),
    Obstacle.NO_REGION: N_("whom it reaches"),
}


class Press(CallbackData, prefix="dn"):
    """A button on these pages; `id` is the discussion's, `of` and `value` say what of it."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    of: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """A discussion in the making with what the rules make of it. `guided`: one thing is asked after the other."""

    draft: Draft
    problems: Sequence[Obstacle]
    author: Author
    guided: bool = False


def button(seen: Sight, label: str, act: str, of: str = "", value: str = "") -> Button:
    """Make a button about a draft."""
    return Button(label, Press(act=act, id=seen.draft.id, of=of, value=value))


# Words


def region_words(t: Speech, charter: Charter, region: str | None) -> str:
    """Whom it is brought to."""
    return charter.region_name(region, t.language) if region else t.plain("for everyone")


def files_words(t: Speech, draft: Draft) -> Markup:
    """Say how many photos, videos and files stand beside the text."""
    kinds = {one.kind for one in draft.files}
    if kinds == {"photo"}:
        return t.n("📷 {number} photo", "📷 {number} photos", len(draft.files))
    return t.n("📎 {number} file", "📎 {number} files", len(draft.files))


# The whole


def home(t: Speech, charter: Charter, seen: Sight, note: Markup | None = None) -> Page:
    """Show it as members will read it, what is missing, and the doors to its parts."""
    draft = seen.draft
    topic = charter.topic_name(draft.topic, t.language) if draft.topic else t.plain("No topic yet")
    head = [
        card_view.title(t, draft.title or t.plain("Without a title")),
        t("{topic} · {region}", topic=topic, region=region_words(t, charter, draft.region)),
        t("<i>In {language}</i>", language=places.language_name(draft.language, t.language)),
    ]
    byline = Byline(seen.author.name or "", seen.author.city)
    parts = [Markup("\n").join(head), Markup("<b>{}</b>").format(post_view.who(t, byline))]
    if draft.text:
        parts.append(richtext.to_html(richtext.cut(draft.text, LONGEST_PREVIEW)))
    if draft.files:
        parts.append(files_words(t, draft))
    parts.append(_below(t, charter, seen))
    if note:
        parts.append(note)
    rows = [] if seen.problems else [[button(seen, t.plain("Publish"), PUBLISH, value=str(draft.version))]]
    doors = [button(seen, t.plain(label), FIELD, of) for of, label in LABELS.items()]
    if draft.files:
        doors.append(button(seen, t.plain("Without photos and files"), SET, FILES))
    ends = [button(seen, t.plain("Not now"), LATER), button(seen, t.plain("Throw away"), DISCARD)]
    return Markup("\n\n").join(parts), inline(t, *rows, *in_rows(doors), ends)


def _below(t: Speech, charter: Charter, seen: Sight) -> Markup:
    if seen.problems:
        return t("Still missing: {things}.", things=t.listed([t.plain(MISSING[one]) for one in seen.problems]))
    region = seen.draft.region
    if region is None:
        told = t("<b>This is how members will read it,</b> with your name and city. It is brought to all regions.")
    else:
        told = t(
            "<b>This is how members will read it,</b> with your name and city. It is brought to {region}; all members"
            " can find it.",
            region=charter.region_name(region, t.language),
        )
    cut = seen.draft.text is not None and len(seen.draft.text.text) > LONGEST_PREVIEW
    return Markup("\n").join([told, t("The rest of the text is one tap away for them.")]) if cut else told


# One part


def part(t: Speech, charter: Charter, seen: Sight, of: str, note: Markup | None = None) -> Page:
    """Ask for one part."""
    draft, rows = seen.draft, list[list[Button]]()
    match of:
        case "topic":
            asked = t("<b>What is your discussion about?</b> Please choose the topic that fits best.")
            own = [key for key in charter.topics if key in seen.author.topics]
            keys = [*own, *(key for key in charter.topics if key not in own)]
            names = {key: charter.topic_name(key, t.language) for key in keys}
            rows = _choices(seen, TOPIC, names, draft.topic)
        case "title":
            asked = t(
                "<b>What is your question or idea, in one line?</b>\nFor example: “How do you keep markets clean"
                " without more staff?”"
            )
            if draft.title:
                asked = Markup("\n\n").join([asked, t("So far: {title}", title=draft.title)])
        case "text":
            asked = t(
                "<b>Please tell a bit more.</b> What is the situation, what have you tried, what would you like to"
                " know?\nYou can send photos or files with it."
            )
            if draft.text:
                shown = richtext.to_html(richtext.cut(draft.text, LONGEST_PREVIEW))
                asked = Markup("\n\n").join([asked, t("So far:"), shown])
            if draft.files:
                asked = Markup("\n\n").join([asked, files_words(t, draft)])
        case "region":
            asked = t(
                "<b>Whom shall it reach?</b> All members can find and read it; those you choose here are told about"
                " it, if they work on this topic."
            )
            first = [seen.author.region] if seen.author.region in charter.regions else []
            others = [key for key in charter.regions if key not in first]
            names = {str(key): charter.region_name(str(key), t.language) for key in [*first, *others]}
            names[EVERYONE] = t.plain("Everyone")
            rows = _choices(seen, REGION, names, draft.region or EVERYONE)
        case _:
            asked = t("<b>Which language is it written in?</b> Tap one, or write its name.")
            codes = dict.fromkeys([draft.language, *seen.author.languages, *charter.languages])
            names = {code: places.language_label(code, t.language) for code in codes}
            rows = _choices(seen, LANGUAGE, names, draft.language)
    words = Markup("\n\n").join([asked, note] if note else [asked])
    return words, inline(t, *rows, _ways(t, seen, of))


def _choices(seen: Sight, of: str, names: Mapping[str, str], chosen: str | None) -> list[list[Button]]:
    marked = {key: f"✓ {name}" if key == chosen and not seen.guided else name for key, name in names.items()}
    return in_rows(button(seen, name, SET, of, token(key)) for key, name in marked.items())


def _ways(t: Speech, seen: Sight, of: str) -> list[Button]:
    """The ways out of a page: on, back, or out of it all for now."""
    if not seen.guided:
        return [button(seen, t.plain("Back to the draft"), HOME)]
    ways = [button(seen, t.plain("Not now"), LATER)]
    if of in ASKED[1:]:
        ways.insert(0, button(seen, t.plain("Back"), BACK, of))
    if (of == TITLE and seen.draft.title) or (of == TEXT and seen.draft.text):
        ways.append(button(seen, t.plain("Go on"), NEXT, of))
    return ways


# Is it one of these?


def like_these(t: Speech, seen: Sight, found: Sequence[Like]) -> Page:
    """Show open discussions with titles like this one."""
    lines = [t("<b>Is it one of these?</b> They are open, and your answer or question would be welcome there.")]
    lines += [
        t.n("• {title} ({number} post)", "• {title} ({number} posts)", one.posts, title=one.title) for one in found
    ]
    rows = [[button(seen, shorten(one.title, LONGEST_BUTTON), OPEN, value=str(one.id))] for one in found]
    other = button(seen, t.plain("No, mine is another one"), NEXT, "like")
    return Markup("\n\n").join(lines), inline(
        t, *rows, [other], [button(seen, t.plain("Change the title"), FIELD, TITLE)]
    )


# Doors and ends


def open_draft(t: Speech, charter: Charter, seen: Sight) -> Page:
    """Say to somebody who comes back that a draft waits."""
    title = seen.draft.title or t.plain("Without a title")
    said = t("<b>You have a draft:</b> {title}", title=title)
    rows = [[button(seen, t.plain("Go on with it"), HOME)], [button(seen, t.plain("Begin something new"), NEW)]]
    facts = charter.topic_name(seen.draft.topic, t.language) if seen.draft.topic else None
    return (Markup("{}\n<i>{}</i>").format(said, t.names([facts])) if facts else said), inline(t, *rows)


def sure(t: Speech, seen: Sight, *, anew: bool) -> Page:
    """Ask once more before a draft goes; `anew` begins another one afterwards."""
    title = seen.draft.title or t.plain("Without a title")
    said = t("<b>Throw this draft away?</b> {title}\nIt cannot be brought back.", title=title)
    yes = button(seen, t.plain("Yes, throw it away"), NEW_SURE if anew else DISCARD_SURE)
    return said, inline(t, [button(seen, t.plain("No, keep it"), HOME)], [yes])


def what_is_this(t: Speech, seen: Sight, words: str) -> Page:
    """Ask what words are that came unasked."""
    said = Markup("{}\n<blockquote>{}</blockquote>").format(
        t("<b>What shall I do with this?</b>"), t.names([shorten(words, 300)])
    )
    return said, inline(
        t,
        [button(seen, t.plain("Put it below my text"), UNASKED, TEXT, "add")],
        [button(seen, t.plain("It replaces my text"), UNASKED, TEXT)],
        [button(seen, t.plain("It is the title"), UNASKED, TITLE)],
        [button(seen, t.plain("Nothing"), HOME)],
    )


def keys_by_token(keys: Iterable[str], pressed: str) -> str | None:
    """Find which of the offered values a button means."""
    return next((key for key in keys if token(key) == pressed), None)
