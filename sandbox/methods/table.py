"""All methods: importing their modules fills the table."""

from sandbox.methods import TABLE, callbacks, chats, commands, deletes, edits, files, media, messages, profile, updates

__all__ = [
    "TABLE", "callbacks", "chats", "commands", "deletes", "edits", "files", "media", "messages", "profile", "updates",
]  # fmt: skip
