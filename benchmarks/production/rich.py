"""Stands in the way of `rich`, which only the development tools bring: structlog would load it where it finds it."""

raise ImportError("not installed with the bot")
