"""Half-finished forms that are about somebody else than the one who fills them in: they go when that person goes.

A draft lies in the memory of a conversation under `form:NAME`. What it is about stands in its `args`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from db.queries import applications as application_queries
from db.queries import conversations as queries
from db.queries import events as event_queries
from network.work import Work

# Every form there is, and whether it is about an application (args: `id`) or only about whoever fills it in.
# One that is missing fails a test: nobody would look for other people in it.
ABOUT_APPLICATIONS: Mapping[str, bool] = {
    "form:join": False,
    "form:me": False,
    "form:me_hours": False,
    "form:a_answer": False,  # in the applicant's own words
    "form:a_admit": True,
    "form:a_ask": True,
    "form:a_decline": True,
    "form:ec_cancel": False,
    "form:d_close": False,  # a conclusion, in the words of whoever closes
    "form:dl_search": False,
    "form:el_search": False,
    "form:eq_ask": False,
    "form:ef_line": False,
    "form:ef_how": False,
    "form:eq_answer": False,  # in the organiser's own words
    "form:r_new": False,
    "form:r_when": False,
    "form:r_what": False,
    "form:r_pick": False,
    "form:r_words": False,
    "form:r_all": False,
    "form:e_publish": False,  # about an event: see below
    "form:e_decline": False,
    "form:e_ask": False,
    "form:e_answer": False,  # in the author's own words
    "form:e_help": False,  # as t_add
    "form:o_report": False,  # about a post: see below
    "form:o_hide": False,  # about a case, as the next two: see below
    "form:o_warn": False,
    "form:o_suspend": False,
    "form:o_answer": False,  # in the author's own words
    "form:t_add": False,  # a member's name is its last answer, and no form outlives its last answer
}
# A search for a member leaves beside the forms what for and which name, until somebody is picked.
SCOPE, SOUGHT = "team_scope", "team_name"
SLOTS = tuple(slot for slot, about in ABOUT_APPLICATIONS.items() if about)
# Those about somebody else's event (args: `event`).
ABOUT_EVENTS = ("form:e_publish", "form:e_decline", "form:e_ask")
# Those about somebody's post, and about what is to be decided about one (args: `id`).
ABOUT_POSTS, ABOUT_CASES = ("form:o_report",), ("form:o_hide", "form:o_warn", "form:o_suspend")
LOOK_BACK = timedelta(minutes=10)


def drop_about(work: Work, application_ids: Collection[int]) -> int:
    """Drop what coordinators have begun about applications that go; returns how many drafts."""
    return _drop_those(work, SLOTS, "id", application_ids)


def drop_about_events(work: Work, event_ids: Collection[int]) -> int:
    """Drop what coordinators have begun about events that go; returns how many drafts."""
    return _drop_those(work, ABOUT_EVENTS, "event", event_ids)


def drop_about_posts(work: Work, post_ids: Collection[int], case_ids: Collection[int]) -> int:
    """Drop what others have begun to say about posts that go, and about cases of theirs; returns how many drafts."""
    return _drop_those(work, ABOUT_POSTS, "id", post_ids) + _drop_those(work, ABOUT_CASES, "id", case_ids)


def drop_searches(work: Work) -> int:
    """Drop what was typed to find members: it may be a name of whoever goes, also a former one. Returns how many.

    Whoever typed it is asked to begin anew.
    """
    found = queries.with_drafts(work.session, [SOUGHT])
    for row in found:
        left = {name: value for name, value in row.data.items() if name not in {SCOPE, SOUGHT}}
        queries.rewrite(work.session, row, row.state, left)
    return len(found)


def drop_strays(work: Work) -> int:
    """Drop drafts about applications and events that are no more; returns how many.

    A step that began before an erasure and ended after it may have written its draft once more.
    """
    return _strays(work, SLOTS, "id", application_queries.existing) + _strays(
        work, ABOUT_EVENTS, "event", event_queries.existing
    )


def _strays(
    work: Work, slots: Sequence[str], name: str, existing: Callable[[Session, Collection[int]], Collection[int]]
) -> int:
    found = queries.with_drafts(work.session, slots, since=work.now - LOOK_BACK)
    meant = {number for row in found for slot in slots if (number := _about(row.data.get(slot), name)) is not None}
    gone = meant - set(existing(work.session, meant))
    return sum(_drop(work, row, slots, name, gone) for row in found)


def _drop_those(work: Work, slots: Sequence[str], name: str, numbers: Collection[int]) -> int:
    found = queries.with_drafts(work.session, slots) if numbers else []
    return sum(_drop(work, row, slots, name, numbers) for row in found)


def _drop(work: Work, row: Any, slots: Sequence[str], name: str, numbers: Collection[int]) -> int:
    dropped = [slot for slot in slots if _about(row.data.get(slot), name) in numbers]
    if dropped:
        left = {name: value for name, value in row.data.items() if name not in dropped}
        queries.rewrite(work.session, row, None if row.state in dropped else row.state, left)
    return len(dropped)


def _about(draft: Any, name: str) -> int | None:
    """Read which row a draft is about."""
    args = draft.get("args") if isinstance(draft, dict) else None
    number = args.get(name) if isinstance(args, dict) else None
    return number if isinstance(number, int) else None
