"""Order in the house: reporting posts, the coordinators' cards, and what its author and those who reported it hear."""

from handlers.order.conversation import router
from handlers.order.letters import NOTICES

__all__ = ["NOTICES", "router"]
