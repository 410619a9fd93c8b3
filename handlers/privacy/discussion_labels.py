"""What the groups and values of an export about discussions and groups are called."""

from collections.abc import Mapping

from network.errors import N_

GROUPS: Mapping[str, str] = {
    "discussions": N_("Discussions you began"),
    "posts": N_("What you wrote in discussions"),
    "followed_discussions": N_("Discussions you follow"),
    "reactions": N_("Your reactions to posts"),
    "decisions_about_posts": N_("What coordinators decided about your posts"),
    "reports": N_("Posts you reported"),
    "hub_groups": N_("Groups of hubs you are in"),
    "requests_to_join_groups": N_("Groups you asked to join"),
}

_TEXT, _STATE, _LANGUAGE, _TITLE = N_("Text"), N_("How it stands"), N_("Language"), N_("Discussion")

VALUES: Mapping[str, str] = {
    "profile.discussion_news": N_("How you hear of discussions"),
    "profile.suspended_until": N_("Suspended until"),
    "discussions.state": _STATE,
    "discussions.title": N_("Title"),
    "discussions.topic": N_("Topic"),
    "discussions.region": N_("Region"),
    "discussions.language": _LANGUAGE,
    "discussions.conclusion": N_("What came of it"),
    "discussions.created_at": N_("Begun on"),
    "discussions.published_at": N_("Published on"),
    "discussions.closed_at": N_("Closed on"),
    "posts.discussion": _TITLE,
    "posts.number": N_("Place in the discussion"),
    "posts.state": _STATE,
    "posts.text": _TEXT,
    "posts.language": _LANGUAGE,
    "posts.posted_at": N_("Written on"),
    "posts.edited_at": N_("Last changed on"),
    "followed_discussions.discussion": _TITLE,
    "followed_discussions.state": N_("What you want to hear of it"),
    "followed_discussions.since": N_("Since"),
    "reactions.emoji": N_("Reaction"),
    "reactions.at": N_("On"),
    "decisions_about_posts.state": N_("Decision"),
    "decisions_about_posts.guideline": N_("Guideline"),
    "decisions_about_posts.suspended_until": N_("Suspended until"),
    "decisions_about_posts.decided_at": N_("Decided on"),
    "decisions_about_posts.answer": N_("Your answer"),
    "decisions_about_posts.answered_at": N_("Answered on"),
    "reports.reason": N_("Reason"),
    "reports.reported_at": N_("Reported on"),
    "hub_groups.group": N_("Group"),
    "requests_to_join_groups.group": N_("Group"),
    "hub_groups.administers": N_("Administrator of the group"),
    "hub_groups.since": N_("Since"),
    "requests_to_join_groups.state": _STATE,
    "requests_to_join_groups.asked_at": N_("Asked on"),
}

# Codes that mean something else in these groups than elsewhere have the group before them.
CODES: Mapping[str, str] = {
    "discussion_news.at_once": N_("At once"),
    "discussion_news.daily": N_("Once a day, in one message"),
    "discussion_news.weekly": N_("Once a week, in one message"),
    "discussion_news.none": N_("Only what you follow"),
    "discussions.state.open": N_("Open"),
    "discussions.state.closed": N_("Closed"),
    "posts.state.draft": N_("Draft"),
    "posts.state.live": N_("Published"),
    "posts.state.deleted": N_("Deleted"),
    "posts.state.hidden": N_("Hidden by a coordinator"),
    "followed_discussions.state.follows": N_("You follow it"),
    "followed_discussions.state.took_part": N_("You wrote in it, and follow it"),
    "followed_discussions.state.muted": N_("Nothing"),
    "decisions_about_posts.state.hidden": N_("Hidden by a coordinator"),
    "decisions_about_posts.state.warned": N_("Warned"),
    "decisions_about_posts.state.suspended": N_("Suspended"),
    "decisions_about_posts.state.nothing": N_("Nothing wrong was found"),
    "requests_to_join_groups.state.waiting": N_("Waiting"),
    "requests_to_join_groups.state.let_in": N_("Let in"),
    "requests_to_join_groups.state.lapsed": N_("Lapsed"),
}
