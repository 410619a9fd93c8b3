"""`--strict`: Telegram's published limits, enforced at arrival and in real time (Bots FAQ, "My bot is hitting limits").

Thirty calls in any sliding second for the whole bot; one a second in a chat, with a small burst; twenty a minute in a
group. What counts is what puts something before people: messages, edits and media; an album counts as many as it has
parts. A refused call does not count.
"""

import math
from collections import deque
from dataclasses import dataclass, field

A_SECOND = 30
BURST = 3
A_MINUTE_IN_GROUP = 20


@dataclass(slots=True)
class _Bucket:
    """Permits of one chat: refilled by one a second up to the burst."""

    permits: float
    at: float
    recent: deque[float] = field(default_factory=deque)


class Limits:
    """What each bot sent lately."""

    def __init__(self) -> None:
        self._seconds: dict[int, deque[float]] = {}
        self._chats: dict[tuple[int, str], _Bucket] = {}

    def wait(self, bot: int, chat: str, now: float, count: int = 1) -> int:
        """Seconds the bot must wait; 0 when the call may pass, which then counts as so many messages.

        One album may overdraw a chat's permits, since ten pieces are allowed and the burst is three; what comes after
        it waits until they are earned again.
        """
        second = self._seconds.setdefault(bot, deque())
        while second and second[0] <= now - 1:
            second.popleft()
        over = len(second) + count - A_SECOND
        longest = second[min(over, len(second)) - 1] + 1 - now if over > 0 and second else 0.0
        bucket = self._chats.get((bot, chat))
        if bucket is None:
            if len(self._chats) > 100_000:
                self._chats.clear()
            bucket = self._chats[bot, chat] = _Bucket(BURST, now)
        bucket.permits = min(BURST, bucket.permits + now - bucket.at)
        bucket.at = now
        if bucket.permits < 1:
            longest = max(longest, 1 - bucket.permits)
        group = chat.startswith(("-", "@"))
        if group:
            while bucket.recent and bucket.recent[0] <= now - 60:
                bucket.recent.popleft()
            over = len(bucket.recent) + count - A_MINUTE_IN_GROUP
            if over > 0 and bucket.recent:
                longest = max(longest, bucket.recent[min(over, len(bucket.recent)) - 1] + 60 - now)
        if longest > 0:
            return math.ceil(longest)
        second.extend([now] * count)
        bucket.permits -= count
        if group:
            bucket.recent.extend([now] * count)
        return 0
