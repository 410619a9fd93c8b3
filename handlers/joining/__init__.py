"""Joining: the first words, the registration, the documents one accepts, and home for whoever is in already."""

from handlers.joining.conversation import router
from handlers.joining.renewal import NOTICES

__all__ = ["NOTICES", "router"]
