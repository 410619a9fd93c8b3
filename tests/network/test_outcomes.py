"""What becomes of a copy when a call failed: the pure rules, for every way to fail."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values import AGAIN, CopyState
from network import outcomes
from network.outcomes import Failure, Verdict

PENDING, SENT = CopyState.PENDING, CopyState.SENT
SECOND, WAIT = timedelta(seconds=1), timedelta(seconds=30)


@pytest.mark.parametrize(
    ("failure", "send", "change"),
    [
        (
            Failure.UNKNOWN,
            Verdict(CopyState.MAYBE, "why"),
            Verdict(SENT, "why", SECOND, 1),
        ),
        (Failure.NOT_SENT, Verdict(PENDING, "why", SECOND, 1), Verdict(SENT, "why", SECOND, 1)),
        (Failure.MIGRATED, Verdict(PENDING, "why", timedelta(0), 1), Verdict(SENT, "why", timedelta(0), 1)),
        (Failure.TOO_MANY, Verdict(PENDING, None, WAIT), Verdict(SENT, None, WAIT)),
        (
            Failure.TOKEN_REFUSED,
            Verdict(PENDING, None, outcomes.TOKEN_REFUSED_FOR),
            Verdict(SENT, None, outcomes.TOKEN_REFUSED_FOR),
        ),
        (
            Failure.BLOCKED,
            Verdict(CopyState.UNREACHABLE, "why", given_up=True, unreachable=True),
            Verdict(SENT, "why", given_up=True, unreachable=True),
        ),
        (Failure.REFUSED, Verdict(CopyState.FAILED, "why", given_up=True), Verdict(SENT, "why", given_up=True)),
    ],
)
def test_every_way_to_fail(failure: Failure, send: Verdict, change: Verdict) -> None:
    assert outcomes.after(failure, PENDING, why="why", wait=WAIT) == send
    assert outcomes.after(failure, SENT, why="why", wait=WAIT) == change


def test_a_reminder_that_may_have_arrived_is_sent_once_more() -> None:
    once = outcomes.after(Failure.UNKNOWN, PENDING, why="cut", repeatable=True)
    assert once == Verdict(PENDING, AGAIN, outcomes.AGAIN_AFTER)
    twice = outcomes.after(Failure.UNKNOWN, PENDING, why="cut", repeatable=True, marked_again=True)
    assert twice == Verdict(CopyState.MAYBE, "cut")


def test_what_never_succeeds_is_given_up_in_the_end() -> None:
    last = outcomes.MOST_ATTEMPTS - 1
    assert outcomes.after(Failure.NOT_SENT, PENDING, why="away", attempts=last).state is CopyState.FAILED
    assert outcomes.after(Failure.MIGRATED, PENDING, why="moved", attempts=last).state is CopyState.FAILED
    assert outcomes.after(Failure.UNKNOWN, SENT, why="cut", attempts=last) == Verdict(SENT, "cut", given_up=True)


@given(
    failure=st.sampled_from(list(Failure)),
    state=st.sampled_from([PENDING, SENT]),
    attempts=st.integers(0, 200),
    marked_again=st.booleans(),
    repeatable=st.booleans(),
    seconds=st.floats(0, 10_000),
)
def test_rules_that_hold_for_every_failure(
    failure: Failure, state: CopyState, attempts: int, marked_again: bool, repeatable: bool, seconds: float
) -> None:
    verdict = outcomes.after(
        failure,
        state,
        why="why",
        attempts=attempts,
        marked_again=marked_again,
        repeatable=repeatable,
        wait=timedelta(seconds=seconds),
    )
    retried = verdict.retry_in is not None
    assert retried != (verdict.given_up or verdict.state is CopyState.MAYBE)
    if retried:
        assert verdict.state is state  # whatever is tried once more stays what it was
        assert state is SENT or not marked_again or verdict.error == AGAIN  # and still says that it is the second time
    if state is SENT:
        assert verdict.state is SENT  # a failed edit takes nothing away
    # Only what may have arrived is in doubt, and it is never sent again by itself but once.
    assert (verdict.state is CopyState.MAYBE) == (
        failure is Failure.UNKNOWN and state is PENDING and (marked_again or not repeatable)
    )
    assert verdict.unreachable == (failure is Failure.BLOCKED)
