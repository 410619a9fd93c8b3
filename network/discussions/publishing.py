"""Publishing a discussion: from here on all members find it, and those it concerns hear of it."""

from enum import StrEnum

from db.queries import discussions as queries
from db.values import DiscussionState, PostState
from network import people
from network.discussions import bringing, drafts, likeness, limits, posting, searching
from network.discussions.drafts import Draft
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.people import Reader
from network.work import Work


class Obstacle(StrEnum):
    """Why a draft cannot be published yet."""

    NO_TOPIC = "no_topic"
    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    NO_REGION = "no_region"


def problems(work: Work, draft: Draft) -> list[Obstacle]:
    """List what stands in the way of publishing. The network's topics and regions may have changed meanwhile."""
    found = []
    if draft.topic not in work.charter.topics:
        found.append(Obstacle.NO_TOPIC)
    if not draft.title:
        found.append(Obstacle.NO_TITLE)
    if draft.text is None:
        found.append(Obstacle.NO_TEXT)
    if draft.region is not None and draft.region not in work.charter.regions:
        found.append(Obstacle.NO_REGION)
    return found


def publish(work: Work, reader: Reader, discussion_id: int, version: int) -> Draft:
    """Publish a draft; `version` is the one that was looked at. A second press finds it published, and changes nothing.

    Raises Outdated when it has changed since or is gone, NetworkError while something stands in the way (`problems`)
    or a limit is reached (`limits`), NotAllowed for somebody else's and for whoever may not write.
    """
    found = drafts.find(work, discussion_id, hold=True)
    if found.author_id != reader.id:
        raise NotAllowed(N_("Somebody else is writing this."))
    if found.state is not DiscussionState.DRAFT:
        return found
    limits.require_writer(reader)
    people.require_unchanged(work, reader)
    if found.version != version:
        raise Outdated(N_("It has changed since you looked at it. Please look once more."))
    if problems(work, found) or not found.title:
        raise NetworkError(N_("Something is still missing. Please look at it once more."))
    limits.check_post(work, reader, found.text)
    limits.check_files(work, found.files)
    limits.spend_start(work, reader)
    queries.change_opening(
        work.session,
        found.id,
        state=PostState.LIVE,
        files=drafts.stored(found.files),
        language=found.language,
        posted_at=work.now,
    )
    queries.change(
        work.session,
        found.id,
        state=DiscussionState.OPEN,
        posts=1,
        published_at=work.now,
        active_at=work.now,
    )
    queries.take_part(work.session, found.id, reader.id, work.now)
    likeness.remember(work, found.id, found.title)
    searching.index(work, found.post_id)
    bringing.bring(work, found.post_id)
    posting.in_groups(work, found.id, "wanted")
    return drafts.find(work, found.id)
