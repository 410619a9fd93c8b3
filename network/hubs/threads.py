"""Topics of forums: one each for announcements and events, one for every discussion. Plain groups get a card instead.

Telegram has deleted bots that made a dozen topics in seconds: each group gets one in half a minute at most. What is
said in a discussion stands in its topic once it is there; what was said before follows in its order.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db.queries import threads as queries
from db.values import Audience, DiscussionState, Lane, ThreadPurpose, ThreadState
from network import notices
from network.discussions import reading
from network.discussions.kinds import CARD_IN_GROUP, POST, SAID
from network.hubs import groups, rights, tasks, troubles
from network.hubs.groups import Group
from network.work import Work

PACE = timedelta(seconds=30)
UNSURE = timedelta(minutes=1)  # after a call of which nobody knows whether it was done; by then we hear of the topic
EVENT_GROUP, ANNOUNCEMENT = "event_group", "announcement"  # kinds of notice that have a topic of their own in forums
STAND_FOR_POSTS = frozenset({POST, SAID})
HOUSE = (ThreadPurpose.ANNOUNCEMENTS, ThreadPurpose.EVENTS)
PURPOSES = {EVENT_GROUP: ThreadPurpose.EVENTS, ANNOUNCEMENT: ThreadPurpose.ANNOUNCEMENTS}
HAVE_TOPICS = frozenset({POST, *PURPOSES})
PATIENCE = timedelta(minutes=2)  # that an announcement waits for its topic, once that should be there


def begin(work: Work, group: Group) -> None:
    """Have the topics made that every forum has: called when a group is linked, or gets the right to make them."""
    if group.forum and rights.TOPICS in group.rights:
        for purpose in HOUSE:
            row, fresh = queries.put(work.session, group.id, purpose)
            if fresh:
                _make(work, group.id, row)
        for waiting in queries.wanted_in(work.session, group.id):
            tasks.add(work, group.id, tasks.TOPIC, subject_id=waiting.id)


def wanted(work: Work, discussion_id: int) -> None:
    """Bring a discussion that was published into the groups it is for: its region's hub's, or all of them."""
    found = reading.read(work, [discussion_id]).get(discussion_id)
    if found is None:
        return
    for group in groups.linked(work):
        if found.region is not None and groups.region_of(work, group.hub) != found.region:
            continue
        if group.forum and rights.TOPICS in group.rights:
            row, fresh = queries.put(work.session, group.id, ThreadPurpose.DISCUSSION, discussion_id)
            if fresh:
                _make(work, group.id, row)
        else:
            notices.post(work, CARD_IN_GROUP, discussion_id, Audience(hubs=(group.hub or "",)), lane=Lane.DIGEST)


def posted(work: Work, post_id: int) -> None:
    """Have a post said in the discussion's topics, but where its author wrote it there themselves."""
    found = reading.shown(work, [post_id]).get(post_id)
    if found is None or not found.stands:
        return
    there = {row.chat_id for row in queries.said_in_groups(work.session, SAID, post_id)}
    for row in queries.of_discussion(work.session, found.discussion_id):
        if row.thread_id is not None and row.hub and row.chat_id not in there and row.state != ThreadState.GONE:
            _say(work, post_id, row.hub)


def changed(work: Work, post_id: int) -> None:
    """Have our copies of a post follow it; a member changes their own message themselves."""
    notices.revise(work, POST, post_id)


def taken_back(work: Work, post_id: int) -> None:
    """Take a post out of the groups: our copies say so, its author's own message is deleted."""
    notices.revise(work, POST, post_id)
    for row in queries.said_in_groups(work.session, SAID, post_id):
        tasks.add(work, row.chat_id, tasks.UNSAY, subject_id=row.message_id)


def hidden(work: Work, post_id: int) -> None:
    """Take a post that a coordinator hid out of the groups; a topic's name goes with the post that began it."""
    taken_back(work, post_id)
    _rename(work, post_id)


def shown(work: Work, post_id: int) -> None:
    """Show a post again: what a member wrote there themselves and is gone now stands there as ours."""
    _rename(work, post_id)
    for row in queries.said_in_groups(work.session, SAID, post_id):
        tasks.drop_about(work, row.chat_id, tasks.UNSAY, row.message_id)
    notices.revise(work, POST, post_id)
    posted(work, post_id)


def closed_or_not(work: Work, discussion_id: int) -> None:
    """Close a discussion's topics with it, or open them again."""
    notices.revise(work, CARD_IN_GROUP, discussion_id)
    for row in queries.of_discussion(work.session, discussion_id):
        if row.thread_id is not None and row.state != ThreadState.GONE:
            tasks.add(work, row.chat_id, tasks.TURN, subject_id=row.id)


# For the worker


def to_make(work: Work, row_id: int) -> Any | None:
    """Fetch a topic that is still to be made; None when it is there, or its group belongs to no hub any more."""
    row = next(iter(queries.several(work.session, [row_id])), None)
    return row if row is not None and row.thread_id is None and row.hub and row.state == ThreadState.WANTED else None


def sure_at(work: Work, row: Any) -> datetime | None:
    """Say when it is known whether a topic that Telegram was asked for just now is there; None: it may be asked for."""
    until = row.asked_at + UNSURE if row.asked_at is not None else None
    return until if until is not None and until > work.now else None


def asking(work: Work, row_id: int) -> None:
    """Note, before it happens, that Telegram is asked to make a topic: a process that dies meanwhile leaves a trace."""
    queries.change(work.session, row_id, asked_at=work.now)


def refused(work: Work, row_id: int) -> None:
    """Note that a topic was not made: no message about it will come."""
    queries.change(work.session, row_id, asked_at=None)


def made(work: Work, row_id: int, thread_id: int) -> None:
    """Note that a topic is there; what was said in its discussion before follows."""
    row = next(iter(queries.several(work.session, [row_id])), None)
    if row is None or row.thread_id is not None:
        return
    queries.change(work.session, row_id, thread_id=thread_id, state=ThreadState.OPEN, made_at=work.now)
    troubles.over(work, row.chat_id, troubles.THREADS)
    if row.purpose != ThreadPurpose.DISCUSSION or not row.hub:
        return
    there = {
        post
        for post in queries.posts_of(work.session, row.discussion_id)
        if any(one.chat_id == row.chat_id for one in queries.said_in_groups(work.session, SAID, post))
    }
    for post in queries.posts_of(work.session, row.discussion_id):
        if post not in there:
            _say(work, post, row.hub)
    if not _is_open(work, row.discussion_id):
        tasks.add(work, row.chat_id, tasks.TURN, subject_id=row_id, due_at=work.now + PACE)


def to_turn(work: Work, row_id: int) -> tuple[Any, bool] | None:
    """Say of a topic whether it is to be open; None where it is so already, or not there any more."""
    row = next(iter(queries.several(work.session, [row_id])), None)
    if row is None or row.thread_id is None or row.state == ThreadState.GONE or not row.hub:
        return None
    opens = row.purpose in HOUSE or _is_open(work, row.discussion_id)
    return None if opens == (row.state == ThreadState.OPEN) else (row, opens)


def turned(work: Work, row_id: int, *, opened: bool) -> None:
    """Note that a topic was closed, or opened again."""
    queries.change(work.session, row_id, state=ThreadState.OPEN if opened else ThreadState.CLOSED)


def to_rename(work: Work, row_id: int) -> Any | None:
    """Fetch a topic whose name is to follow; None where it is not there any more."""
    row = next(iter(queries.several(work.session, [row_id])), None)
    return row if row is not None and row.thread_id is not None and row.hub and row.state != ThreadState.GONE else None


def lost(work: Work, chat_id: int, thread_id: int) -> None:
    """Note that somebody deleted a topic: it is made anew, once; the coordinators are told."""
    row = queries.here(work.session, chat_id, thread_id)
    if row is None or row.state == ThreadState.GONE:
        return
    troubles.tell(work, chat_id, troubles.THREADS)
    if row.made_again:
        queries.change(work.session, row.id, state=ThreadState.GONE, thread_id=None)
        if row.purpose == ThreadPurpose.DISCUSSION:
            queries.skip_waiting(work.session, POST, chat_id, row.discussion_id)
        return
    queries.change(work.session, row.id, state=ThreadState.WANTED, thread_id=None, made_again=True)
    _make(work, chat_id, row.id)


def closed_there(work: Work, chat_id: int, thread_id: int) -> None:
    """Note that nothing can be said in a topic, because it is closed: it is opened, unless its discussion is closed.

    What was under way into a closed discussion's topic is said in private chats alone.
    """
    row = queries.here(work.session, chat_id, thread_id)
    if row is None:
        return
    turned(work, row.id, opened=False)
    if row.purpose == ThreadPurpose.DISCUSSION and not _is_open(work, row.discussion_id):
        queries.skip_waiting(work.session, POST, chat_id, row.discussion_id)
        return
    troubles.tell(work, chat_id, troubles.THREADS)
    tasks.add(work, chat_id, tasks.TURN, subject_id=row.id)


def unsaid(work: Work, chat_id: int, message_id: int, *, stays: bool) -> None:
    """Note that a member's own message is gone from a group, or that Telegram lets nobody but people delete it."""
    if stays:
        troubles.tell(work, chat_id, f"{troubles.POST}{message_id}")
    else:
        queries.forget_said(work.session, chat_id, message_id)


# For delivery


def places(work: Work, rows: Sequence[Any]) -> dict[int, int | None]:
    """Say into which topic copies in groups belong, by copy; None: it is not there yet, so that they wait.

    What belongs into none is left out, and so is an announcement or event whose topic cannot be made in time.
    Rows have id, chat_id, kind and subject_id.
    """
    standing = queries.standing_in(work.session, {row.chat_id for row in rows})
    there = {(row.chat_id, row.purpose, row.discussion_id): row for row in standing}
    about = queries.discussions_of(work.session, {row.subject_id for row in rows if row.kind == POST})
    found: dict[int, int | None] = {}
    for row in rows:
        if row.kind == POST:
            topic = there.get((row.chat_id, ThreadPurpose.DISCUSSION, about.get(row.subject_id, 0)))
            found[row.id] = topic.thread_id if topic is not None else None
        elif (topic := there.get((row.chat_id, PURPOSES.get(row.kind), 0))) is not None:
            soon = topic.next_topic_at is not None and topic.next_topic_at > work.now - PATIENCE
            if topic.thread_id is not None or soon:
                found[row.id] = topic.thread_id
    return found


def _is_open(work: Work, discussion_id: int) -> bool:
    found = reading.read(work, [discussion_id]).get(discussion_id)
    return found is not None and found.state is DiscussionState.OPEN


def _rename(work: Work, post_id: int) -> None:
    found = reading.shown(work, [post_id]).get(post_id)
    if found is not None and found.number == 1:
        for row in queries.of_discussion(work.session, found.discussion_id):
            tasks.add(work, row.chat_id, tasks.RENAME, subject_id=row.id)


def _say(work: Work, post_id: int, hub: str) -> None:
    if not queries.told_in(work.session, POST, post_id, hub):
        notices.post(work, POST, post_id, Audience(hubs=(hub,)), lane=Lane.DIGEST, named_time=True)


def _make(work: Work, chat_id: int, row_id: int) -> None:
    """Have a topic made at a careful pace: half a minute after the one before."""
    due = max(work.now, queries.next_topic_at(work.session, chat_id) or work.now)
    queries.set_next_topic_at(work.session, chat_id, due + PACE)
    tasks.add(work, chat_id, tasks.TOPIC, subject_id=row_id, due_at=due)
