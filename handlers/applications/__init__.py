"""Applications: the coordinators' cards, and the questions that travel between them and the applicant."""

from handlers.applications.conversation import router
from handlers.applications.letters import NOTICES

__all__ = ["NOTICES", "router"]
