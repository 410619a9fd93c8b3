"""What becomes of a copy when a call failed: states, retries and back-off. Pure rules, no database and no Telegram."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from db.values import AGAIN, CopyState
from network.pacing import back_off

MOST_ATTEMPTS = 100  # about a day
AGAIN_AFTER = timedelta(seconds=5)
TOKEN_REFUSED_FOR = timedelta(minutes=1)


class Failure(Enum):
    """The ways in which a call can fail."""

    UNKNOWN = auto()  # nobody knows whether it was done
    NOT_SENT = auto()  # certainly not done, for a reason that passes
    TOO_MANY = auto()  # not done, and Telegram says how long to wait
    MIGRATED = auto()  # the group has another id now
    TOKEN_REFUSED = auto()  # no call can succeed
    BLOCKED = auto()  # the chat cannot be written to until its people change something
    REFUSED = auto()  # Telegram said no to just this


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a copy. `retry_in` opens it again after that time; `attempts` counts those that back off."""

    state: CopyState
    error: str | None = None
    retry_in: timedelta | None = None
    attempts: int = 0
    given_up: bool = False
    unreachable: bool = False


def after(
    failure: Failure,
    state: CopyState,
    *,
    why: str,
    attempts: int = 0,
    marked_again: bool = False,
    repeatable: bool = False,
    wait: timedelta = timedelta(0),
) -> Verdict:
    """Decide what becomes of a copy that stood in `state` (pending: it was to be sent, sent: edited or deleted).

    Only a send that may have arrived is never repeated by itself, unless its kind is `repeatable`, and then once:
    `marked_again` says that this was the second time. Edits and deletions repeat. `why` is Telegram's word and `wait`
    how long it wants quiet.
    """
    sends = state is not CopyState.SENT
    back = CopyState.PENDING if sends else CopyState.SENT
    mark = AGAIN if marked_again else None
    match failure:
        case Failure.UNKNOWN if sends:
            if repeatable and not marked_again:
                return Verdict(back, AGAIN, AGAIN_AFTER)
            return Verdict(CopyState.MAYBE, why)
        case Failure.UNKNOWN | Failure.NOT_SENT | Failure.MIGRATED if attempts + 1 < MOST_ATTEMPTS:
            retry_in = timedelta(0) if failure is Failure.MIGRATED else back_off(attempts)
            return Verdict(back, mark or why, retry_in, attempts + 1)
        case Failure.TOO_MANY:
            return Verdict(back, mark, wait)
        case Failure.TOKEN_REFUSED:
            return Verdict(back, mark, TOKEN_REFUSED_FOR)
        case Failure.BLOCKED:
            return Verdict(CopyState.UNREACHABLE if sends else back, why, given_up=True, unreachable=True)
    return Verdict(CopyState.FAILED if sends else back, why, given_up=True)
