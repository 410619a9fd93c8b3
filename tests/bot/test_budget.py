"""The limiter's arithmetic, with a clock turned by hand."""

from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.budget import AIR, GROUP_CALLS, WINDOW, Budget, share_out
from bot.packing import packed, unpacked
from bot.permits import Chat, Pause, Want

GROUP, OTHER_GROUP = -1001, -1002


class Turned:
    """A budget and the moment it is asked at."""

    def __init__(self, rate: int = 30) -> None:
        self.at = 0.0
        self.budget = Budget(rate, lambda: self.at)
        self._keys = count(1)

    def ready(self, lane: str = "answers", chat: Chat = None, weight: int = 1) -> float:
        return self.budget.ready_at(Want(lane, chat, weight))

    def may(self, lane: str = "answers", chat: Chat = None, weight: int = 1) -> bool:
        return self.ready(lane, chat, weight) <= self.at

    def hold(self, lane: str = "answers", chat: Chat = None, weight: int = 1) -> str:
        key = str(next(self._keys))
        self.budget.hold(key, Want(lane, chat, weight))
        return key

    def send(self, lane: str = "answers", chat: Chat = None, weight: int = 1) -> bool:
        """Let a call leave and arrive if it may."""
        if not self.may(lane, chat, weight):
            return False
        self.budget.land(self.hold(lane, chat, weight), self.at)
        return True

    def send_all(self, lane: str = "answers", chats: int = 1000) -> int:
        return sum(self.send(lane, chat) for chat in range(1, chats))


def departures(turned: Turned, lanes: list[str], seconds: float, step: float = 0.01) -> list[float]:
    """Send whatever may leave for some seconds, each to another chat; returns when each left."""
    left, chat = [], 1
    while turned.at < seconds:
        for lane in lanes:
            while turned.send(lane, chat):
                left.append(turned.at)
                chat += 1
        turned.at += step
    return left


def most_in_a_second(left: list[float]) -> int:
    return max(sum(1 for other in left if moment <= other < moment + 1) for moment in left)


@given(rate=st.integers(1, 60), lanes=st.lists(st.sampled_from(["answers", "personal", "digest"]), min_size=1))
@settings(max_examples=40, deadline=None)
def test_never_more_than_the_rate_in_any_second(rate: int, lanes: list[str]) -> None:
    left = departures(Turned(rate), lanes, 4)
    assert most_in_a_second(left) <= rate
    assert len(left) >= 4 * rate / WINDOW * 0.5


def test_bulk_leaves_evenly() -> None:
    left = departures(Turned(), ["digest"], 20, step=0.001)
    gaps = [later - earlier for earlier, later in pairwise(left[10:])]
    assert max(gaps) < 0.05
    assert len(left) / 20 > 26


def test_an_answer_waits_for_no_more_than_the_next_room() -> None:
    turned, chat, waits, asked_at = Turned(), 10_000, [], None
    while turned.at < 20:
        if round(turned.at * 1000) % 500 == 0:
            asked_at = turned.at
        if asked_at is not None and turned.send("answers", chat):
            waits.append(turned.at - asked_at)
            asked_at = None
        # Whoever is more urgent is asked first.
        while asked_at is None and turned.send("digest", chat):
            chat += 1
        chat += 1
        turned.at += 0.001
    assert len(waits) == 40
    assert max(waits) < 2 / 30


def test_the_reserve_grows_with_the_answers() -> None:
    turned = Turned()
    quiet = turned.budget.reserve(turned.at)
    for second in range(5):
        turned.at = float(second)
        for chat in range(10):
            turned.send("answers", chat)
    assert quiet == 0
    assert turned.budget.reserve(turned.at) == 11
    for chat in range(100):
        turned.budget.land(turned.hold("answers", chat), turned.at)
    assert turned.budget.reserve(turned.at) == 15  # at most half of everything
    turned.at += 6
    assert turned.budget.reserve(turned.at) == 0


def test_room_is_kept_for_an_answer_that_is_being_prepared() -> None:
    turned = Turned()
    for chat in range(29):
        turned.send("answers", chat)
    turned.at = 0.01
    turned.budget.state.answers.clear()
    turned.budget.expect()
    assert not turned.may("digest", 100)
    assert turned.send("answers", 100)
    turned.at = 1.2
    assert turned.may("digest", 101), "nothing more is expected"
    turned.budget.expect()
    assert turned.budget.reserve(turned.at) == 1
    turned.at += 0.3
    assert turned.budget.reserve(turned.at) == 0, "it did not come"


def test_the_quickest_way_is_what_no_call_counts_for() -> None:
    turned = Turned(1)
    turned.at = 5.0
    turned.budget.land(turned.hold(), turned.at, 0.02)
    turned.at = 10.0
    turned.budget.land(turned.hold(), turned.at, 0.3)  # it may have arrived 0.28 s after it left, at 9.98
    turned.at = 9.98 + WINDOW - 0.001
    assert not turned.may()
    turned.at = 9.98 + WINDOW
    assert turned.may()


def test_a_call_held_but_not_gone_counts_as_if_it_left_now() -> None:
    turned = Turned(2)
    turned.hold()
    key = turned.hold()
    turned.at = 50.0
    assert not turned.may()
    turned.budget.release(key)
    assert turned.may()


def test_a_call_counts_from_when_it_arrived_at_the_latest() -> None:
    turned = Turned(1)
    key = turned.hold()
    turned.budget.fly(key)
    turned.at = 0.1
    turned.budget.land(key, turned.at)  # the reply
    turned.at = 1.05
    assert not turned.may()
    turned.at = 0.1 + WINDOW
    assert turned.may()
    slow = turned.hold()
    turned.budget.fly(slow)
    turned.at += AIR + WINDOW  # a reply that does not come holds up nobody
    assert turned.may()
    turned.budget.land(slow, turned.at)
    assert turned.may()


def test_a_permit_that_nobody_used_in_time_counts_as_used_at_its_end() -> None:
    turned = Turned(1)
    turned.budget.hold("a dead process's", Want("digest", 7), deadline=2.0)
    turned.at = 1.9
    assert turned.ready() == pytest.approx(2.0 + WINDOW)
    turned.at = 2.0 + WINDOW
    assert turned.may()


def test_a_chat_takes_three_at_once_and_then_one_a_second() -> None:
    turned = Turned()
    assert [turned.send(chat=7) for _ in range(4)] == [True, True, True, False]
    assert turned.may(chat=8)
    turned.at = 1.0
    assert [turned.send(chat=7) for _ in range(2)] == [True, False]
    turned.at = 60.0
    assert [turned.send(chat=7) for _ in range(4)] == [True, True, True, False]


def test_a_group_takes_twenty_a_minute() -> None:
    turned, sent = Turned(), 0
    while turned.at < 60:
        sent += turned.send("answers", GROUP)
        turned.at += 0.5
    assert sent == GROUP_CALLS
    turned.at = 61.0
    assert turned.may(chat=GROUP)


def test_a_permit_given_back_costs_its_chat_nothing() -> None:
    turned = Turned()
    for _ in range(10):
        turned.budget.release(turned.hold("digest", GROUP))
    assert turned.send("digest", GROUP)


def test_an_album_is_as_many_messages_as_it_has_pictures() -> None:
    turned = Turned()
    assert turned.send("answers", 7, 10)
    assert not turned.may("answers", 8, 21)
    assert turned.may("answers", 8, 20)
    assert turned.budget.chat_wait(Want("answers", 7)) == pytest.approx(8)  # as long as for ten single ones
    turned.at = 1.1
    key = turned.hold("digest", GROUP, 10)
    assert turned.ready("answers", GROUP, 11) > 60
    turned.budget.release(key)
    assert turned.may("digest", GROUP)


def test_what_weighs_more_than_the_rate_leaves_when_nothing_else_counts() -> None:
    turned = Turned(5)
    assert turned.may("digest", 7, 10)
    turned.send("answers", 8)
    turned.send("answers", 9)
    assert turned.ready("digest", 7, 10) == pytest.approx(WINDOW)


def test_a_refusal_in_a_private_chat_silences_everything() -> None:
    turned = Turned()
    assert turned.budget.refuse(7, 5) == Pause(None, 5)
    assert not turned.may(chat=8)
    turned.at = 5.05
    assert not turned.may()
    turned.at = 5.11
    assert turned.may()


def test_a_refusal_in_a_group_silences_that_group_unless_a_second_follows() -> None:
    turned = Turned()
    assert turned.budget.refuse(GROUP, 5) == Pause(GROUP, 5)
    assert turned.may()
    assert not turned.may(chat=GROUP)
    turned.at = 0.5
    assert turned.budget.refuse(GROUP, 5) == Pause(GROUP, 5)  # the same one again says nothing new
    turned.at = 1.2
    assert turned.budget.refuse(OTHER_GROUP, 5) == Pause(None, 5)
    assert not turned.may()
    later = Turned()
    later.budget.refuse(GROUP, 5)
    later.at = 1.5
    assert later.budget.refuse(OTHER_GROUP, 5) == Pause(OTHER_GROUP, 5)


def test_it_slows_down_after_a_refusal_and_recovers() -> None:
    turned = Turned()
    turned.budget.refuse(7, 2)
    turned.at = 3.0
    slowed = turned.budget.ceiling(turned.at)
    assert slowed == 21
    turned.at = 15.0
    assert slowed < turned.budget.ceiling(turned.at) < 30
    turned.at = 60.0
    assert turned.budget.ceiling(turned.at) == 30
    for chat in range(50):
        turned.budget.refuse(chat + 1, 1)
    assert turned.budget.ceiling(turned.at) == 21, "what was on its way says nothing new"
    for _ in range(50):
        turned.at += 1.2
        turned.budget.refuse(7, 1)
    assert 1 <= turned.budget.ceiling(turned.at) <= 4


def test_it_forgets_quiet_chats() -> None:
    turned = Turned(1_000_000)
    for chat in range(1, 10_003):
        turned.send("answers", chat)
    turned.at = 10.0
    turned.send("answers", 1)
    assert len(turned.budget.state.chats) < 10


def test_what_is_paid_for_may_pass_the_free_rate_and_nothing_else_may() -> None:
    turned = Turned(100)
    turned.budget.free = 30
    assert turned.send_all("answers") == 30
    assert not turned.may()
    paid = [Want("answers", chat, paid=True) for chat in range(5000, 5200)]
    given, _ = share_out(turned.budget, [paid], lambda: str(next(turned._keys)), turned.at)
    assert len(given[0]) == 70


# --- sharing out --------------------------------------------------------------------------------------------------
def shared(turned: Turned, *waiters: list[Want]) -> list[list[int]]:
    """Share out, and say which places everybody was given."""
    given, _ = share_out(turned.budget, waiters, lambda: str(next(turned._keys)), turned.at)
    return [[place for place, _ in mine] for mine in given]


def test_what_weighs_more_is_not_overtaken() -> None:
    turned = Turned()
    turned.budget.state.left.extend([turned.at] * 25)
    album, text = Want("personal", 1, 10), Want("personal", 2)
    assert shared(turned, [album, text], [text]) == [[], []]
    assert shared(turned, [text, album], [text]) == [[0], []]


def test_whoever_waits_for_a_slow_chat_holds_up_nobody() -> None:
    turned = Turned()
    while turned.send("answers", 7):
        pass
    assert shared(turned, [Want("answers", 7)], [Want("digest", 7), Want("digest", 8)]) == [[], [1]]


# --- in the row that processes share ------------------------------------------------------------------------------
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["answers", "personal", "digest"]),
            st.sampled_from([None, 1, 2, 3, GROUP, OTHER_GROUP, "@channel"]),
            st.integers(1, 10),
            st.sampled_from(["hold", "land", "fly", "release", "refuse", "wait"]),
        ),
        max_size=40,
    )
)
@settings(deadline=None)
def test_a_budget_goes_on_from_its_row_as_if_nothing_had_been(steps: list[tuple[str, Chat, int, str]]) -> None:
    one, other = Turned(), Turned()
    for lane, chat, weight, step in steps:
        for turned in (one, other):
            key = turned.hold(lane, chat, weight)
            match step:
                case "land":
                    turned.budget.land(key, turned.at)
                case "fly":
                    turned.budget.fly(key)
                case "release":
                    turned.budget.release(key)
                case "refuse":
                    turned.budget.refuse(chat, weight)
                case "wait":
                    turned.at += weight / 4
        other.budget = Budget(30, lambda: other.at, unpacked(packed(other.budget.state, other.at), other.at))
        for asked in (None, 1, GROUP, "@channel"):
            for asking, size in (("digest", 1), ("answers", 5)):
                ready = [max(turned.at, turned.ready(asking, asked, size)) for turned in (one, other)]
                assert ready[0] == ready[1]


def test_a_clock_that_was_set_back_does_not_stop_everything() -> None:
    turned = Turned(1)
    turned.at = 5000.0
    turned.send("digest", 7)
    turned.at = 1000.0
    turned.budget = Budget(1, lambda: turned.at, unpacked(packed(turned.budget.state, turned.at), turned.at))
    turned.at = 1000.0 + 2 * WINDOW
    assert turned.may("answers", 8)
