"""What falls due by itself: drafts that nobody came back to, applications that wait too long, old rows."""

from collections.abc import Callable
from datetime import timedelta

from db.queries import conversations, inbox
from network import announcements, applications, clearing, drafts, membership, pace, team
from network.discussions import digests
from network.events import afterwards, changing, offers, publishing, series, sharing
from network.hubs import guests, joining, linking
from network.work import Work

INBOX_DAYS, ASIDE_DAYS = 3, 30  # how long finished updates stay for the sake of counting, and failed ones for a look


def sweep(work: Work) -> dict[str, int]:
    """Do everything that is due; returns how much of each was done. Safe to run at any time, by several processes."""
    return {name: duty(work) for name, duty in (DUTIES | WATCHED).items()}


def _drop_drafts(work: Work) -> int:
    since = work.now - timedelta(days=work.charter.limits.draft_days)
    return conversations.drop_untouched_since(work.session, since)


def _purge_inbox(work: Work) -> int:
    return inbox.purge(work.session, work.now - timedelta(days=INBOX_DAYS), work.now - timedelta(days=ASIDE_DAYS))


# What people watch: looked at every few seconds.
WATCHED: dict[str, Callable[[Work], int]] = {
    "announcements": announcements.tick,
    "events published": publishing.publish_due,
    "seats": offers.tick,
    "series begun": series.begin_due,
    "groups": linking.tick,
}

DUTIES: dict[str, Callable[[Work], int]] = {
    "drafts": _drop_drafts,
    "stray drafts": drafts.drop_strays,
    "inbox": _purge_inbox,
    "messages": clearing.forget_old,
    "clearing": clearing.give_up,
    "escalated": applications.escalate_due,
    "erased": applications.erase_declined_due,
    "invitations": team.drop_old_invitations,
    "pace": pace.forget_old,
    "series": series.make_due,
    "changes of events": changing.drop_old,
    "after events": afterwards.tick,
    "posted cards": sharing.forget_old,
    "first digests": digests.date_new,
    "requests for groups": joining.lapse,
    "guests of groups": guests.forget_old,
    "suspensions": membership.restore_due,
}
