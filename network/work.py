"""What a use case works with: one unit of work, the time it happens at, and the network's charter."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from network.charter import Charter


@dataclass(slots=True)
class Work:
    """One unit of work. Use cases flush; the edge commits.

    `now` is aware UTC. `owners` are the Telegram ids that are network coordinators by configuration.
    `rate` is how many messages may leave a second, by the settings.
    `public_url` is where the world reaches our web server, by the settings; None: nowhere.
    `bot_name` is the bot's @name, for links that lead to it; `inline` says whether it may be named in other chats.
    `woken` collects what must be told after the commit ("ledger"), so that a sleeping worker looks at once.
    """

    session: Session
    now: datetime
    charter: Charter
    bot_id: int = 0
    owners: frozenset[int] = frozenset()
    rate: int = 30
    woken: set[str] = field(default_factory=set)
    public_url: str | None = None
    bot_name: str = ""
    inline: bool = False
