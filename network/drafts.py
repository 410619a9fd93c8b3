"""Half-finished forms that are about somebody else than the one who fills them in: they go when that person goes.

A draft lies in the memory of a conversation under `form:NAME`. What it is about stands in its `args`.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from db.queries import applications as application_queries
from db.queries import conversations as queries
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
    "form:el_search": False,
    "form:eq_ask": False,
    "form:eq_answer": False,  # in the organiser's own words
    "form:r_new": False,
    "form:r_when": False,
    "form:r_what": False,
    "form:r_pick": False,
    "form:r_words": False,
    "form:t_add": False,  # a member's name is its last answer, and no form outlives its last answer
}
# A search for a member leaves beside the forms what for and which name, until somebody is picked.
SCOPE, SOUGHT = "team_scope", "team_name"
SLOTS = tuple(slot for slot, about in ABOUT_APPLICATIONS.items() if about)
LOOK_BACK = timedelta(minutes=10)


def drop_about(work: Work, application_ids: Collection[int]) -> int:
    """Drop what coordinators have begun about applications that go; returns how many drafts."""
    if not application_ids:
        return 0
    return sum(_drop(work, row, application_ids) for row in queries.with_drafts(work.session, SLOTS))


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
    """Drop drafts about applications that are no more; returns how many.

    A step that began before an erasure and ended after it may have written its draft once more.
    """
    found = queries.with_drafts(work.session, SLOTS, since=work.now - LOOK_BACK)
    meant = {number for row in found for slot in SLOTS if (number := _application(row.data.get(slot))) is not None}
    gone = meant - application_queries.existing(work.session, meant)
    return sum(_drop(work, row, gone) for row in found)


def _drop(work: Work, row: Any, application_ids: Collection[int]) -> int:
    dropped = [slot for slot in SLOTS if _application(row.data.get(slot)) in application_ids]
    if dropped:
        left = {name: value for name, value in row.data.items() if name not in dropped}
        queries.rewrite(work.session, row, None if row.state in dropped else row.state, left)
    return len(dropped)


def _application(draft: Any) -> int | None:
    """Read which application a draft is about."""
    args = draft.get("args") if isinstance(draft, dict) else None
    number = args.get("id") if isinstance(args, dict) else None
    return number if isinstance(number, int) else None
