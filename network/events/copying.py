"""Making a copy of an event: all it holds but its time."""

from db.queries import events as queries
from network import texts
from network.errors import N_, NetworkError
from network.events import drafts, fields, reading
from network.people import Reader
from network.work import Work


def duplicate(work: Work, reader: Reader, event_id: int) -> int:
    """Begin a draft with all that an event holds but its time; returns its row number.

    Raises NetworkError while another draft is open, and NotAllowed for whoever does not organise it.
    """
    old = reading.find(work, event_id)
    reading.require_organiser(reader, old)
    made, fresh = drafts.begun(work, reader)
    if not fresh:
        raise NetworkError(N_("You have a draft open. Please publish it or throw it away first: /newevent"))
    picture = old.picture if old.picture and old.picture.bot_id == work.bot_id else None
    queries.change(
        work.session,
        made,
        work.now,
        title_id=texts.copy(work, old.title.id) if old.title else None,
        description_id=texts.copy(work, old.description.id) if old.description else None,
        format=old.format,
        link=old.link,
        place=old.place,
        latitude=old.latitude,
        longitude=old.longitude,
        zone=old.zone,
        minutes=old.minutes,
        languages=list(old.languages),
        topics=[key for key in old.topics if key in work.charter.topics],
        regions=[key for key in old.regions if key in work.charter.regions],
        capacity=old.capacity,
        picture=fields.picture(work, picture) if picture else None,
        contact=old.contact,
    )
    return made
