"""One's own events that nobody sees yet."""

from db.queries import event_deciding, event_privacy
from db.queries import events as queries
from db.values import EventState
from network import drafts as forms
from network import notices
from network.errors import N_, NotAllowed
from network.events import drafts, reading
from network.events.kinds import ASKED, DECIDE, DECIDED, TOLD
from network.events.reading import Event
from network.people import Reader
from network.work import Work

MOST = 10
NOT_OUT = (EventState.WAITING, EventState.SCHEDULED, EventState.DECLINED)


def unpublished(work: Work, reader: Reader) -> list[Event]:
    """List the reader's events that wait for a decision or their time, or were declined; the newest first.

    Raises NotAllowed for whoever makes no events.
    """
    drafts.require_maker(reader)
    found = queries.of_author(work.session, reader.id, NOT_OUT, MOST)
    events = reading.read(work, found)
    return [events[number] for number in found if number in events]


def forget(work: Work, person_id: int) -> None:
    """Let go of all that somebody who leaves began and nobody has seen; what coordinators were asked is taken back."""
    gone = set(event_privacy.untold_by(work.session, person_id))
    about = event_deciding.events_of(work.session, event_deciding.told_to(work.session, person_id))
    for kinds, subjects in (((DECIDE, DECIDED), gone), ((ASKED, TOLD), {one for one in about if about[one] in gone})):
        for kind in kinds:
            for subject in sorted(subjects):
                notices.retract(work, kind, subject)
    forms.drop_about_events(work, gone)
    event_privacy.forget_events(work.session, person_id)


def own(work: Work, reader: Reader, event_id: int) -> Event:
    """Fetch one of the reader's own. Raises NotAllowed for somebody else's, Outdated when it is gone."""
    event = reading.find(work, event_id)
    if event.author_id != reader.id:
        raise NotAllowed(N_("Somebody else is writing this event."))
    return event
