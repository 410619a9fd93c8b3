"""The card of a discussion, its pages, and the words about it. Pure."""

from collections.abc import Callable, Sequence
from html import unescape
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from db.values import Follow, RichText, Status
from handlers.discussions import post_view
from handlers.kit.bidi import RLM, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.notices import Message
from handlers.kit.richtext import cut, to_html
from handlers.kit.speech import Speech
from network import places
from network.charter import Charter
from network.discussions.reading import Discussion, ShownPost, moderates
from network.people import Reader

# What a press does. Short, because they stand in every button.
OPEN, ANSWER, FOLLOW, MUTE, READ, SHARE, FILES = "o", "a", "f", "m", "r", "s", "p"
PICK, PICKED, CLOSE, REOPEN, BEGIN = "k", "y", "c", "u", "b"
EDIT, DELETE, DELETE_SURE = "e", "d", "x"

ROOM = 3600  # letters of posts on a page: with what stands round them, within the 4,096 of a message
LONGEST_TITLE = 120
OPENING = 960  # letters of how it began, on the card
LONGEST_LABEL = 40
Page = tuple[Markup, dict[str, Any]]


Rows = Callable[[Speech, Sequence[ShownPost], Reader], list[list[Button]]]
# What else can be done with posts on a page (reporting one): the rooms that do it say so.
_offered: list[Rows] = []


def offer(rows: Rows) -> Rows:
    """Put rows of buttons under every page of posts, in the order in which this is called."""
    _offered.append(rows)
    return rows


class Press(CallbackData, prefix="d"):
    """A button about a discussion (`id`): `number` is a post's number in it, `at` where in its text."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    number: Annotated[int, Field(ge=0, le=2**31)] = 0
    at: Annotated[int, Field(ge=0, le=2**15)] = 0


class PostPress(CallbackData, prefix="dp"):
    """A button about one post, by its row number."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0


class WhichPress(CallbackData, prefix="dw"):
    """*In which discussion?*: the discussion (`id`), and the message that is to be posted there."""

    id: Annotated[int, Field(ge=0, le=2**53)]
    message: Annotated[int, Field(ge=0, le=2**53)]


def which_button(label: str, discussion_id: int, message_id: int) -> Button:
    """Make a button that says in which discussion something belongs."""
    return Button(label, WhichPress(id=discussion_id, message=message_id))


def button(label: str, act: str, discussion_id: int, number: int = 0, at: int = 0) -> Button:
    """Make a button about a discussion."""
    return Button(label, Press(act=act, id=discussion_id, number=number, at=at))


def post_button(label: str, act: str, post_id: int) -> Button:
    """Make a button about a post."""
    return Button(label, PostPress(act=act, id=post_id))


def title(t: Speech, words: str) -> Markup:
    """A discussion's title, as every message about it begins."""
    line = t("💬 <b>{title}</b>", title=shorten(words, LONGEST_TITLE))
    return RLM + line if t.rtl else line


def card(t: Speech, found: Discussion, opening: ShownPost | None, reader: Reader, charter: Charter) -> Message:
    """Draw a discussion: what it is about, how it began, and what became of it."""
    # The opening says itself which language it is in.
    about = _about(t, found, charter, language=opening is None)
    parts = [Markup("\n").join([title(t, found.title), *about])]
    if opening is not None:
        parts.append(post_view.post(t, opening, OPENING, zone=reader.zone).html)
    answers = max(0, found.posts - 1)
    count = t.n("{number} answer", "{number} answers", answers) if answers else t("No answer yet.")
    parts.append(count)
    if not found.open:
        parts.append(_closed(t, found))
    elif found.answer_id is not None:
        parts.append(t("✅ <b>Answered</b>"))
    if found.open and reader.status is not Status.SUSPENDED:
        parts.append(t("To answer, reply to this message, or press Answer."))
    return Message(Markup("\n\n").join(parts), keyboard(t, found, opening, reader))


def keyboard(t: Speech, found: Discussion, opening: ShownPost | None, reader: Reader) -> dict[str, Any]:
    """What can be done with a discussion."""
    writes = reader.status is not Status.SUSPENDED
    follows = found.following in (Follow.FOLLOWS, Follow.TOOK_PART)
    first = [button(t.plain("Answer"), ANSWER, found.id)] if found.open and writes else []
    if found.posts > 1:
        first.append(button(t.plain("Newest posts"), READ, found.id))
    rest = [
        button(t.plain("Read from the start"), READ, found.id, 1),
        button(t.plain("Mute"), MUTE, found.id) if follows else button(t.plain("Follow"), FOLLOW, found.id),
        button(t.plain("Share"), SHARE, found.id),
    ]
    files = [post_button(t.plain("📎 All files"), FILES, opening.id)] if opening and opening.files else []
    mine = []
    if found.author_id == reader.id and found.posts > 1 and writes:
        mine.append(button(t.plain("Mark as answered"), PICK, found.id))
    if writes and (found.author_id == reader.id or moderates(reader, found)):
        mine.append(
            button(t.plain("Close"), CLOSE, found.id) if found.open else button(t.plain("Open again"), REOPEN, found.id)
        )
    words = []
    if opening is not None and opening.author_id == reader.id and opening.stands:
        words = [post_button(t.plain("Edit"), EDIT, opening.id)] if writes else []
        words.append(post_button(t.plain("Delete"), DELETE, opening.id))
    return inline(t, first, *in_rows(rest), files, mine, words)


def reading(
    t: Speech, found: Discussion, posts: Sequence[ShownPost], reader: Reader, *, start: int = 0
) -> tuple[Markup, dict[str, Any], int]:
    """Draw a page of a discussion, from a post on (`start`: from where in its text).

    Returns words, buttons and the number of the first post that did not fit any more.
    """
    parts, room = [title(t, found.title)], ROOM
    after: tuple[int, int] | None = None
    drawn: list[ShownPost] = []
    for number, one in enumerate(posts):
        part = post_view.post(t, one, room, start=start if not number else 0, zone=reader.zone)
        length = post_view.letters(part.html)
        if drawn and (length > room or (part.rest and room < ROOM // 2)):
            after = (one.number, 0)
            break
        parts.append(part.html)
        drawn.append(one)
        room -= length + 2
        if part.rest:
            after = (one.number, part.rest)
            break
    else:
        if posts and posts[-1].number < found.posts:
            after = (posts[-1].number + 1, 0)
    turns = []
    if drawn and (drawn[0].number > 1 or start):
        before = drawn[0].number if start else drawn[0].number - len(drawn)
        turns.append(button(t.plain("◀ Earlier"), READ, found.id, max(1, before)))
    if after is not None:
        turns.append(button(t.plain("Later ▶"), READ, found.id, *after))
    files = [
        post_button(t.plain("📎 Files of post {number}", number=one.number), FILES, one.id)
        for one in drawn
        if one.files and one.stands
    ]
    writes = found.open and reader.status is not Status.SUSPENDED
    last = [button(t.plain("Answer"), ANSWER, found.id)] if writes else []
    last.append(button(t.plain("The discussion"), OPEN, found.id))
    more = [row for rows in _offered for row in rows(t, drawn, reader)]
    return Markup("\n\n").join(parts), inline(t, turns, *in_rows(files[:4]), last, *more), (after or (0, 0))[0]


def picking(t: Speech, found: Discussion, posts: Sequence[ShownPost]) -> Page:
    """Ask the one who began a discussion which post answered it, of these in their order."""
    buttons = [post_button(_label(t, one), PICKED, one.id) for one in posts if one.number > 1 and one.stands]
    turns = []
    if posts and posts[0].number > 2:  # the first one asks
        turns.append(button(t.plain("◀ Earlier"), PICK, found.id, posts[0].number - 1))
    if posts and posts[-1].number < found.posts:
        turns.append(button(t.plain("Later ▶"), PICK, found.id, min(found.posts, posts[-1].number + len(posts))))
    back = [button(t.plain("◀ Back"), OPEN, found.id)]
    if found.answer_id is not None:
        back.insert(0, button(t.plain("No answer yet"), BEGIN, found.id))
    words = Markup("\n\n").join([title(t, found.title), t("<b>Which post answered your question?</b>")])
    return words, inline(t, *[[one] for one in buttons], turns, back)


def own_post(t: Speech, shown: ShownPost) -> Message:
    """What a post's author is shown of it: where it stands, and what they can do with it."""
    if not shown.stands:
        words, _ = post_view.words_of(t, shown, 200)
        opens = [button(t.plain("The discussion"), OPEN, shown.discussion_id)]
        return Message(Markup("\n").join([title(t, shown.title), *words]), inline(t, opens))
    lines = [title(t, shown.title), t("✅ Posted. Whoever follows this discussion hears of it.")]
    lines.append(t("To change it, edit your own message, or press Edit."))
    row = [post_button(t.plain("Edit"), EDIT, shown.id), post_button(t.plain("Delete"), DELETE, shown.id)]
    opens = [button(t.plain("The discussion"), OPEN, shown.discussion_id)]
    return Message(Markup("\n").join(lines), inline(t, row, opens))


def sure_to_delete(t: Speech, shown: ShownPost) -> Page:
    """Ask once before a post is taken back."""
    words = Markup("\n").join(
        [title(t, shown.title), t("<b>Delete this post?</b> Its words and files are taken away wherever they stand.")]
    )
    return words, inline(
        t,
        [post_button(t.plain("Yes, delete it"), DELETE_SURE, shown.id)],
        [button(t.plain("No, keep it"), OPEN, shown.discussion_id)],
    )


def closed(t: Speech, found: Discussion) -> Message:
    """Tell those who took part that a discussion was closed, and what came of it."""
    return Message(
        Markup("\n\n").join([title(t, found.title), _closed(t, found)]),
        inline(t, [button(t.plain("Read from the start"), READ, found.id, 1)]),
    )


def public(t: Speech, found: Discussion, charter: Charter) -> Markup:
    """What a stranger is shown who follows a link: the title, and that members talk about it."""
    return Markup("\n\n").join(
        [
            Markup("\n").join([title(t, found.title), *_about(t, found, charter)]),
            t("Members of the network talk about this. Send /start to join; it costs nothing."),
        ]
    )


def _about(t: Speech, found: Discussion, charter: Charter, *, language: bool = True) -> list[Markup]:
    topic = charter.topic_name(found.topic, t.language) if found.topic else ""
    region = charter.region_name(found.region, t.language) if found.region else t.plain("for everyone")
    line = t("{topic} · {region}", topic=topic, region=region) if topic else t("{region}", region=region)
    lines = [RLM + line if t.rtl else line]
    if language and found.language.partition("-")[0] != t.language.partition("-")[0]:
        lines.append(t("<i>In {language}</i>", language=places.language_name(found.language, t.language)))
    return lines


def _closed(t: Speech, found: Discussion) -> Markup:
    who = post_view.who(t, found.closed_by) if found.closed_by else post_view.who(t, None)
    lines = [t("🔒 <b>Closed</b> by {name}", name=who)]
    if found.conclusion is not None:
        lines.append(Markup("<blockquote>{}</blockquote>").format(to_html(_plain(found.conclusion))))
    return Markup("\n").join(lines)


def _plain(rich: RichText) -> RichText:
    """A text for a quote: quotes do not lie in one another."""
    return RichText(cut(RichText(rich.text), 2000).text)


def _label(t: Speech, one: ShownPost) -> str:
    """A button's words: whose post it is, and how it begins. Cut before isolating, lest an isolate stay open."""
    words = " ".join(one.text.text.split()) if one.text else unescape(post_view.files_line(t, one))
    name = one.author.name if one.author else t.plain("former member")
    return t.plain("{name}: {words}", name=shorten(name, LONGEST_LABEL // 2), words=shorten(words, LONGEST_LABEL // 2))
