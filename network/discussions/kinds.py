"""Kinds of notice about discussions, by name; what they are about stands beside them."""

DRAFT = "discussion_draft"  # a discussion: the screen on which its author writes it
DISCUSSION = "discussion"  # a discussion: its card, where somebody opened it
READING = "discussion_page"  # a post: the page of a discussion that begins with it
CARD_IN_GROUP = "discussion_group"  # a discussion: the card in groups without topics
POST = "post"  # a post: in the groups of its hubs
OWN_POST = "own_post"  # a post: what its author is shown of it
ASKED = "discussion_asked"  # a discussion: the question for an answer, to which one replies
REWRITE = "post_rewrite"  # a post: the question for its new words
SAID = "said_post"  # a post: the very message in which its author wrote it
CLOSED = "discussion_closed"  # a discussion: its end and conclusion, to all who took part
# What stands for a discussion in somebody's chat, so that a reply to it is a post.
ABOUT_DISCUSSIONS = frozenset({DISCUSSION, CLOSED, ASKED})
ABOUT_POSTS = frozenset({READING, POST, OWN_POST, SAID})
