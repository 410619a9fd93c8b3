"""Discussions: making them, posts, who follows them, and how they reach their readers."""
