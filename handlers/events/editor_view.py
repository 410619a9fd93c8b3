"""The editor's first page: what an event is so far, what stands in its way, and the doors to its parts. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from db.values import EventFormat, EventState
from handlers.events import series_view
from handlers.kit import moments
from handlers.kit.bidi import one_line, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network import places
from network.charter import Charter
from network.errors import N_
from network.events import fields
from network.events.publishing import Concern, Doubt, Obstacle
from network.events.reading import Event
from network.texts import Text

# What a press does. Short, because they stand in every button.
HOME, MORE, FIELD, SET, TOGGLE, CLEAR, NEXT = "h", "x", "f", "s", "t", "c", "k"
MOMENT, OTHER, UNASKED = "m", "o", "q"
WORDS, VERSION, LOOKED_AT, DROP, WRITTEN_IN = "l", "lv", "lk", "ld", "lw"
GO_ON, NEW, NEW_SURE, DISCARD, DISCARD_SURE = "g", "n", "ny", "d", "dy"
PREVIEW, SUBMIT, MINE, ONE, TAKE_BACK, DUPLICATE = "p", "y", "w", "w1", "b", "u"

# The parts of an event, as buttons name them.
TITLE, DESCRIPTION = fields.TITLE, fields.DESCRIPTION
START, ZONE, LENGTH, FORMAT, LINK, PLACE = "start", "zone", "length", "format", "link", "place"
LANGUAGES, TOPICS, REGIONS, SEATS, ANSWER_BY = "languages", "topics", "regions", "seats", "answer"
PICTURE, CONTACT, PUBLISH_AT = "picture", "contact", "publish"

LONGEST_LINE = 60
Page = tuple[Markup, dict[str, Any]]

LABELS = {
    TITLE: N_("Title"),
    DESCRIPTION: N_("Description"),
    START: N_("Begins"),
    ZONE: N_("Time zone"),
    LENGTH: N_("Length"),
    FORMAT: N_("Virtual or on site"),
    LINK: N_("Link"),
    PLACE: N_("Place"),
    LANGUAGES: N_("Languages spoken"),
    TOPICS: N_("Topics"),
    REGIONS: N_("For whom"),
    SEATS: N_("Seats"),
    ANSWER_BY: N_("Answer by"),
    PICTURE: N_("Picture"),
    CONTACT: N_("Contact"),
    PUBLISH_AT: N_("When to publish"),
}
REPEATS = N_("Repeats")  # no part of its own: handlers/events/series.py asks for it
FORMATS = {
    EventFormat.VIRTUAL: N_("Virtual"),
    EventFormat.ON_SITE: N_("On site"),
    EventFormat.HYBRID: N_("Both: on site and virtual"),
}


class Press(CallbackData, prefix="en"):
    """A button of the editor; `id` is the event's, `of` and `value` say what of it."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    of: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """An event in the making with what the rules make of it.

    `zone` is its author's, `now` aware. `publishes` says that its author needs nobody's decision; `guided`, that they
    are asked one thing after the other.
    """

    event: Event
    problems: Sequence[Obstacle]
    concerns: Sequence[Concern]
    zone: str | None
    now: datetime
    publishes: bool
    guided: bool = False


def button(event: Event, label: str, act: str, of: str = "", value: str = "") -> Button:
    """Make a button about an event."""
    return Button(label, Press(act=act, id=event.id, of=of, value=value))


# Words


def title_words(t: Speech, event: Event, most: int = LONGEST_LINE) -> str:
    """An event's title in the reader's language, or that it has none."""
    return shorten(event.title.shown(t.language).body.text, most) if event.title else t.plain("Without a title")


def length_words(t: Speech, minutes: int) -> str:
    """Say how long something takes: days, hours and minutes."""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    said = []
    if days:
        said.append(str(t.n("{number} day", "{number} days", days)))
    if hours:
        said.append(str(t.n("{number} hour", "{number} hours", hours)))
    if left or not said:
        said.append(str(t.n("{number} minute", "{number} minutes", left)))
    return t.listed(said)


def regions_words(t: Speech, charter: Charter, event: Event) -> str:
    """Say for which regions an event is."""
    if not event.regions:
        return t.plain("All regions")
    return t.names(region_name(t, charter, key) for key in event.regions)


def region_name(t: Speech, charter: Charter, key: str) -> str:
    """Name a region; *worldwide* as what it is here, lest somebody take it for all of them."""
    region = charter.regions.get(key)
    return t.plain("All other countries") if region and region.worldwide else charter.region_name(key, t.language)


def place_words(t: Speech, event: Event) -> str:
    """Say where people meet on site: in words, or that the map says it."""
    if event.place and event.latitude is not None:
        return t.plain("{place} (with a map)", place=shorten(event.place, LONGEST_LINE))
    if event.place:
        return shorten(event.place, LONGEST_LINE)
    return t.plain("a place on the map") if event.latitude is not None else ""


def problem_words(t: Speech, problem: Obstacle) -> Markup:
    """Say what stands in the way of publishing."""
    match problem:
        case Obstacle.NO_TITLE:
            return t("It has no title yet.")
        case Obstacle.NO_START:
            return t("It does not say yet when it begins.")
        case Obstacle.NO_LENGTH:
            return t("It does not say yet how long it takes.")
        case Obstacle.NO_PLACE:
            return t("It does not say yet where people meet.")
        case Obstacle.PAST:
            return t("The time at which it begins is over. Please choose another one.")
        case Obstacle.ANSWER_BY:
            return t("People should answer before it begins. Please choose another time for that.")
    return t("It should be published before it begins. Please choose another time for that.")


def trouble(t: Speech, sight: Sight) -> Markup:
    """List what stands in the way, and what should be known; empty when there is nothing."""
    lines = [Markup("⛔ {}").format(problem_words(t, problem)) for problem in sight.problems]
    if stale := [one.language or "" for one in sight.concerns if one.what is Doubt.STALE]:
        names = t.names(places.language_label(code, t.language) for code in dict.fromkeys(stale))
        lines.append(t("⚠️ Title or description have changed since these versions were written: {names}", names=names))
    if any(one.what is Doubt.NO_LINK for one in sight.concerns):
        lines.append(t("⚠️ The link is missing. You can add it later; those who go are told of it."))
    return Markup("\n").join(lines)


def lines(t: Speech, charter: Charter, sight: Sight) -> list[Markup]:
    """List what was said so far, a line each."""
    event = sight.event
    said: list[tuple[str, object]] = [(TITLE, event.title and title_words(t, event))]
    if event.description:
        body = event.description.shown(t.language).body.text
        said.append((DESCRIPTION, shorten(one_line(body), LONGEST_LINE)))
    if event.starts_at:
        said.append((START, moments.in_full(t, event.starts_at, event.zone)))
    if event.rule:
        said.append((REPEATS, series_view.repeats(t, event)))
    if event.minutes:
        said.append((LENGTH, length_words(t, event.minutes)))
    said.append((FORMAT, t.plain(FORMATS[event.format])))
    if event.format is not EventFormat.ON_SITE:
        said.append((LINK, shorten(event.link, LONGEST_LINE) if event.link else None))
    said.append((PLACE, place_words(t, event)))
    said.append((LANGUAGES, t.names(places.language_label(code, t.language) for code in event.languages)))
    said.append((TOPICS, t.names(charter.topic_name(key, t.language) for key in event.topics)))
    said.append((REGIONS, regions_words(t, charter, event)))
    said.append((SEATS, t.number(event.capacity) if event.capacity else None))
    if event.answer_by:
        said.append((ANSWER_BY, moments.in_full(t, event.answer_by, sight.zone or event.zone)))
    said.append((PICTURE, t.plain("one photo") if event.picture else None))
    said.append((CONTACT, event.contact and shorten(event.contact, LONGEST_LINE)))
    if event.publish_at:
        said.append((PUBLISH_AT, moments.in_full(t, event.publish_at, sight.zone or event.zone)))
    return [t("{label}: <b>{value}</b>", label=t.plain(LABELS.get(of, of)), value=value) for of, value in said if value]


# The first page: the same for a draft, and for what a published event is to become

Ending = Callable[[Speech, Sight], list[list[Button]]]


def _draft_ending(t: Speech, sight: Sight) -> list[list[Button]]:
    event = sight.event
    away = [button(event, t.plain("Throw away"), DISCARD)]
    if sight.problems:
        return [away]
    ahead = t.plain("See it, then publish") if sight.publishes else t.plain("See it, then hand it in")
    return [away, [button(event, ahead, PREVIEW)]]


# The head of the page, and its last rows of buttons, by how the event stands.
HEADS = {EventState.DRAFT: N_("<b>Draft of an event</b>"), EventState.CHANGING: N_("<b>Changing an event</b>")}
ENDINGS: dict[EventState, Ending] = {EventState.DRAFT: _draft_ending}
# Doors that other rooms put there: on the first page, and behind *More*.
MORE_DOORS: list[Callable[[Speech, Event], Button | None]] = []
FURTHER_DOORS: list[Callable[[Speech, Event], Button | None]] = []


def home(t: Speech, charter: Charter, sight: Sight, note: Markup | None = None, *, more: bool = False) -> Page:
    """Show an event in a few lines, with the doors to its parts: those most people need, or all others (`more`)."""
    event = sight.event
    parts = [t(HEADS[event.state]), Markup("\n").join(lines(t, charter, sight))]
    if stands := trouble(t, sight):
        parts.append(stands)
    if event.title is None:
        parts.append(t("What is it called? Just send me the title."))
    if note:
        parts.append(note)
    html = Markup("\n\n").join(parts)
    if more:
        return html, inline(t, *_further(t, event), [button(event, t.plain("Back"), HOME)])
    return html, inline(t, *_doors(t, event), *ENDINGS[event.state](t, sight))


def _doors(t: Speech, event: Event) -> list[list[Button]]:
    shown = [TITLE, DESCRIPTION, START, LENGTH, FORMAT]
    if event.format is not EventFormat.ON_SITE:
        shown.append(LINK)
    if event.format is not EventFormat.VIRTUAL:
        shown.append(PLACE)
    if event.state is EventState.DRAFT:  # what is published was published for these
        shown.append(REGIONS)
    made = [button(event, t.plain(LABELS[of]), FIELD, of) for of in (*shown, SEATS)]
    made += [door for further in MORE_DOORS if (door := further(t, event))]
    return in_rows([*made, button(event, t.plain("More…"), MORE)])


def _further(t: Speech, event: Event) -> list[list[Button]]:
    shown = [LANGUAGES, TOPICS, ANSWER_BY, PICTURE, CONTACT]
    if event.state is EventState.DRAFT:
        shown.append(PUBLISH_AT)
    made = [button(event, t.plain(LABELS[of]), FIELD, of) for of in shown]
    if event.title:
        made.append(button(event, t.plain("Translations"), WORDS))
    return in_rows([*made, *(door for further in FURTHER_DOORS if (door := further(t, event)))])


def languages_of(text: Text | None) -> list[str]:
    """The languages a text is written in, its source first."""
    if text is None:
        return []
    return [text.source_language, *sorted(set(text.versions) - {text.source_language})]
