"""The team: coordinators, by region; how members become coordinators."""

from handlers.team.conversation import router
from handlers.team.view import NOTICES

__all__ = ["NOTICES", "router"]
