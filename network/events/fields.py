"""What an event is made of, field by field: what is taken, and what is kept of it. Whoever writes one asks here."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from db.values import Attachment, EventFormat, RichText
from network import places
from network.errors import N_, NetworkError
from network.moments import Wall
from network.work import Work

TITLE, DESCRIPTION = "title", "description"
WORDS = (TITLE, DESCRIPTION)
LONGEST_TITLE, LONGEST_DESCRIPTION = 100, 2000
LONGEST_LINE, LONGEST_ADDRESS = 200, 500
LONGEST_EVENT = 14 * 24 * 60  # minutes
MOST_SEATS = 100_000
FARTHEST = timedelta(days=2 * 366)

_UNKNOWN = N_("I do not know that choice. Please use the buttons.")
_PAST = N_("That time has passed already. Please choose a later one.")


def words(which: str, body: RichText) -> RichText:
    """Check a title (one plain line) or a description (formatting kept).

    Raises NetworkError for what is empty or too long.
    """
    if which not in WORDS:
        raise NetworkError(_UNKNOWN)
    if which == TITLE:
        return RichText(line(body.text, LONGEST_TITLE))
    if not body.text.strip():
        raise NetworkError(N_("That was empty. Please write a few words."))
    if len(body.text) > LONGEST_DESCRIPTION:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=LONGEST_DESCRIPTION)
    return body


def line(text: str, most: int = LONGEST_LINE) -> str:
    """Return one line of text with single spaces. Raises NetworkError for what is empty or longer than `most`."""
    text = " ".join(text.split())
    if not text:
        raise NetworkError(N_("That was empty. Please write a few words."))
    if len(text) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    return text


def form(value: str) -> EventFormat:
    """Read where people meet. Raises NetworkError for a form there is not (a forged button)."""
    if value not in set(EventFormat):
        raise NetworkError(_UNKNOWN)
    return EventFormat(value)


def link(url: str) -> str:
    """Return the address where a virtual event is.

    Raises NetworkError for one that does not begin with https.
    """
    url = url.strip()
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        fine = parts.scheme == "https" and "." in (parts.hostname or "") and len(url) <= LONGEST_ADDRESS
    except ValueError:
        fine = False
    if not fine or not url.isprintable() or " " in url:
        raise NetworkError(N_("Please send me the link as an address that begins with https://"))
    return parts.geturl()


def spot(latitude: float, longitude: float) -> tuple[float, float]:
    """Check a place on the map, in degrees. Raises NetworkError where there is none."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NetworkError(_UNKNOWN)
    return latitude, longitude


def zone(name: str) -> str:
    """Check the name of a time zone. Raises NetworkError for one there is not."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise NetworkError(N_("I do not know that time zone. Please choose it once more.")) from None


def start(work: Work, local: datetime, zone_name: str) -> tuple[datetime, datetime]:
    """Say what clocks of a zone show when it begins (naive), and when that is (aware UTC).

    Where summer time skips that hour, clocks show another one then. Raises NetworkError for what is over or far off.
    """
    clock = ZoneInfo(zone(zone_name))
    starts_at = Wall(local.date(), local.time().replace(second=0, microsecond=0, tzinfo=None)).in_zone(zone_name)
    ahead(work, starts_at)
    return starts_at.astimezone(clock).replace(tzinfo=None), starts_at


def ahead(work: Work, moment: datetime) -> datetime:
    """Check that a moment (aware) is to come, and not too far off; returns it in UTC."""
    if moment <= work.now:
        raise NetworkError(_PAST)
    if moment > work.now + FARTHEST:
        raise NetworkError(N_("Please choose a time within the next two years."))
    return moment.astimezone(UTC)


def length(minutes: int) -> int:
    """Check how long it takes, in minutes. Raises NetworkError for nothing, and for more than two weeks."""
    if not 1 <= minutes <= LONGEST_EVENT:
        raise NetworkError(N_("An event takes at least a minute and at most two weeks."))
    return minutes


def languages(work: Work, codes: Collection[str]) -> list[str]:
    """Check the languages that are spoken there. Raises NetworkError for too many, or unknown ones."""
    kept = list(dict.fromkeys(codes))
    most = work.charter.limits.most_languages
    if len(kept) > most:
        raise NetworkError(N_("At most {most} can be chosen."), most=most)
    if any(places.language_name(code, "en") == code for code in kept):
        raise NetworkError(N_("I do not know one of these languages. Please choose them again."))
    return kept


def topics(work: Work, keys: Collection[str]) -> list[str]:
    """Check what it is about. Raises NetworkError for too many, or unknown ones."""
    kept = [key for key in work.charter.topics if key in keys]
    most = work.charter.limits.most_topics
    if set(keys) - set(kept):
        raise NetworkError(N_("The topics have changed. Please choose them again."))
    if len(kept) > most:
        raise NetworkError(N_("At most {most} can be chosen."), most=most)
    return kept


def regions(work: Work, keys: Collection[str]) -> list[str]:
    """Check for which regions it is; none, or all of them, stand for all. Raises NetworkError for unknown ones."""
    kept = [key for key in work.charter.regions if key in keys]
    if set(keys) - set(kept):
        raise NetworkError(N_("The regions have changed. Please choose them again."))
    return [] if len(kept) == len(work.charter.regions) else kept


def capacity(seats: int | None) -> int | None:
    """Check how many can come; None for as many as want to. Raises NetworkError for too few or too many."""
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise NetworkError(N_("Please choose between 1 and {most} seats."), most=MOST_SEATS)
    return seats


def picture(work: Work, attachment: Attachment) -> list[str | int | None]:
    """Return the form in which a photo is stored. Raises NetworkError for what is no photo."""
    if attachment.kind != "photo" or attachment.bot_id != work.bot_id:
        raise NetworkError(N_("Here I need a photo, please."))
    return [attachment.kind, attachment.reference, attachment.bot_id, attachment.name]
