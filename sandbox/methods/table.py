"""All methods: importing their modules fills the table."""

from sandbox.methods import (
    TABLE,
    albums,
    callbacks,
    chats,
    commands,
    copies,
    deletes,
    edits,
    files,
    inline,
    media,
    messages,
    places,
    profile,
    updates,
)

__all__ = [
    "TABLE",
    "albums",
    "callbacks",
    "chats",
    "commands",
    "copies",
    "deletes",
    "edits",
    "files",
    "inline",
    "media",
    "messages",
    "places",
    "profile",
    "updates",
]
