"""What is coming up in the demo: three events over the regions, in the lists and on phones."""

from datetime import UTC, datetime

from bot.demo import BOT_ID, seed_network
from bot.demo_events import EVENTS, seed_events
from bot.demo_people import PEOPLE
from db.models import Event, EventRegion, Notice
from network.charter import shipped_charter
from network.events.kinds import EVENT


def test_three_events_over_the_regions(sqlite):
    now = datetime(2027, 12, 30, 9, 0, tzinfo=UTC)
    owners = frozenset(seed.telegram_id for seed in PEOPLE if seed.owner)
    seed_network(sqlite, shipped_charter(), owners, now, *PEOPLE)
    seed_events(sqlite, shipped_charter(), owners, now, BOT_ID)
    with sqlite.unit() as session:
        assert {event.state for event in session.query(Event)} == {"published"}
        assert sorted(row.region for row in session.query(EventRegion)) == ["mena", "see", "ssa"]
        assert session.query(Notice).filter_by(kind=EVENT).count() == 2 * len(EVENTS)
