"""A person's own profile: seeing it, changing it, switching consents, what comes and when, leaving."""

from handlers.kit.notices import NoticeKind
from handlers.me import wishes
from handlers.me.conversation import router

router.include_router(wishes.router)
NOTICES: tuple[NoticeKind, ...] = ()

__all__ = ["NOTICES", "router"]
