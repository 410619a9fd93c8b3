"""What is held about a person: reading, exporting, withdrawing a consent, erasing."""

from handlers.kit.notices import NoticeKind
from handlers.privacy.conversation import router

NOTICES: tuple[NoticeKind, ...] = ()

__all__ = ["NOTICES", "router"]
