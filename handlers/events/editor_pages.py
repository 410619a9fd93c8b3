"""The pages of the editor: a short question for each part of an event, with buttons. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from db.values import EventFormat, RichText
from handlers.events import editor_view as view
from handlers.events.editor_view import Page, Sight, button
from handlers.kit.bidi import isolate, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.questions import LONGEST_LABEL, token
from handlers.kit.richtext import cut, to_html
from handlers.kit.speech import Speech
from network import places
from network.charter import Charter
from network.errors import N_
from network.people import Reader

LONGEST_PREVIEW = 900
LENGTHS = (30, 45, 60, 90, 120, 180, 240, 480)
SEATS = (10, 20, 30, 50, 100, 200)
OFFERED_LANGUAGES = ("ar", "en", "fr", "de", "es", "pt", "sr", "sq", "tr", "sw")
# In guided making: what may be passed by.
OPTIONAL = frozenset({view.DESCRIPTION, view.LINK})

ASKED = {
    view.TITLE: N_("<b>What is the event called?</b>\nPlease send me a short title."),
    view.DESCRIPTION: N_(
        "<b>What is it about, and for whom?</b>\nSend me a few lines; bold, links and so on are kept."
    ),
    view.LENGTH: N_("<b>How long does it take?</b>\nTap a length, or write another one."),
    view.FORMAT: N_("<b>Where do people meet?</b>"),
    view.LINK: N_("<b>What is the link?</b>\nOnly those who go can see it."),
    view.PLACE: N_(
        "<b>Where do people meet?</b>\nWrite the place and its address, or share a location or a venue from your phone."
    ),
    view.LANGUAGES: N_("<b>Which languages are spoken there?</b>\nTap them, or write others."),
    view.TOPICS: N_("<b>What is it about?</b>\nTap one topic or several."),
    view.REGIONS: N_("<b>For which regions is it?</b>\nTheir members hear of it, and find it in /events."),
    view.SEATS: N_("<b>How many people can come?</b>\nTap a number, or write another one."),
    view.PICTURE: N_("<b>Would you like a picture with it?</b>\nSend me a photo."),
    view.CONTACT: N_("<b>Whom can people turn to?</b>\nSend me one line, such as a name and a phone number."),
}


def page(t: Speech, sight: Sight, parts: Sequence[Markup | None], *rows: Sequence[Button], of: str = "") -> Page:
    """Put a page together; the ways on and back are its last row."""
    event = sight.event
    ways = [button(event, t.plain("All parts") if sight.guided else t.plain("Back"), view.HOME)]
    if sight.guided and of in OPTIONAL:
        ways.append(button(event, t.plain("Skip"), view.NEXT, of))
    return Markup("\n\n").join(part for part in parts if part), inline(t, *rows, ways)


def part(t: Speech, charter: Charter, reader: Reader, sight: Sight, of: str, note: Markup | None = None) -> Page:
    """Ask for one part of an event: show what stands, and offer buttons."""
    parts: list[Markup | None] = [t(ASKED[of]), _stands(t, sight, of), note]
    return page(t, sight, parts, *_rows(t, charter, reader, sight, of), of=of)


def _stands(t: Speech, sight: Sight, of: str) -> Markup | None:
    """Show what was said so far, where the buttons do not."""
    event = sight.event
    match of:
        case view.TITLE | view.DESCRIPTION:
            text = event.title if of == view.TITLE else event.description
            if text is None:
                return None
            shown = to_html(cut(text.versions[text.source_language].body, LONGEST_PREVIEW))
            return Markup("\n").join([t("So far:"), shown])
        case view.LINK if event.link:
            return t("So far: <b>{value}</b>", value=Markup(isolate(str(Markup.escape(event.link)))))  # noqa: S704 - escaped
        case view.PLACE if place := view.place_words(t, event):
            return t("So far: <b>{value}</b>", value=place)
        case view.CONTACT if event.contact:
            return t("So far: <b>{value}</b>", value=event.contact)
        case view.LENGTH if event.minutes:
            return t("So far: <b>{value}</b>", value=view.length_words(t, event.minutes))
        case view.SEATS if event.capacity:
            return t.n("So far: <b>{number} seat</b>", "So far: <b>{number} seats</b>", event.capacity)
        case view.PICTURE if event.picture:
            return t("There is a photo already. Send another one to put it in its place.")
        case view.REGIONS if not sight.publishes:
            return t("Before it is published, a coordinator looks at it.")
    return None


def _rows(t: Speech, charter: Charter, reader: Reader, sight: Sight, of: str) -> list[list[Button]]:
    event = sight.event

    def choice(label: str, value: str, *, chosen: bool = False, act: str = view.SET) -> Button:
        return button(event, ("✓ " if chosen else "") + shorten(label, LONGEST_LABEL), act, of, value)

    match of:
        case view.DESCRIPTION if event.description:
            return [[button(event, t.plain("Without a description"), view.CLEAR, of)]]
        case view.LENGTH:
            lengths = [choice(view.length_words(t, one), str(one), chosen=one == event.minutes) for one in LENGTHS]
            return in_rows(lengths)
        case view.FORMAT:
            return [
                [choice(t.plain(label), form, chosen=form is event.format and not sight.guided)]
                for form, label in view.FORMATS.items()
            ]
        case view.LINK if event.link:
            return [[button(event, t.plain("Remove the link"), view.CLEAR, of)]]
        case view.LANGUAGES:
            offered = dict.fromkeys([*event.languages, *charter.languages, *OFFERED_LANGUAGES])
            labels = {code: places.language_label(code, t.language) for code in offered}
            return in_rows(
                choice(label, code, chosen=code in event.languages, act=view.TOGGLE) for code, label in labels.items()
            )
        case view.TOPICS:
            return [
                [choice(charter.topic_name(key, t.language), token(key), chosen=key in event.topics, act=view.TOGGLE)]
                for key in charter.topics
            ]
        case view.REGIONS:
            listed = [
                [choice(view.region_name(t, charter, key), token(key), chosen=key in event.regions, act=view.TOGGLE)]
                for key in charter.regions
            ]
            return [*listed, [choice(t.plain("All regions"), "", chosen=not event.regions, act=view.CLEAR)]]
        case view.SEATS:
            numbers = [choice(t.number(one), str(one), chosen=one == event.capacity) for one in SEATS]
            unlimited = choice(t.plain("As many as like"), "", chosen=event.capacity is None, act=view.CLEAR)
            return [*in_rows(numbers, 3), [unlimited]]
        case view.PICTURE if event.picture:
            return [[button(event, t.plain("Remove the photo"), view.CLEAR, of)]]
        case view.CONTACT:
            rows = [[choice(reader.name, "me")]] if reader.name and event.contact != reader.name else []
            return [*rows, [button(event, t.plain("Nobody"), view.CLEAR, of)]] if event.contact else rows
    return []


def still_wanted(sight: Sight, passed: Sequence[str]) -> str | None:
    """Say which part to ask for next, in guided making; None when all was asked. `passed` need not be asked again."""
    event = sight.event
    given = {
        view.TITLE: event.title is not None,
        view.START: event.starts_at is not None,
        view.LENGTH: event.minutes is not None,
        view.FORMAT: False,
        view.LINK: bool(event.link) or event.format is EventFormat.ON_SITE,
        view.PLACE: bool(event.place) or event.latitude is not None or event.format is EventFormat.VIRTUAL,
        view.DESCRIPTION: event.description is not None,
    }
    return next((of for of, there in given.items() if not there and of not in passed), None)


# Translations


def words(t: Speech, charter: Charter, sight: Sight, note: Markup | None = None) -> Page:
    """List the versions of title and description: which stand, which are stale, which are missing."""
    event = sight.event
    listed, doors = [], []
    for code in charter.languages:
        language = places.language_label(code, t.language)
        listed.append(_version_line(t, sight, code, language))
        if event.title and code != event.title.source_language:
            doors.append(button(event, language, view.VERSION, view.TITLE, code))
    head = t("<b>Translations</b>")
    how = t("Tap a language to write title and description in it. Whoever reads another language gets your own words.")
    other = [button(event, t.plain("I wrote it in another language"), view.WRITTEN_IN)]
    return page(t, sight, [head, Markup("\n").join(listed), how, note], *in_rows(doors), other)


def _version_line(t: Speech, sight: Sight, code: str, language: str) -> Markup:
    event = sight.event
    texts = [text for text in (event.title, event.description) if text]
    if event.title and code == event.title.source_language:
        return Markup("✓ {}").format(t("{language}: your own words", language=language))
    if any(one.language == code for one in sight.concerns):
        return Markup("⚠️ {}").format(t("{language}: your words have changed since", language=language))
    written = sum(code in text.versions for text in texts)
    if not written:
        return Markup("– {}").format(t("{language}: not written", language=language))
    if written < len(texts):
        return Markup("⚠️ {}").format(t("{language}: title or description is missing", language=language))
    return Markup("✓ {}").format(t("{language}: written", language=language))


def version(t: Speech, sight: Sight, which: str, code: str, note: Markup | None = None) -> Page:
    """Show title or description in one language, and ask for it anew."""
    event = sight.event
    text = event.title if which == view.TITLE else event.description
    if text is None:
        return page(t, sight, [t("Please write it in your own language first."), note])
    language = places.language_label(code, t.language)
    own = to_html(cut(text.versions[text.source_language].body, LONGEST_PREVIEW))
    asked = (
        t("<b>What is the title in this language?</b> {language}", language=language)
        if which == view.TITLE
        else t("<b>What is the description in this language?</b> {language}", language=language)
    )
    parts: list[Markup | None] = [asked, Markup("\n").join([t("Your own words:"), own])]
    rows: list[list[Button]] = []
    if standing := text.versions.get(code):
        parts.append(Markup("\n").join([t("So far:"), to_html(cut(standing.body, LONGEST_PREVIEW))]))
        if standing.stale:
            parts.append(t("⚠️ Your own words have changed since this was written. Is it still right?"))
            rows.append([button(event, t.plain("It is right as it is"), view.LOOKED_AT, which, code)])
        rows.append([button(event, t.plain("Remove this version"), view.DROP, which, code)])
    if which == view.TITLE and event.description:
        rows.append([button(event, t.plain("To the description"), view.VERSION, view.DESCRIPTION, code)])
    html = Markup("\n\n").join(one for one in [*parts, note] if one)
    return html, inline(t, *rows, [button(event, t.plain("Back"), view.WORDS)])


def written_in(t: Speech, charter: Charter, sight: Sight, note: Markup | None = None) -> Page:
    """Ask which language the author's own words are in."""
    event = sight.event
    source = event.title.source_language if event.title else t.language
    rows = in_rows(
        button(
            event,
            ("✓ " if code == source else "") + places.language_label(code, t.language),
            view.WRITTEN_IN,
            value=code,
        )
        for code in charter.languages
    )
    head = t("<b>In which language did you write title and description?</b>")
    html = Markup("\n\n").join(one for one in [head, note] if one)
    return html, inline(t, *rows, [button(event, t.plain("Back"), view.WORDS)])


# The ends of a draft


def discard(t: Speech, sight: Sight) -> Page:
    """Ask once more before a draft is thrown away."""
    sure = t("<b>Throw this draft away?</b> All you wrote for this event is deleted.")
    return page(t, sight, [sure], [button(sight.event, t.plain("Yes, throw it away"), view.DISCARD_SURE)])


def what_is_this(t: Speech, sight: Sight, typed: RichText) -> Page:
    """Ask what words are that came unasked."""
    event = sight.event
    ways = [
        [button(event, t.plain("The description"), view.UNASKED, view.DESCRIPTION)],
        [button(event, t.plain("The title"), view.UNASKED, view.TITLE)],
        [button(event, t.plain("Neither"), view.HOME)],
    ]
    html = Markup("\n\n").join([t("<b>What is this?</b>"), to_html(cut(typed, 300))])
    return html, inline(t, *ways)


def begin_anew(t: Speech, sight: Sight) -> Page:
    """Ask once more before another draft takes the place of this one."""
    sure = t("<b>Begin a new event?</b> The draft you have is thrown away, with all you wrote in it.")
    event = sight.event
    yes = button(event, t.plain("Yes, throw it away"), view.NEW_SURE)
    return sure, inline(t, [button(event, t.plain("No, go on with it"), view.GO_ON)], [yes])


def open_draft(t: Speech, sight: Sight, waiting: int) -> Page:
    """Tell somebody who begins an event that another one is open; `waiting` are theirs that are not out yet."""
    event = sight.event
    html = t("<b>You have begun an event already:</b> {title}", title=view.title_words(t, event))
    return html, inline(
        t,
        [button(event, t.plain("Go on with it"), view.GO_ON)],
        [button(event, t.plain("Begin a new one"), view.NEW)],
        [button(event, t.plain("Events of mine that are not out yet"), view.MINE)] if waiting else [],
    )
