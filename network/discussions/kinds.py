"""Kinds of notice about the making of discussions, by name; what they are about stands beside them."""

DRAFT = "discussion_draft"  # a discussion: the screen on which its author writes it
