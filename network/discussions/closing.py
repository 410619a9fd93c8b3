"""What came of a discussion: the post that answered it, and its end with a conclusion."""

from db.queries import discussions as discussion_queries
from db.queries import posts as queries
from db.values import DiscussionState, RichText
from network import notices
from network.discussions import limits, posting, reading
from network.discussions.kinds import CLOSED, DISCUSSION
from network.discussions.reading import Discussion, moderates
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.people import Reader
from network.work import Work


def pick_answer(work: Work, reader: Reader, discussion_id: int, post_id: int | None) -> Discussion:
    """Mark a post as the answer, in place of any other; None takes the mark away.

    Raises NotAllowed for whoever did not begin the discussion, Outdated for a post that does not stand there.
    """
    limits.require_writer(reader)
    queries.hold(work.session, discussion_id)  # what is picked is not taken back or hidden meanwhile
    found = reading.find(work, reader, discussion_id)
    if found.author_id != reader.id:
        raise NotAllowed(N_("Only whoever started a discussion picks the answer."))
    if post_id is not None:
        picked = reading.shown(work, [post_id]).get(post_id)
        if picked is None or picked.discussion_id != discussion_id or picked.number == 1 or not picked.stands:
            raise Outdated(N_("This post cannot be the answer. Please pick another one."))
    if found.answer_id != post_id:
        discussion_queries.change(work.session, discussion_id, answer_id=post_id)
        notices.revise(work, DISCUSSION, discussion_id)
    return reading.find(work, reader, discussion_id)


def require_closer(work: Work, reader: Reader, discussion_id: int) -> Discussion:
    """Let those pass who may close a discussion: its author, and the coordinators who see to it. Raises NotAllowed."""
    limits.require_writer(reader)
    found = reading.find(work, reader, discussion_id)
    if found.author_id != reader.id and not moderates(reader, found):
        raise NotAllowed(N_("Only whoever started a discussion closes it, or a coordinator."))
    return found


def close(work: Work, reader: Reader, discussion_id: int, conclusion: RichText | None) -> Discussion:
    """Close a discussion; its conclusion is sent to all who took part. A second press changes nothing.

    Raises as `require_closer`, NetworkError for a conclusion that is too long or holds a link too early, and for
    too many closings a day.
    """
    queries.hold(work.session, discussion_id)
    found = require_closer(work, reader, discussion_id)
    if not found.open:
        return found
    if conclusion is not None:
        if len(conclusion.text) > work.charter.limits.discussions.conclusion:
            raise NetworkError(
                N_("That is long: {length} characters, and only {most} fit here. Please send a shorter version."),
                length=len(conclusion.text),
                most=work.charter.limits.discussions.conclusion,
            )
        limits.check_words(work, reader, conclusion)
    if found.author_id == reader.id:  # coordinators see to order as often as there is need
        limits.spend_closing(work, reader)
    discussion_queries.change(
        work.session,
        discussion_id,
        state=DiscussionState.CLOSED,
        conclusion=conclusion.to_json() if conclusion is not None else None,
        closed_by=reader.id,
        closed_at=work.now,
    )
    others = [one for one in queries.took_part(work.session, discussion_id) if one != reader.id]
    notices.retract(work, CLOSED, discussion_id)  # of an earlier time
    posting.tell(work, CLOSED, discussion_id, others)
    _follows(work, discussion_id)
    return reading.find(work, reader, discussion_id)


def reopen(work: Work, reader: Reader, discussion_id: int) -> Discussion:
    """Open a closed discussion again; its conclusion goes. Raises as `require_closer`."""
    queries.hold(work.session, discussion_id)
    found = require_closer(work, reader, discussion_id)
    if found.open:
        return found
    discussion_queries.change(
        work.session,
        discussion_id,
        state=DiscussionState.OPEN,
        conclusion=None,
        closed_by=None,
        closed_at=None,
    )
    notices.retract(work, CLOSED, discussion_id)
    _follows(work, discussion_id)
    return reading.find(work, reader, discussion_id)


def _follows(work: Work, discussion_id: int) -> None:
    notices.revise(work, DISCUSSION, discussion_id)
    posting.in_groups(work, discussion_id, "closed_or_not")
