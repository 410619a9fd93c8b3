"""A discussion's title as it is shown: it is hidden with the post that began the discussion, and comes back with it."""

from sqlalchemy import case, exists
from sqlalchemy.orm import aliased

from db.models import Discussion, Post
from db.values import PostState

HIDDEN = "…"
_opening = aliased(Post)
_is_hidden = (
    exists()
    .where(_opening.discussion_id == Discussion.id, _opening.number == 1, _opening.state == PostState.HIDDEN)
    .correlate(Discussion)
)
# For a select that has Discussion among its tables.
SHOWN_TITLE = case((_is_hidden, HIDDEN), else_=Discussion.title)
