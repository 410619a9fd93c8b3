"""Help, language, and a kind answer to everything that no other room took."""

from handlers.help.conversation import router
from handlers.kit.notices import NoticeKind

NOTICES: tuple[NoticeKind, ...] = ()

__all__ = ["NOTICES", "router"]
