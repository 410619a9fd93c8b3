"""Changing and taking back one's own posts; every message that shows one follows."""

from collections.abc import Sequence

from db.queries import discussions as discussion_queries
from db.queries import posts as queries
from db.values import Attachment, PostState, RichText
from network import notices
from network.discussions import bringing, drafts, limits, posting, reading, searching
from network.discussions.kinds import CARD_IN_GROUP, DISCUSSION, OWN_POST, READING
from network.discussions.reading import NO_POST, ShownPost
from network.errors import N_, NetworkError, Outdated
from network.order.kinds import revise_cards_of
from network.people import Reader
from network.work import Work


def edit(
    work: Work, reader: Reader, post_id: int, rich: RichText, *, files: Sequence[Attachment] | None = None
) -> ShownPost:
    """Write a post's text anew, and put other files beside it (None: as they are). The same again changes nothing.

    Raises NotAllowed for somebody else's and for whoever may not write, Outdated for what was deleted, NetworkError
    for what is empty, too long, hidden by a coordinator, or holds a link too early, and for too many changes a day.
    """
    limits.require_writer(reader)
    found = _mine(work, reader, post_id)
    if found.state is PostState.HIDDEN:
        raise NetworkError(N_("A coordinator has hidden this post. It cannot be changed now."))
    beside = found.files if files is None else tuple(files)
    words = rich if posting.says_something(rich) else None
    if words is None and not beside:
        raise NetworkError(N_("That was empty. Delete the post, if you want to take it back."))
    if (words, beside) == (found.text, found.files):
        return found
    if words is not None:
        limits.check_words(work, reader, words)
    limits.check_files(work, beside)
    limits.spend_edit(work, reader)
    queries.change(
        work.session,
        post_id,
        text=words.to_json() if words is not None else None,
        edited_at=work.now,
        **({} if beside == found.files else {"files": drafts.stored(beside)}),
    )
    return _told(work, post_id, "changed")


def follow(
    work: Work, reader: Reader, post_id: int, rich: RichText | None, file: Attachment | None, part: tuple[int, int]
) -> ShownPost:
    """Follow a change of the very message in which a post was written, or of one part of the album it came in.

    `part` says which part, from 0, and of how many. Raises as `edit`.
    """
    place, parts = part
    found = _mine(work, reader, post_id)
    files = list(found.files)
    if parts == 1:
        files = [file] if file is not None else files
        return edit(work, reader, post_id, rich or RichText(""), files=files)
    replaced = file is not None and len(files) == parts and files[place].reference != file.reference
    if replaced and file is not None:
        files[place] = file
    # A picture that was changed for another one says nothing of the words that stand under its neighbour.
    words = found.text if rich is None and replaced else rich
    return edit(work, reader, post_id, words or RichText(""), files=files)


def delete(work: Work, reader: Reader, post_id: int) -> ShownPost:
    """Take a post back: its words and files are gone at once; a second press changes nothing.

    Raises NotAllowed for somebody else's, Outdated when there is none. Suspended members may take back theirs.
    """
    found = _mine(work, reader, post_id, gone_too=True)
    if found.state is PostState.DELETED:
        return found
    queries.change(
        work.session, post_id, state=PostState.DELETED, text=None, files=None, quote=None, edited_at=work.now
    )
    if found.is_answer:
        discussion_queries.change(work.session, found.discussion_id, answer_id=None)
        notices.revise(work, DISCUSSION, found.discussion_id)
    return _told(work, post_id, "taken_back")


def _mine(work: Work, reader: Reader, post_id: int, *, gone_too: bool = False) -> ShownPost:
    """Fetch one's own post, held until the commit: nobody else changes, closes or takes back anything meanwhile."""
    found = reading.shown(work, [post_id]).get(post_id)
    if found is None:
        raise Outdated(NO_POST)
    reading.require_author(reader, found)
    queries.hold(work.session, found.discussion_id)
    held = reading.shown(work, [post_id])[post_id]
    if held.state is PostState.DELETED and not gone_too:
        raise Outdated(NO_POST)
    return held


def _told(work: Work, post_id: int, what: str) -> ShownPost:
    """Let everything follow that shows a post."""
    searching.index(work, post_id)
    bringing.retell(work, post_id)
    redraw(work, post_id)
    posting.in_groups(work, post_id, what)
    return reading.shown(work, [post_id])[post_id]


def redraw(work: Work, post_id: int) -> None:
    """Have everything drawn anew in which somebody has a post open, or one that answers it.

    These are its own line, pages, and the cards of the discussion that it began or answered.
    """
    notices.revise(work, OWN_POST, post_id)
    revise_cards_of(work, post_id)
    for first in queries.pages_with(work.session, post_id, reading.PAGE):
        notices.revise(work, READING, first)
    found = reading.shown(work, [post_id]).get(post_id)
    if found is not None and (found.number == 1 or found.is_answer):
        notices.revise(work, DISCUSSION, found.discussion_id)
    if found is not None and found.number == 1:
        notices.revise(work, CARD_IN_GROUP, found.discussion_id)
