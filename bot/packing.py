"""A budget's memory as text, for the row in which processes share it."""

import json
from collections import deque
from hashlib import blake2b

from bot.budget import TRIPS, Held, InChat, State
from bot.permits import Chat, Want, is_group


def disguised(chat: Chat) -> Chat:
    """Return a number that stands for a chat in the row, where nobody's own number should lie about."""
    if chat is None:
        return None
    number = int.from_bytes(blake2b(str(chat).encode(), digest_size=6).digest())
    return -number if is_group(chat) else number


def packed(state: State, now: float) -> str:
    """Write a state down; what counts no more at `now` is left out."""
    chats = [
        [chat, known.full_at, known.paused_until, list(known.calls)]
        for chat, known in state.chats.items()
        if known.full_at > now or known.paused_until > now or known.calls
    ]
    return json.dumps(
        {
            "left": list(state.left),
            "trips": list(state.trips),
            "unpaid": list(state.unpaid),
            "held": [[key, *held.want, held.deadline] for key, held in state.held.items()],
            "answers": list(state.answers),
            "expected": list(state.expected),
            "chats": chats,
            "bulk": [state.bulk, state.bulk_at, state.next_portion],
            "paused_until": state.paused_until,
            "factor": [state.factor, state.factor_at],
            "refused": state.refused,
        },
        separators=(",", ":"),
    )


def unpacked(text: str, now: float) -> State:
    """Read a state. Nothing in it left after `now`: a database's clock that was set back must not stop everything."""
    found = json.loads(text)

    def past(moments: list[float]) -> deque[float]:
        return deque(min(moment, now) for moment in moments)

    bulk, bulk_at, next_portion = found["bulk"]
    factor, factor_at = found["factor"]
    return State(
        left=past(found["left"]),
        trips=deque(found["trips"], TRIPS),
        unpaid=past(found["unpaid"]),
        held={key: Held(Want(*want), deadline) for key, *want, deadline in found["held"]},
        answers=past(found["answers"]),
        expected=past(found["expected"]),
        chats={
            chat: InChat(full_at, paused_until, past(calls)) for chat, full_at, paused_until, calls in found["chats"]
        },
        bulk=bulk,
        bulk_at=min(bulk_at, now),
        next_portion=next_portion,
        paused_until=found["paused_until"],
        factor=factor,
        factor_at=factor_at,
        refused=(found["refused"][0], found["refused"][1]) if found["refused"] else None,
    )
