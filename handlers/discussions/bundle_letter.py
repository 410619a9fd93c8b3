"""The message that brings posts: of one discussion, or a short look at several. Pure."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from db.values import Attachment, Follow, Status
from handlers.discussions import card_view, post_view
from handlers.discussions.card_view import ANSWER, FILES, FOLLOW, MUTE, OPEN, READ, button
from handlers.discussions.news_presses import LETTER, NewsPress
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, inline
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.shapes import SENDS
from handlers.kit.speech import Speech
from network.discussions import bundles
from network.discussions.bundles import Part, Told
from network.discussions.reading import ShownPost
from network.people import Reader
from network.work import Work

TEXT, CAPTION = 3700, 850  # letters for posts; with titles, counts and hints round them it stays within Telegram's
LEAST = 480  # letters without which a post is better read elsewhere
MOST_POSTS, MOST_DISCUSSIONS = 6, 8
LONGEST_LABEL = 40

Rows = Callable[[Speech, Told, Reader], list[list[Button]]]
# What else can be done with a post that was brought (reporting it): the rooms that do it say so.
_offered: list[Rows] = []


def offer(rows: Rows) -> Rows:
    """Put rows of buttons under every message that brings posts, in the order in which this is called."""
    _offered.append(rows)
    return rows


def letter(told: Told, reader: Reader, t: Speech) -> Message | None:
    """Draw a bundle for its reader; None where nothing is left to say, or where they may not read it any more."""
    if not told.parts or not bundles.may_see(reader):
        return None
    if len(told.parts) == 1:
        html, rows, media = _of_one(t, told.parts[0], reader)
    else:
        html, rows = _of_several(t, told, reader)
        media = ()
    if told.digest:
        rows.append([Button(t.plain("How discussions come"), NewsPress(act=LETTER))])
    rows += [row for more in _offered for row in more(t, told, reader)]
    return Message(html, inline(t, *rows), media)


def _of_one(t: Speech, part: Part, reader: Reader) -> tuple[Markup, list[list[Button]], tuple[Attachment, ...]]:
    """Draw posts of one discussion, as many and as much of them as fits. A lone one has its picture or file above."""
    media = _media(part.posts)
    room = CAPTION if media else TEXT
    drawn, after = _drawn(t, part.posts, room, reader)
    parts = [card_view.title(t, part.title), *drawn]
    if left := len(part.posts) - len(drawn):
        parts.append(t.n("… and {number} more post.", "… and {number} more posts.", left))
    if may_answer := part.open and reader.status is not Status.SUSPENDED:
        parts.append(t("<i>To answer, reply to this message.</i>"))
    rows = [[button(t.plain("Answer"), ANSWER, part.discussion_id)] if may_answer else []]
    rows[0].append(
        button(t.plain("Read on"), READ, part.discussion_id, *after)
        if after
        else button(t.plain("The discussion"), OPEN, part.discussion_id)
    )
    rows += [[more] for more in _files(t, part.posts, media)]
    rows.append([_follow(t, part)])
    return Markup("\n\n").join(parts), rows, media


def _of_several(t: Speech, told: Told, reader: Reader) -> tuple[Markup, list[list[Button]]]:
    """Draw the first of what was said in each discussion, and how much more there is."""
    shown = told.parts[:MOST_DISCUSSIONS]
    parts = [t("<b>New in your discussions</b>")]
    rows: list[list[Button]] = []
    room = TEXT // len(shown)
    for part in shown:
        drawn, _ = _drawn(
            t, part.posts[:1], max(LEAST - 200, room - len(part.title[: card_view.LONGEST_TITLE])), reader
        )
        lines = [card_view.title(t, part.title), *drawn]
        if left := len(part.posts) - 1:
            lines.append(t.n("… and {number} more post.", "… and {number} more posts.", left))
        parts.append(Markup("\n").join(lines))
        label = shorten(part.title, LONGEST_LABEL)
        rows.append([button(t.names([label]), READ, part.discussion_id, part.posts[0].number)])
    if left := len(told.parts) - len(shown):
        parts.append(
            t.n(
                "… and {number} more discussion: see /discussions.",
                "… and {number} more discussions: see /discussions.",
                left,
            )
        )
    if reader.status is not Status.SUSPENDED and any(part.open for part in told.parts):
        parts.append(t("<i>To answer, reply to this message; I then ask which discussion you mean.</i>"))
    return Markup("\n\n").join(parts), rows


def _drawn(
    t: Speech, posts: Sequence[ShownPost], room: int, reader: Reader
) -> tuple[list[Markup], tuple[int, int] | None]:
    """Draw posts within so many letters; says where reading goes on: a post's number, and where in its text."""
    drawn: list[Markup] = []
    after: tuple[int, int] | None = None
    for place, post in enumerate(posts):
        share = room // max(1, min(len(posts), MOST_POSTS) - place)
        if place and (place >= MOST_POSTS or share < LEAST):
            return drawn, after or (post.number, 0)
        part = post_view.post(t, post, share, zone=reader.zone)
        drawn.append(part.html)
        room -= post_view.letters(part.html)
        if part.rest and after is None:
            after = (post.number, part.rest)
    return drawn, after


def _media(posts: Sequence[ShownPost]) -> tuple[Attachment, ...]:
    """What stands above the words: the first picture or file of a post that comes alone."""
    files = posts[0].files if len(posts) == 1 and posts[0].stands else ()
    return tuple(one for one in files[:1] if one.kind in SENDS)


def _files(t: Speech, posts: Sequence[ShownPost], media: Sequence[Attachment]) -> list[Button]:
    """Lead to the files that the message itself does not show; where it is one post's alone."""
    shown = [post for post in posts[:MOST_POSTS] if post.stands and len(post.files) > len(media)]
    if len(posts) == 1 and shown:
        return [card_view.post_button(t.plain("📎 All files"), FILES, shown[0].id)]
    return [
        card_view.post_button(t.plain("📎 Files of post {number}", number=post.number), FILES, post.id)
        for post in shown
    ]


def _follow(t: Speech, part: Part) -> Button:
    if part.following is Follow.MUTED:
        return button(t.plain("Follow"), FOLLOW, part.discussion_id)
    return button(t.plain("Mute"), MUTE, part.discussion_id)


def _load(work: Work, bundle_ids: Sequence[int]) -> Mapping[int, Told]:
    return bundles.told(work, bundle_ids)


BUNDLE = NoticeKind(
    bundles.BUNDLE,
    _load,
    letter,
    no_reminder="read on, followed or muted where it stands",
)
