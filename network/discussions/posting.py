"""Posting: the one way in, from a private chat as from a hub's group."""

import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from db.queries import discussions as discussion_queries
from db.queries import posts as queries
from db.queries import screens as screen_queries
from db.values import Attachment, Audience, DiscussionState, Lane, PostState, RichText, Span
from network import notices, screens
from network.discussions import bringing, drafts, limits, reading, searching
from network.discussions.kinds import SAID
from network.discussions.reading import GONE, ShownPost
from network.errors import N_, NetworkError, Outdated
from network.people import Reader
from network.work import Work

FROM_CHAT, FROM_GROUP = "chat", "group"
LONGEST_QUOTE = 200
BLANKS = "\u2800\u115f\u1160\u3164\uffa0"  # count as letters, but show nothing
BETWEEN = "\n\n"  # what stands under two parts of an album
ALBUM = timedelta(minutes=5)  # within which the parts of one album come
CLOSED = N_("This discussion is closed. You can read it, and start a new one with /discuss.")


def add(
    work: Work,
    reader: Reader,
    discussion_id: int,
    rich: RichText | None,
    files: Sequence[Attachment] = (),
    *,
    replies_to: int | None = None,
    quote: str | None = None,
    album: str | None = None,
    source: str = FROM_CHAT,
) -> ShownPost:
    """Post in a discussion; the parts of one album (`album` is Telegram's mark of it) become one post.

    `source` says where it was written: what comes from a group stands there already. Raises NotAllowed for whoever may
    not write, Outdated when the discussion is gone or closed, NetworkError for what a limit stops or what says nothing.
    """
    limits.require_writer(reader)
    held = queries.hold(work.session, discussion_id)
    if held is None or held.state == DiscussionState.DRAFT:
        raise Outdated(GONE)
    if held.state != DiscussionState.OPEN:
        raise Outdated(CLOSED)
    if album and (first := queries.of_album(work.session, reader.id, discussion_id, album)):
        return _joined(work, reader, first, rich, files)
    words = rich if says_something(rich) else None
    if words is None and not files:
        raise NetworkError(N_("That was empty. Please write a few words."))
    limits.check_post(work, reader, words)
    limits.check_files(work, files)
    language = drafts.guessed(work, reader, words.text) if words else reader.language.partition("-")[0]
    answered = reading.shown(work, [replies_to]).get(replies_to) if replies_to else None
    if answered is not None and answered.discussion_id != discussion_id:
        answered = None
    number = held.posts + 1
    post_id = queries.add(
        work.session,
        {
            "discussion_id": discussion_id,
            "number": number,
            "author_id": reader.id,
            "state": PostState.LIVE,
            "text": words.to_json() if words else None,
            "files": drafts.stored(files) or None,
            "language": language,
            "replies_to": answered.id if answered else None,
            # Only of what can be read there: these words go when theirs do.
            "quote": quote[:LONGEST_QUOTE] if quote and answered and answered.stands else None,
            "album": album,
            "posted_at": work.now,
        },
    )
    queries.grown(work.session, discussion_id, number, work.now)
    discussion_queries.take_part(work.session, discussion_id, reader.id, work.now)
    searching.index(work, post_id)
    bringing.bring(work, post_id)
    if source == FROM_CHAT:
        in_groups(work, post_id, "posted")
    return reading.shown(work, [post_id])[post_id]


def adopt_own(work: Work, post_id: int, telegram_chat_id: int, message_id: int) -> None:
    """Remember a member's own message as this post, so that an edit of it, or an answer to it, finds it."""
    notices.adopt_theirs(work, screens.notice(work, SAID, post_id), telegram_chat_id, message_id)


def of_album(work: Work, reader: Reader, album: str) -> ShownPost | None:
    """Find the post that the first part of an album became a moment ago; None where there is none."""
    found = queries.by_album(work.session, reader.id, album, work.now - ALBUM) if album else None
    return reading.shown(work, [found]).get(found) if found else None


def says_something(rich: RichText | None) -> bool:
    """Whether anything of a text is seen: blanks and marks of direction are not, nor accents with no letter below."""
    return rich is not None and any(
        letter.isprintable()
        and not letter.isspace()
        and letter not in BLANKS
        and unicodedata.category(letter)[0] != "M"
        for letter in rich.text
    )


def part(work: Work, subject: notices.Subject, telegram_chat_id: int, message_id: int) -> tuple[int, int]:
    """Say which part of its author's own words a message is, from 0, and of how many: an album has several."""
    found = [
        number for number, _ in screen_queries.messages(work.session, subject.notice_id, work.bot_id, telegram_chat_id)
    ]
    return (found.index(message_id), len(found)) if message_id in found else (0, 1)


def both(one: RichText | None, other: RichText | None) -> RichText | None:
    """Put what stands under two parts of an album below one another."""
    if one is None or not says_something(one):
        return other if says_something(other) else None
    if other is None or not says_something(other):
        return one
    shift = len(one.text) + len(BETWEEN)
    moved = (Span(span.kind, span.start + shift, span.length, span.value) for span in other.spans)
    return RichText(one.text + BETWEEN + other.text, (*one.spans, *moved))


def in_groups(work: Work, subject_id: int, what: str) -> None:
    """Let the hubs' groups follow; `what` names what happened, as network/hubs/threads.py does."""
    from network.hubs import threads  # noqa: PLC0415 - it reads discussions itself

    getattr(threads, what)(work, subject_id)


def tell(work: Work, kind: str, discussion_id: int, people: Sequence[int]) -> None:
    """Tell people something about a discussion, one letter each."""
    if people:
        notices.post(work, kind, discussion_id, Audience(people=tuple(people)), lane=Lane.PERSONAL)


def _joined(work: Work, reader: Reader, post_id: int, rich: RichText | None, files: Sequence[Attachment]) -> ShownPost:
    """Put a further part of an album into the post that its first one became."""
    found = reading.shown(work, [post_id])[post_id]
    if found.state is not PostState.LIVE:
        return found
    everything = [*found.files, *files]
    limits.check_files(work, everything)
    words = both(found.text, rich)
    if words is not None and words != found.text:
        limits.check_words(work, reader, words)
    queries.change(
        work.session, post_id, files=drafts.stored(everything), text=words.to_json() if words is not None else None
    )
    searching.index(work, post_id)
    bringing.retell(work, post_id)
    in_groups(work, post_id, "changed")
    return reading.shown(work, [post_id])[post_id]
