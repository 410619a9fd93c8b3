"""What members write in a discussion's topic is a post; everything else in a group is their own affair."""

from collections.abc import Sequence

from db.queries import threads as queries
from db.values import Attachment, RichText, Status, ThreadPurpose, ThreadState
from network import notices, screens
from network.discussions import editing, posting
from network.discussions.kinds import SAID
from network.discussions.reading import ShownPost
from network.errors import NetworkError
from network.hubs import groups, threads
from network.people import Reader
from network.work import Work


def discussion_here(work: Work, group_id: int | None, thread_id: int | None) -> int | None:
    """Say which discussion a topic of a hub's group is about, by Telegram's numbers; None for anything else."""
    group = groups.linked_here(work, group_id)
    row = queries.here(work.session, group.id, thread_id) if group is not None and thread_id else None
    return row.discussion_id if row is not None and row.purpose == ThreadPurpose.DISCUSSION else None


def may_write(reader: Reader) -> bool:
    """Whether what somebody writes in a discussion's topic is taken in: members' words, and coordinators'."""
    return reader.status is Status.MEMBER or (reader.id != 0 and reader.coordinates)


def say(
    work: Work,
    reader: Reader,
    discussion_id: int,
    rich: RichText | None,
    files: Sequence[Attachment],
    *,
    group_id: int,
    message_id: int,
    answers: int | None = None,
    quote: str | None = None,
    album: str | None = None,
) -> ShownPost | None:
    """Take a message in a discussion's topic in as a post; None where a rule stops it: it stands in the group alone.

    `answers` is the message that it replies to. Nobody is scolded in front of others.
    """
    subject = notices.find(work, group_id, answers) if answers is not None else None
    replies_to = subject.subject_id if subject is not None and subject.kind in threads.STAND_FOR_POSTS else None
    try:
        with work.session.begin_nested():
            made = posting.add(
                work,
                reader,
                discussion_id,
                rich,
                files,
                replies_to=replies_to,
                quote=quote,
                album=album,
                source=posting.FROM_GROUP,
            )
    except NetworkError:
        return None
    notices.adopt_theirs(work, screens.notice(work, SAID, made.id), group_id, message_id)
    threads.posted(work, made.id)
    return made


def edited(
    work: Work, reader: Reader, group_id: int, message_id: int, rich: RichText | None, file: Attachment | None
) -> None:
    """Follow an edit of a member's own message that is a post, or of a part of the album that it came in.

    What a rule stops changes nothing elsewhere.
    """
    subject = notices.find(work, group_id, message_id)
    if subject is None or subject.kind != SAID:
        return
    part = posting.part(work, subject, group_id, message_id)
    try:
        with work.session.begin_nested():
            editing.follow(work, reader, subject.subject_id, rich, file, part)
    except NetworkError:
        return


def adopt_topic(work: Work, group_id: int, thread_id: int, name: str, named: Sequence[tuple[int, str]]) -> None:
    """Recognise a topic of ours that was made while nobody heard of it, by its name; `named` are those asked for."""
    group = groups.linked_here(work, group_id)
    if group is None or queries.here(work.session, group.id, thread_id) is not None:
        return
    row = next((number for number, asked in named if asked == name), None)
    if row is not None:
        threads.made(work, row, thread_id)


def asked_here(work: Work, group_id: int) -> list[tuple[int, str, int]]:
    """List the topics of a group that Telegram was asked for and that may be there: row number, purpose, discussion.

    The newest first: of two with one name, the answer about the newer may still be on its way.
    """
    group = groups.linked_here(work, group_id)
    rows = queries.wanted_in(work.session, group.id) if group is not None else []
    asked = sorted((row for row in rows if row.asked_at is not None), key=lambda row: row.asked_at, reverse=True)
    return [(row.id, row.purpose, row.discussion_id) for row in asked]


def topic_turned(work: Work, group_id: int, thread_id: int, *, opened: bool) -> None:
    """Note that somebody closed or opened a topic in Telegram itself; the discussion stays as it is."""
    group = groups.linked_here(work, group_id)
    row = queries.here(work.session, group.id, thread_id) if group is not None else None
    if row is not None and row.state in (ThreadState.OPEN, ThreadState.CLOSED):
        threads.turned(work, row.id, opened=opened)
