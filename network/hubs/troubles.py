"""What goes wrong with groups: noticed, told to their coordinators once, with what to do. Nothing else stops.

A trouble is a code in `hub_group.told`, from when its coordinators are told until it is over:
`right:NAME` (a right is missing), `removed` (the bot is out, or the group is gone), `moved` (it became a supergroup),
`admin:ID` (a person, by row number, who is no member and administers the group; 0 for one who is unknown),
`post:ID` (a message of the group that should go, and that Telegram lets no bot delete any more),
`silent` (nothing can be written there), `description` (it has no room for our line), `threads` (topics can't be made
or were deleted).
"""

from db.queries import hubs as queries
from db.queries import people as people_queries
from db.values import Audience, GroupState
from network import notices
from network.hubs import groups, tasks
from network.hubs.groups import Group
from network.hubs.kinds import CARD, TROUBLE
from network.work import Work

REMOVED, MOVED, SILENT, DESCRIPTION, THREADS = "removed", "moved", "silent", "description", "threads"
RIGHT, ADMIN, POST = "right:", "admin:", "post:"
MOST = 30  # codes of one group


def tell(work: Work, chat_id: int, *codes: str) -> None:
    """Tell a group's coordinators of troubles, unless they know of them: one message with all that is wrong there."""
    queries.hold_one(work.session, chat_id)
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is None:
        return
    new = [code for code in dict.fromkeys(codes) if code not in group.told]
    if not new:
        return
    _write(work, group, (*group.told, *new)[-MOST:])
    notices.retract(work, TROUBLE, chat_id)
    for audience in _coordinators(work, group):
        notices.post(work, TROUBLE, chat_id, audience)


def over(work: Work, chat_id: int, *codes: str) -> None:
    """Note that troubles are over: what was told of them says so, and they are told again when they come back."""
    queries.hold_one(work.session, chat_id)
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is None or not set(codes) & set(group.told):
        return
    _write(work, group, tuple(code for code in group.told if code not in codes))
    notices.revise(work, TROUBLE, chat_id)


def removed(work: Work, group: Group) -> None:
    """Note that the bot is in a group no more. A hub's coordinators are told; who only tried it out knows."""
    if group.is_linked:
        tell(work, group.id, REMOVED)
    queries.write(work.session, group.id, work.now, state=GroupState.LEFT, rights=[], invite_link=None)
    queries.change_chat(work.session, group.id, hub=None)
    tasks.drop(work, group.id)
    notices.revise(work, CARD, group.id)


def moved(work: Work, chat_id: int) -> None:
    """Tell that a group became a supergroup: all goes on there, under another link."""
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is None:
        return
    queries.write(work.session, chat_id, work.now, invite_link=None)
    notices.revise(work, CARD, chat_id)
    if group.is_linked:
        tell(work, chat_id, MOVED)
        tasks.add(work, chat_id, tasks.INVITE)


def _write(work: Work, group: Group, told: tuple[str, ...]) -> None:
    queries.write(work.session, group.id, work.now, told=list(told))
    notices.revise(work, CARD, group.id)


def _coordinators(work: Work, group: Group) -> list[Audience]:
    """Whoever linked it, and the coordinators of its hub's region; the network's where it has none."""
    first = Audience(people=(group.linked_by,)) if group.linked_by else None
    without = (group.linked_by,) if group.linked_by else ()
    region = groups.region_of(work, group.hub)
    theirs = region is not None and region != work.charter.worldwide.key
    if theirs and people_queries.coordinators(work.session, region or ""):
        rest = Audience(coordinators_of=(region or "",), without=without)
    else:
        rest = Audience(network_coordinators=True, without=without)
    return [first, rest] if first else [rest]
