"""A person's own profile: seeing it, changing it, switching consents, leaving."""

from handlers.kit.notices import NoticeKind
from handlers.me.conversation import router

NOTICES: tuple[NoticeKind, ...] = ()

__all__ = ["NOTICES", "router"]
