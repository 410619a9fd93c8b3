"""The list of discussions: its words and buttons."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from db.values import Follow
from handlers.discussions import card_view
from handlers.kit.bidi import RLM, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network import sought
from network.charter import Charter
from network.discussions.listing import SEARCHES, Line, Mark, Page, Wanted, Which
from network.errors import N_
from network.people import Reader
from network.places import language_name

# What a press does. Short, because they stand in every button.
LIST, CHOOSE, SEARCH, NEW = "l", "c", "s", "n"
REGIONS, TOPICS = "r", "t"
LONGEST_TITLE = 120  # so that the longest list fits into a message
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"

TITLES: Mapping[Which, str] = {
    Which.EVERYTHING: N_("<b>Discussions</b>"),
    Which.MINE: N_("<b>Discussions that you started</b>"),
    Which.FOLLOWED: N_("<b>Discussions that you follow</b>"),
    Which.UNANSWERED: N_("<b>Discussions without an answer yet</b>"),
}
EMPTY: Mapping[Which, str] = {
    Which.EVERYTHING: N_("Nobody has started a discussion yet. You could be the first."),
    Which.MINE: N_("You have not started a discussion yet."),
    Which.FOLLOWED: N_("You do not follow any discussion yet. Open one and press Follow, or take part in it."),
    Which.UNANSWERED: N_("Everybody who asked has been answered."),
    Which.REGION: N_("There is no discussion for this region yet."),
    Which.TOPIC: N_("There is no discussion on this topic yet."),
    Which.FOUND: N_("I found nothing. Try another word, or only its beginning."),
    Which.BEST: N_("I found nothing. Try another word, or only its beginning."),
}
TABS: tuple[tuple[Which, str], ...] = (
    (Which.EVERYTHING, N_("All")),
    (Which.FOLLOWED, N_("Followed")),
    (Which.MINE, N_("Mine")),
    (Which.UNANSWERED, N_("Unanswered")),
)


class Press(CallbackData, prefix="dl"):
    """A button of the list. `of` and `value` say which list (a search by its mark), `at` where in it."""

    act: str
    of: str = ""
    value: str = ""
    at: str = ""


def button(label: str, act: str, wanted: Wanted | None = None, at: str = "") -> Button:
    """Make a button of the list."""
    wanted = wanted or Wanted()
    value = sought.token(wanted.value) if wanted.which in SEARCHES else wanted.value
    return Button(label, Press(act=act, of=wanted.which.value, value=value, at=at))


def packed(mark: Mark, *, older: bool) -> str:
    """Put a mark into a button: the direction, the microsecond, the row number."""
    moment = int(mark.active_at.timestamp()) * 1_000_000 + mark.active_at.microsecond
    return f"{'o' if older else 'y'}{_short(moment)}.{_short(mark.discussion_id)}"


def unpacked(at: str) -> tuple[Mark | None, Mark | None]:
    """Read where a button leads: after a mark, or before one; neither is the first page. Never raises."""
    try:
        moment, _, number = at[1:].partition(".")
        second, micro = divmod(int(moment, 36), 1_000_000)
        mark = Mark(datetime.fromtimestamp(second, UTC).replace(microsecond=micro), int(number, 36))
    except (ValueError, OverflowError, OSError):
        return None, None
    if not 0 < mark.discussion_id < 2**63:
        return None, None
    return (mark, None) if at[0] == "o" else (None, mark)


def listed(t: Speech, page: Page, reader: Reader, charter: Charter) -> Markup:
    """Show a page: what each is about, how many answered, and when the last post came."""
    parts = [_title(t, page.wanted, charter)]
    parts += [_entry(t, number, line, reader, charter) for number, line in _numbered(page)]
    if page.lines:
        parts.append(t("Tap a number to open a discussion."))
    else:
        parts.append(t(EMPTY[page.wanted.which]))
    return Markup("\n\n").join(parts)


def keyboard(t: Speech, page: Page) -> dict[str, Any]:
    """Offer the discussions of a page, the pages beside it, and the other lists."""
    wanted = page.wanted
    opens = [card_view.button(t.number(number), card_view.OPEN, line.id) for number, line in _numbered(page)]
    turns = []
    if wanted.which in SEARCHES:
        if page.number:
            turns.append(button(t.plain("◀ Back"), LIST, wanted, str(page.number - 1)))
        if page.more:
            turns.append(button(t.plain("More ▶"), LIST, wanted, str(page.number + 1)))
    if page.newer:
        turns.append(button(t.plain("◀ Newer"), LIST, wanted, packed(page.newer, older=False)))
    if page.older:
        turns.append(button(t.plain("Older ▶"), LIST, wanted, packed(page.older, older=True)))
    order = []
    if page.lines and wanted.which is Which.FOUND:
        order.append(button(t.plain("Best first"), LIST, Wanted(Which.BEST, wanted.value)))
    elif page.lines and wanted.which is Which.BEST:
        order.append(button(t.plain("Newest first"), LIST, Wanted(Which.FOUND, wanted.value)))
    tabs = [button(t.plain(words), LIST, Wanted(which)) for which, words in TABS if which is not wanted.which]
    narrow = [
        button(t.plain("Region"), CHOOSE, wanted, REGIONS),
        button(t.plain("Topic"), CHOOSE, wanted, TOPICS),
        button(t.plain("🔎 Search"), SEARCH),
        button(t.plain("✏️ Start one"), NEW),
    ]
    return inline(t, opens, turns, order, *in_rows(tabs), *in_rows(narrow))


def choices(t: Speech, wanted: Wanted, what: str, charter: Charter) -> tuple[Markup, dict[str, Any]]:
    """Offer the regions or the topics."""
    back = [button(t.plain("◀ Back"), LIST, Wanted() if wanted.which in SEARCHES else wanted)]
    if what == REGIONS:
        words = t("<b>Which region?</b>")
        buttons = [
            button(charter.region_name(key, t.language), LIST, Wanted(Which.REGION, key)) for key in charter.regions
        ]
    else:
        words = t("<b>Which topic?</b>")
        buttons = [
            button(charter.topic_name(key, t.language), LIST, Wanted(Which.TOPIC, key)) for key in charter.topics
        ]
    return words, inline(t, *in_rows(buttons), back)


def _title(t: Speech, wanted: Wanted, charter: Charter) -> Markup:
    match wanted.which:
        case Which.REGION:
            return t("<b>Discussions for {region}</b>", region=charter.region_name(wanted.value, t.language))
        case Which.TOPIC:
            return t("<b>Discussions on {topic}</b>", topic=charter.topic_name(wanted.value, t.language))
        case Which.FOUND | Which.BEST:
            return t("<b>Discussions with “{words}”</b>", words=shorten(wanted.value, LONGEST_TITLE))
    return t(TITLES[wanted.which])


def _numbered(page: Page) -> Iterator[tuple[int, Line]]:
    return enumerate(page.lines, 1)


def _entry(t: Speech, number: int, line: Line, reader: Reader, charter: Charter) -> Markup:
    parts = [t("{number}. <b>{title}</b>", number=t.number(number), title=shorten(line.title, LONGEST_TITLE))]
    about = [charter.topic_name(line.topic, t.language)] if line.topic else []
    if line.language != t.language:
        about.append(language_name(line.language, t.language))
    answers = t.n("{number} answer", "{number} answers", line.answers) if line.answers else t("no answer yet")
    when = t.day(line.active_at, reader.zone)
    parts.append(t("{answers} · last on {day}", answers=answers, day=when))
    if about:
        parts.append(t("<i>{topics}</i>", topics=Markup("{}").format(t.listed(about))))
    if line.closed:
        parts.append(t("🔒 Closed"))
    elif line.answered:
        parts.append(t("✅ Answered"))
    if line.mine:
        parts.append(t("⭐ You started it"))
    elif line.following in (Follow.FOLLOWS, Follow.TOOK_PART):
        parts.append(t("🔔 You follow it"))
    # A line whose words are all isolated has no direction of its own.
    return Markup("\n").join(RLM + part if t.rtl else part for part in parts)


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(LETTERS))
        digits = LETTERS[digit] + digits
    return digits or "0"
