"""The audit log, for coordinators to read and to take along as a table."""

from handlers.audit.conversation import router
from handlers.kit.notices import NoticeKind

NOTICES: tuple[NoticeKind, ...] = ()

__all__ = ["NOTICES", "router"]
