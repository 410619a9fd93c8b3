"""What is done with topics of forums: making them, closing and opening them, deleting what a member wrote there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from db.values import ThreadPurpose
from handlers.kit.bidi import shorten
from handlers.kit.group_deeds import Call, GroupDeed, Said
from handlers.kit.speech import speech
from network.discussions import reading
from network.errors import N_
from network.hubs import rights, tasks, threads, troubles
from network.hubs.tasks import Task
from network.work import Work

LONGEST_NAME = 120  # Telegram cuts at 128
UNSURE_AGAIN = timedelta(hours=1)  # a second call of which nobody knows: each may leave an empty topic
RIGHT_AGAIN = timedelta(hours=1)
NAMES: Mapping[str, str] = {
    ThreadPurpose.ANNOUNCEMENTS: N_("📢 Announcements"),
    ThreadPurpose.EVENTS: N_("📅 Events"),
}
GONE = ("thread not found", "topic_deleted", "topic_id_invalid")
SO_ALREADY = ("topic_not_modified", "not modified")
STAYS = ("can't be deleted", "message_delete_forbidden")


def name(work: Work, purpose: str, discussion_id: int, language: str) -> str:
    """Name a topic: in the group's language, or as its discussion is called."""
    if purpose in NAMES:
        return speech(language).plain(NAMES[purpose])
    found = reading.read(work, [discussion_id]).get(discussion_id)
    return shorten(found.title, LONGEST_NAME) if found is not None else ""


def _make(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    row = threads.to_make(work, task.subject_id or 0)
    if so_far or row is None or threads.sure_at(work, row) is not None:
        return None
    called = name(work, row.purpose, row.discussion_id, task.language)
    if not called:
        return None
    threads.asking(work, row.id)
    return Call("createForumTopic", {"name": called})


def _made(work: Work, task: Task, said: Said) -> datetime | None:
    """Note the topic. Where nobody knows whether it was made, its message tells; else it is asked for once more."""
    row_id = task.subject_id or 0
    if said.results:
        threads.made(work, row_id, int(said.results[0]["message_thread_id"]))
        return None
    row = threads.to_make(work, row_id)
    if row is None:
        return None
    if said.unknown:
        return work.now + (threads.UNSURE if task.attempts == 0 else UNSURE_AGAIN)
    if said.done:  # nothing was asked: an earlier life of the program did, and was killed before it heard
        return threads.sure_at(work, row)
    threads.refused(work, row_id)
    troubles.tell(work, task.chat_id, troubles.RIGHT + rights.TOPICS if said.lacks_right else troubles.THREADS)
    return work.now + RIGHT_AGAIN


def _turn(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    found = threads.to_turn(work, task.subject_id or 0)
    if so_far or found is None:
        return None
    row, opens = found
    return Call("reopenForumTopic" if opens else "closeForumTopic", {"message_thread_id": row.thread_id})


def _turned(work: Work, task: Task, said: Said) -> datetime | None:
    found = threads.to_turn(work, task.subject_id or 0)
    if found is None:
        return None
    row, opens = found
    if said.results or said.says(*SO_ALREADY):
        threads.turned(work, row.id, opened=opens)
        if opens:
            troubles.over(work, task.chat_id, troubles.THREADS)
    elif said.says(*GONE):
        threads.lost(work, task.chat_id, row.thread_id)
    elif said.lacks_right:
        troubles.tell(work, task.chat_id, troubles.RIGHT + rights.TOPICS)
        return work.now + RIGHT_AGAIN
    return None


def _rename(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    row = threads.to_rename(work, task.subject_id or 0)
    called = name(work, row.purpose, row.discussion_id, task.language) if row is not None and not so_far else ""
    return Call("editForumTopic", {"message_thread_id": row.thread_id, "name": called}) if row and called else None


def _renamed(work: Work, task: Task, said: Said) -> datetime | None:
    row = threads.to_rename(work, task.subject_id or 0)
    if row is not None and said.says(*GONE):
        threads.lost(work, task.chat_id, row.thread_id)
    elif row is not None and said.lacks_right:
        troubles.tell(work, task.chat_id, troubles.RIGHT + rights.TOPICS)
        return work.now + RIGHT_AGAIN
    return None


def _unsay(_work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    return None if so_far else Call("deleteMessage", {"message_id": task.subject_id})


def _unsaid(work: Work, task: Task, said: Said) -> datetime | None:
    """A message that is gone is gone; one that Telegram lets no bot delete any more stays, and a person must do it."""
    message = task.subject_id or 0
    if said.results or said.says("message to delete not found"):
        threads.unsaid(work, task.chat_id, message, stays=False)
    elif said.lacks_right:
        troubles.tell(work, task.chat_id, troubles.RIGHT + rights.DELETE)
        return work.now + RIGHT_AGAIN
    elif said.says(*STAYS):
        threads.unsaid(work, task.chat_id, message, stays=True)
    return None


THREAD_DEEDS = (
    GroupDeed(tasks.TOPIC, _make, _made, repeats=False),
    GroupDeed(tasks.TURN, _turn, _turned),
    GroupDeed(tasks.RENAME, _rename, _renamed),
    GroupDeed(tasks.UNSAY, _unsay, _unsaid),
)
