"""What is talked about in the demo: three discussions, answered or not, in more than one language."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.demo import BOT_ID, seed_network
from bot.demo_discussions import DISCUSSIONS, seed_discussions
from bot.demo_people import KARIM, PEOPLE
from db.models import Discussion, Following, Person, Post
from network.charter import shipped_charter

NOW = datetime(2027, 12, 30, 9, 0, tzinfo=UTC)


def test_three_discussions_one_of_them_unanswered(sqlite):
    owners = frozenset(seed.telegram_id for seed in PEOPLE if seed.owner)
    seed_network(sqlite, shipped_charter(), owners, NOW, *PEOPLE)
    seed_discussions(sqlite, shipped_charter(), owners, NOW, BOT_ID)
    with sqlite.unit() as session:
        found = list(session.scalars(select(Discussion).order_by(Discussion.id)))
        assert [one.title for one in found] == [talked.title for talked in DISCUSSIONS]
        assert {one.state for one in found} == {"open"}
        assert [one.posts for one in found] == [1 + len(talked.answers) for talked in DISCUSSIONS]
        assert all(one.active_at < NOW for one in found)
        assert set(session.scalars(select(Post.language))) == {"en", "fr"}
        # Whoever the demo waits for took no part: their first messages are the ones it counts.
        taking_part = select(Person.telegram_id).join(Following, Following.person_id == Person.id)
        assert KARIM.telegram_id not in set(session.scalars(taking_part))
