"""Bringing as a state machine: whatever happens in between, nobody hears a post twice and nobody misses one."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Bundle, Following, Heard, Person, Post
from db.unit import Database
from db.values import Audience, CopyState, Follow, NoticeState
from network import ledger, people
from network.charter import shipped_charter
from network.discussions import authors, bringing, bundles, digests
from network.discussions.bundles import Told
from network.work import Work
from tests.network.bringing import bring_all, discussion, follow, members, post

READERS, DISCUSSIONS = 6, 2
TUESDAY = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
ANYBODY, ANY_DISCUSSION = st.integers(0, READERS - 1), st.integers(0, DISCUSSIONS - 1)
WISHES = ("at_once", "daily", "weekly", "none")
BOT_ID = 4242


class Bringing(RuleBasedStateMachine):
    """Authors post, hide and take back; readers follow, mute, change what they wish, leave; processes are killed."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.database.engine, expire_on_commit=False)
        self.work = Work(self.session, TUESDAY, replace(shipped_charter(), hours=()), BOT_ID)
        # What stands on each phone, message by message: a bundle's posts.
        self.phones: dict[int, dict[int, set[int]]] = {}
        # Letters as they were rendered, which are claimed a while later, and those that are on their way.
        self.rendered: list[tuple[ledger.Open, Told]] = []
        self.on_their_way: list[tuple[ledger.Open, Told]] = []
        # Who must hear a post in the end: they follow from before it until then.
        self.owed: dict[int, set[int]] = {}
        self.gone: set[int] = set()
        self.posts: list[int] = []

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    @initialize()
    def begins(self) -> None:
        (self.author,) = members(self.work, 1)
        self.readers = members(self.work, READERS, topics=["waste"])
        self.discussions = [discussion(self.work, self.author) for _ in range(DISCUSSIONS)]
        follow(self.work, self.discussions[0], self.readers)
        digests.date_new(self.work)

    # --- what people do ---------------------------------------------------------------------------------------------
    @rule(about=ANY_DISCUSSION, reader=st.none() | ANYBODY)
    def posts_something(self, about: int, reader: int | None) -> None:
        author = self.author if reader is None else self.readers[reader]
        if author in self.gone:
            return
        said = post(self.work, self.discussions[about], author)
        self.posts.append(said)
        follows = select(Following.person_id).where(
            Following.discussion_id == self.discussions[about], Following.state != Follow.MUTED
        )
        self.owed[said] = set(self.session.scalars(follows)) - {author} - self.gone

    @rule(about=ANY_DISCUSSION, reader=ANYBODY, state=st.sampled_from(("follows", "took_part", "muted")))
    def follows(self, about: int, reader: int, state: str) -> None:
        if self.readers[reader] in self.gone:
            return
        row = {"discussion_id": self.discussions[about], "person_id": self.readers[reader], "since": self.work.now}
        made = insert_or(self.session, Following).values(**row, state=state)
        keys = ["discussion_id", "person_id"]
        self.session.execute(made.on_conflict_do_update(index_elements=keys, set_={"state": state}))
        if state == "muted":
            self._owes_no_more(self.readers[reader], self.discussions[about])

    @rule(reader=ANYBODY, wish=st.sampled_from(WISHES))
    def wishes(self, reader: int, wish: str) -> None:
        person = self.readers[reader]
        if person not in self.gone:
            digests.set_wish(self.work, people.readers(self.work, [person])[person], wish)

    @rule(reader=ANYBODY)
    def leaves(self, reader: int) -> None:
        person = self.readers[reader]
        self.gone.add(person)
        self.session.execute(update(Person).where(Person.id == person).values(status="former"))
        authors.left(self.work, person)
        for owed in self.owed.values():
            owed.discard(person)

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), state=st.sampled_from(("hidden", "live", "deleted")))
    def changes(self, data: st.DataObject, state: str) -> None:
        said = data.draw(st.sampled_from(self.posts))
        changed = update(Post).where(Post.id == said, Post.state != "deleted").values(state=state)
        self.session.execute(changed)
        bringing.retell(self.work, said)

    # --- what the program does --------------------------------------------------------------------------------------
    @rule(chunk=st.integers(1, 3))
    def brings_a_chunk(self, chunk: int) -> None:
        self._brings(chunk)

    @rule(chunk=st.integers(1, 3))
    def is_killed_while_it_brings(self, chunk: int) -> None:
        self.session.flush()
        with self.session.begin_nested() as unit:
            self._brings(chunk)
            unit.rollback()
        self.session.expire_all()

    @rule()
    def looks(self) -> None:
        """Render what is due, and lay aside what has nothing to say."""
        self.rendered = []
        for row in ledger.open_copies(self.work, 100):
            told = bundles.told(self.work, [row.subject_id])[row.subject_id]
            reader = people.readers(self.work, [row.person_id])[row.person_id]
            state, sends = NoticeState(row.notice_state), row.state == CopyState.PENDING
            if sends and not (told.parts and bundles.may_see(reader)):
                self._record(row.id, CopyState.SKIPPED, 0, given_up=True)
                continue
            assert not sends or all(one.stands for one in told.posts), "nothing hidden or deleted is sent"
            audience = Audience(people=(row.person_id,))
            copy = ledger.Open(row.id, row.person_id, reader, row.revision, state, row.notice_id, audience, sends)
            self.rendered.append((copy, told))

    @rule()
    def claims(self) -> None:
        """What was rendered a while ago is taken in hand, unless it changed; then it is on its way."""
        ours = ledger.claim(self.work, [copy for copy, _ in self.rendered], "one", self.work.now)
        self.on_their_way += [(copy, told) for copy, told in self.rendered if copy.copy_id in ours]
        self.rendered = []

    @rule()
    def arrives(self) -> None:
        for copy, told in self.on_their_way:
            phone = self.phones.setdefault(told.person_id, {})
            assert (told.id in phone) is not copy.sends, "a bundle is sent once, and edited afterwards"
            phone[told.id] = {one.id for one in told.posts}
            self._record(copy.copy_id, CopyState.SENT, copy.revision)
        self.on_their_way = []

    @rule()
    def delivers(self) -> None:
        self.looks()
        self.claims()
        self.arrives()

    @rule(hours=st.sampled_from((0.2, 5, 23, 24 * 7)))
    def time_passes(self, hours: float) -> None:
        self.work.now += timedelta(hours=hours)

    # --- what must hold ---------------------------------------------------------------------------------------------
    @invariant()
    def nobody_reads_a_post_twice(self) -> None:
        for person, messages in self.phones.items():
            read = Counter(post_id for posts in messages.values() for post_id in posts)
            assert not [post_id for post_id, times in read.items() if times > 1], person

    def check_in_the_end(self) -> None:
        """Bring and deliver all there is; then whoever was owed a post has it."""
        bring_all(self.work)
        self.work.now += timedelta(days=8)  # a weekend holds digests
        bring_all(self.work)
        self.claims()
        self.arrives()
        self.delivers()
        self.delivers()
        assert not ledger.open_copies(self.work, 1)
        live = set(self.session.scalars(select(Post.id).where(Post.state == "live")))
        for said, owed in self.owed.items():
            heard = set(self.session.scalars(select(Heard.person_id).where(Heard.post_id == said)))
            if said in live:
                assert owed <= heard, f"{owed - heard} did not hear {said}"
                read = {person for person in owed if any(said in posts for posts in self.phones[person].values())}
                assert owed == read, f"{owed - read} did not receive {said}"
        waiting = select(Post.id).where(
            (Post.brought_to.is_not(None) & (Post.state == "live")) | Post.retold_to.is_not(None)
        )
        assert not list(self.session.scalars(waiting))

    def _brings(self, chunk: int) -> None:
        kept = bringing.CHUNK, bringing.SQLITE_CHUNK, digests.READERS
        bringing.CHUNK = bringing.SQLITE_CHUNK = digests.READERS = chunk
        try:
            bringing.bring_some(self.work)
        finally:
            bringing.CHUNK, bringing.SQLITE_CHUNK, digests.READERS = kept

    def _record(self, copy_id: int, state: CopyState, shows: int, *, given_up: bool = False) -> None:
        ledger.record(self.work, "one", [ledger.Outcome(copy_id, 0, state, shows, given_up=given_up)])

    def _owes_no_more(self, person: int, about: int) -> None:
        theirs = set(self.session.scalars(select(Post.id).where(Post.discussion_id == about)))
        for said in theirs & self.owed.keys():
            self.owed[said].discard(person)


def test_never_twice_and_none_lost(sqlite: Database) -> None:
    class OfThisDatabase(Bringing):
        database = sqlite

        def teardown(self) -> None:
            try:
                if self.posts:
                    self.check_in_the_end()
                assert self.session.scalar(select(Bundle.id).where(~Bundle.id.in_(select(Heard.bundle_id)))) is None
            finally:
                super().teardown()

    run_state_machine_as_test(
        OfThisDatabase,
        settings=settings(
            max_examples=80,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
