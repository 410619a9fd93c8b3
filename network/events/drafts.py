"""Writing an event, a field at a time. The same setters write a draft, and what a published event is to become."""

from collections.abc import Collection
from datetime import datetime

from db.queries import events as queries
from db.queries import texts as text_queries
from db.values import Attachment, EventFormat, EventState, RichText, Status
from network import texts
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import fields, reading
from network.events.reading import Event
from network.people import Reader
from network.work import Work

WRITABLE = reading.WRITABLE


def require_maker(reader: Reader) -> None:
    """Let only those pass who may make events: members, and whoever coordinates. Raises NotAllowed otherwise."""
    if reader.status is Status.SUSPENDED:
        raise NotAllowed(N_("Your membership is suspended. Please write to your coordinators about it."))
    if reader.status is not Status.MEMBER and not reader.coordinates:
        raise NotAllowed(N_("Events are made by members of the network. Send /start to join."))


def begin(work: Work, reader: Reader) -> int:
    """Find the reader's open draft, or begin one for their region, in their time zone; returns its row number.

    Raises NotAllowed for whoever is no member.
    """
    return begun(work, reader)[0]


def draft(work: Work, reader: Reader, event_id: int) -> Event:
    """Fetch and hold what the reader is writing: a draft, or a change of an event.

    Raises NotAllowed for somebody else's, Outdated when it is gone or was sent.
    """
    require_maker(reader)
    found = reading.find(work, event_id, hold=True)
    if found.author_id != reader.id:
        raise NotAllowed(N_("Somebody else is writing this event."))
    if found.state not in WRITABLE:
        raise Outdated(N_("This is not a draft any more. Send /newevent to see what became of it."))
    return found


# Title and description


def set_title(work: Work, reader: Reader, event_id: int, body: RichText) -> Event:
    """Write the title, one plain line; versions in other languages are stale from here.

    Raises NetworkError for what is empty or too long, and as `draft`.
    """
    return _set_words(work, reader, event_id, fields.TITLE, body)


def set_description(work: Work, reader: Reader, event_id: int, body: RichText | None) -> Event:
    """Write the description, or take it away with all its versions (None). Raises as `set_title`."""
    return _set_words(work, reader, event_id, fields.DESCRIPTION, body)


def set_version(work: Work, reader: Reader, event_id: int, which: str, language: str, body: RichText | None) -> Event:
    """Write the title or description (`which`) in one language, or take that version away (None).

    Raises NetworkError for a language that the network does not speak, without a source, and as `set_title`.
    """
    found = draft(work, reader, event_id)
    text = found.title if which == fields.TITLE else found.description
    if language not in work.charter.languages:
        raise NetworkError(N_("The bot does not speak that language yet."))
    if text is None:
        raise NetworkError(N_("Please write it in your own language first."))
    if body is None:
        texts.drop_version(work, text.id, language)
        return _changed(work, found)
    body = fields.words(which, body)
    if language == text.source_language:
        texts.rewrite(work, text.id, body)
    else:
        texts.translate(work, text.id, language, body)
    return _changed(work, found)


def set_language(work: Work, reader: Reader, event_id: int, language: str) -> Event:
    """Say which language title and description are written in, where it is not the one their author reads.

    Raises NetworkError for a language that the network does not speak, or that has a version already; else as `draft`.
    """
    found = draft(work, reader, event_id)
    if language not in work.charter.languages:
        raise NetworkError(N_("The bot does not speak that language yet."))
    written = [text for text in (found.title, found.description) if text and text.source_language != language]
    if any(language in text.versions for text in written):
        raise NetworkError(N_("There is a version in that language already. Please remove it first."))
    for text in written:
        texts.relabel(work, text.id, language)
    return _changed(work, found)


def looked_at(work: Work, reader: Reader, event_id: int, which: str, language: str) -> Event:
    """Let a stale version of title or description (`which`) stand as it is. Raises as `draft`."""
    found = draft(work, reader, event_id)
    text = found.title if which == fields.TITLE else found.description
    if text is not None:
        texts.confirm(work, text.id, language)
    return _changed(work, found)


# Where


def set_format(work: Work, reader: Reader, event_id: int, value: str) -> Event:
    """Say where people meet; what does not go with that is let go: a link on site, a place in a virtual event.

    Raises NetworkError for a form there is not, and as `draft`.
    """
    found, form = draft(work, reader, event_id), fields.form(value)
    gone: dict[str, object] = {}
    if form is EventFormat.ON_SITE:
        gone = {"link": None}
    elif form is EventFormat.VIRTUAL:
        gone = {"place": None, "latitude": None, "longitude": None}
    return _changed(work, found, format=form, **gone)


def set_link(work: Work, reader: Reader, event_id: int, url: str | None) -> Event:
    """Say where a virtual event is; only those who go read it. Raises NetworkError for no address; else as `draft`."""
    found = draft(work, reader, event_id)
    return _changed(work, found, link=fields.link(url) if url is not None else None)


def set_place(
    work: Work, reader: Reader, event_id: int, place: str | None, spot: tuple[float, float] | None = None
) -> Event:
    """Say where people meet on site: in words, on the map (latitude and longitude in degrees), or both; None: nowhere.

    Words are put beside a spot that has none yet, and a spot beside words; other words do without the old spot.
    Raises NetworkError for what is too long, and as `draft`.
    """
    found = draft(work, reader, event_id)
    kept = fields.line(place) if place else None
    if kept is None and spot is not None:
        kept = found.place
    elif kept is not None and spot is None and not found.place and found.latitude is not None:
        spot = (found.latitude, found.longitude or 0.0)
    latitude, longitude = fields.spot(*spot) if spot else (None, None)
    return _changed(work, found, place=kept, latitude=latitude, longitude=longitude)


# When


def set_start(work: Work, reader: Reader, event_id: int, local: datetime, zone: str) -> Event:
    """Say when it begins: `local` is naive, what clocks of `zone` show then.

    Raises NetworkError for a time that is over or far off, an unknown zone, and as `draft`.
    """
    found = draft(work, reader, event_id)
    shown, starts_at = fields.start(work, local, zone)
    return _changed(work, found, zone=zone, starts_local=shown.isoformat(timespec="minutes"), starts_at=starts_at)


def set_zone(work: Work, reader: Reader, event_id: int, zone: str) -> Event:
    """Say by which zone's clocks it is meant; what clocks show at its start stays. Raises as `set_start`."""
    found = draft(work, reader, event_id)
    if found.starts_local is None:
        return _changed(work, found, zone=fields.zone(zone))
    return set_start(work, reader, event_id, found.starts_local, zone)


def set_minutes(work: Work, reader: Reader, event_id: int, minutes: int) -> Event:
    """Say how many minutes it takes. Raises NetworkError for none or too many, and as `draft`."""
    return _set(work, reader, event_id, minutes=fields.length(minutes))


def set_answer_by(work: Work, reader: Reader, event_id: int, moment: datetime | None) -> Event:
    """Say until when (aware) people may answer; None: until it begins.

    Raises NetworkError for a time that is over, and as `draft`.
    """
    return _set(work, reader, event_id, answer_by=fields.ahead(work, moment) if moment else None)


def set_publish_at(work: Work, reader: Reader, event_id: int, moment: datetime | None) -> Event:
    """Say when (aware) it is published; None: at once. Raises NetworkError for a time that is over; else as `draft`."""
    return _set(work, reader, event_id, publish_at=fields.ahead(work, moment) if moment else None)


# For whom, and the rest


def set_languages(work: Work, reader: Reader, event_id: int, codes: Collection[str]) -> Event:
    """Say which languages are spoken there. Raises NetworkError for too many or unknown ones, and as `draft`."""
    return _set(work, reader, event_id, languages=fields.languages(work, codes))


def set_topics(work: Work, reader: Reader, event_id: int, keys: Collection[str]) -> Event:
    """Say what it is about. Raises NetworkError for too many or unknown ones, and as `draft`."""
    return _set(work, reader, event_id, topics=fields.topics(work, keys))


def set_regions(work: Work, reader: Reader, event_id: int, keys: Collection[str]) -> Event:
    """Say for which regions it is; none stand for all. Raises NetworkError for unknown ones, and as `draft`."""
    return _set(work, reader, event_id, regions=fields.regions(work, keys))


def set_capacity(work: Work, reader: Reader, event_id: int, seats: int | None) -> Event:
    """Say how many can come; None for as many as want to. Raises NetworkError for too few or many; else as `draft`."""
    return _set(work, reader, event_id, capacity=fields.capacity(seats))


def set_picture(work: Work, reader: Reader, event_id: int, attachment: Attachment | None) -> Event:
    """Put a photo with it, or take it away (None). Raises NetworkError for what is no photo, and as `draft`."""
    return _set(work, reader, event_id, picture=fields.picture(work, attachment) if attachment else None)


def set_contact(work: Work, reader: Reader, event_id: int, contact: str | None) -> Event:
    """Say whom people may turn to, in one line; None for nobody. Raises NetworkError if too long; else as `draft`."""
    return _set(work, reader, event_id, contact=fields.line(contact) if contact is not None else None)


# The ends of a draft


def discard(work: Work, reader: Reader, event_id: int) -> None:
    """Throw a draft away. Raises as `draft`, and Outdated for the change of an event, which is not thrown away here."""
    found = draft(work, reader, event_id)
    if found.state is not EventState.DRAFT:
        raise Outdated(N_("This is not a draft any more. Send /newevent to see what became of it."))
    queries.remove(work.session, [found.id])


def begun(work: Work, reader: Reader) -> tuple[int, bool]:
    """As `begin`; says also whether the draft is new."""
    require_maker(reader)
    known = work.charter.regions
    if reader.coordinates and not reader.network_wide:
        regions = [key for key in known if key in reader.regions]
    else:
        home = reader.region if reader.region in known and not reader.network_wide else None
        regions = [home] if home else []
    language = reader.language.partition("-")[0]
    return queries.begin(
        work.session,
        reader.id,
        work.now,
        zone=reader.zone,
        languages=[language],
        regions=regions,
    )


def _set_words(work: Work, reader: Reader, event_id: int, which: str, body: RichText | None) -> Event:
    found = draft(work, reader, event_id)
    text = found.title if which == fields.TITLE else found.description
    if body is None:
        without = _changed(work, found, **{f"{which}_id": None})
        if text is not None:
            text_queries.drop(work.session, [text.id])
        return without
    body = fields.words(which, body)
    if text is not None:
        texts.rewrite(work, text.id, body)
        return _changed(work, found)
    other = found.description if which == fields.TITLE else found.title
    language = other.source_language if other else reader.language
    return _changed(work, found, **{f"{which}_id": texts.write(work, language, body)})


def _set(work: Work, reader: Reader, event_id: int, **values: object) -> Event:
    return _changed(work, draft(work, reader, event_id), **values)


def _changed(work: Work, found: Event, **values: object) -> Event:
    queries.change(work.session, found.id, work.now, **values)
    return reading.find(work, found.id)
