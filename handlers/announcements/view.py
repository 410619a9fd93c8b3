"""The editor's first page: what an announcement is so far, what stands in its way, and the doors to its parts."""

from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup
from pydantic import Field

from db.values import AnnouncementPurpose, Timing
from handlers.announcements import reach
from handlers.announcements.reach import Sight
from handlers.kit import moments
from handlers.kit.bidi import one_line, shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network import places
from network.announcements.reading import Announcement
from network.announcements.wording import Doubt, Obstacle, Problem
from network.charter import Charter
from network.moments import Wall

# What a press does. Short, because they stand in every button.
NEW, GO_ON, NEW_SURE = "n", "g", "ny"
HOME, PURPOSE, TEXT, PEOPLE, LANGUAGES, FILES, LINKS, WHEN, DISCARD = "h", "u", "t", "p", "l", "f", "b", "w", "d"
SET_PURPOSE, REPLACE, WRITTEN_IN = "su", "sr", "sw"
DIMENSION, CHOOSE, LEAVE_OUT, ANYBODY, EVERYBODY, TO_PEOPLE = "pd", "pc", "px", "pa", "pe", "pp"
LANGUAGE, LOOKED_AT, DROP = "ll", "lk", "ld"
NO_FILES, NO_LINKS = "fn", "bn"
NOW, MORNING, MOMENT, OTHER, JOINS = "wn", "wm", "wt", "wo", "wj"
SHOW, ASK, SEND, DISCARD_SURE = "r", "q", "y", "dy"

LONGEST_LINE = 60


class Press(CallbackData, prefix="an"):
    """A button of the editor; `id` is the announcement's, `of` and `value` say what of it."""

    act: str
    id: Annotated[int, Field(ge=0, le=2**53)] = 0
    of: str = ""
    value: str = ""


def button(draft: Announcement, label: str, act: str, of: str = "", value: str = "") -> Button:
    """Make a button about a draft."""
    return Button(label, Press(act=act, id=draft.id, of=of, value=value))


# Words


def when_words(t: Speech, draft: Announcement, zone: str | None) -> str:
    """Say in full when it goes out: in the coordinator's zone, or by each reader's own clock."""
    if draft.timing is Timing.AT and draft.due_at:
        return moments.in_full(t, draft.due_at, zone)
    if draft.timing is Timing.MORNING and draft.local_at:
        wall = Wall(draft.local_at.date(), draft.local_at.time())
        return t.plain("{moment}, by each reader's own clock", moment=moments.wall_in_full(t, wall))
    return t.plain("at once")


def problem_words(t: Speech, problem: Problem) -> Markup:
    """Say what stands in the way, in which language and by how much."""
    match problem.what:
        case Obstacle.TOO_LONG:
            # Not inside of t.n: the extractor would take what is nested there for a sentence.
            language = places.language_label(problem.language or "", t.language)
            return t.n(
                "{language}: {number} character too long; {limit} fit here.",
                "{language}: {number} characters too long; {limit} fit here.",
                problem.by,
                language=language,
                limit=t.number(problem.limit),
            )
        case Obstacle.NOBODY:
            return t("Nobody would get it. Please choose other people.")
        case Obstacle.PAST:
            return t("The time you chose is over. Please choose another one.")
        case Obstacle.OUT_OF_REACH:
            return t("Some of what was chosen lies outside your regions. Please choose the people anew.")
    return t("It has no text yet.")


def trouble(t: Speech, sight: Sight) -> Markup:
    """List what stands in the way, and what should be known; empty when there is nothing."""
    lines = [Markup("⛔ {}").format(problem_words(t, problem)) for problem in sight.problems]
    if stale := [one.language for one in sight.warnings if one.what is Doubt.STALE]:
        lines.append(
            t(
                "⚠️ The text has changed since these versions were written: {names}",
                names=reach.languages_words(t, stale),
            )
        )
    # Versions that are missing, by the language that is read in their place.
    missing: dict[str, list[str]] = {}
    for one in sight.warnings:
        if one.what is Doubt.MISSING and sight.draft.text:
            missing.setdefault(sight.draft.text.shown(one.language).language, []).append(one.language)
    lines += [
        t(
            "⚠️ Not written: {names}. These readers get the text in this language: {language}",
            names=reach.languages_words(t, codes),
            language=places.language_label(read, t.language),
        )
        for read, codes in missing.items()
    ]
    return Markup("\n").join(lines)


# The first page


def home(t: Speech, charter: Charter, sight: Sight, note: Markup | None = None) -> tuple[Markup, dict[str, Any]]:
    """Show a draft in a few lines, with the doors to its parts."""
    draft = sight.draft
    parts = [t("<b>Draft of an announcement</b>"), Markup("\n").join(_lines(t, charter, sight))]
    if stands := trouble(t, sight):
        parts.append(stands)
    if draft.text is None:
        parts.append(
            t("Just send me the text as it should be read: bold, links and so on are kept. A photo may come along.")
        )
    if note:
        parts.append(note)
    return Markup("\n\n").join(parts), home_keyboard(t, sight)


def _lines(t: Speech, charter: Charter, sight: Sight) -> list[Markup]:
    draft = sight.draft

    def labelled(label: str, value: object) -> Markup:
        return t("{label}: <b>{value}</b>", label=label, value=value)

    lines = []
    if draft.text:
        source = draft.text.versions[draft.text.source_language].body.text
        lines.append(labelled(t.plain("Text"), shorten(one_line(source), LONGEST_LINE)))
    lines.append(labelled(t.plain("Goes to"), reach.reach_words(t, sight.count, to_people=draft.to_people)))
    if draft.purpose is AnnouncementPurpose.NEWSLETTER:
        lines.append(t("As a newsletter: only to those who agreed to it."))
    if sight.count.total:
        lines.append(Markup("{}").format(reach.by_language(t, sight.count)))
    lines += reach.chosen_lines(t, charter, sight)
    if draft.attachments:
        lines.append(labelled(t.plain("Attached"), attached_words(t, draft)))
    if draft.buttons:
        lines.append(labelled(t.plain("Buttons"), t.names(words for words, _ in draft.buttons)))
    lines.append(labelled(t.plain("When"), when_words(t, draft, sight.zone)))
    if draft.joins_days:
        lines.append(joins_words(t, draft.joins_days))
    return lines


def joins_words(t: Speech, days: int) -> Markup:
    """Say that later members get it, too."""
    return t.n("Also to those who join within {number} day.", "Also to those who join within {number} days.", days)


def attached_words(t: Speech, draft: Announcement) -> str:
    """Say what is attached: how many photos and videos, or files by name."""
    files = [one for one in draft.attachments if one.kind == "document"]
    if files:
        return t.names(shorten(one.name or t.plain("a file"), 30) for one in files)
    videos = sum(one.kind == "video" for one in draft.attachments)
    photos = len(draft.attachments) - videos
    parts = []
    if photos:
        parts.append(str(t.n("{number} photo", "{number} photos", photos)))
    if videos:
        parts.append(str(t.n("{number} video", "{number} videos", videos)))
    return t.names(parts)


def home_keyboard(t: Speech, sight: Sight) -> dict[str, Any]:
    """Offer the parts, the rehearsal, and the way out."""
    draft = sight.draft
    doors = [
        button(draft, t.plain("Text"), TEXT),
        button(draft, t.plain("People"), PEOPLE),
        button(draft, t.plain("Languages"), LANGUAGES),
        button(draft, t.plain("Photos, videos, files"), FILES),
        button(draft, t.plain("Link buttons"), LINKS),
        button(draft, t.plain("When"), WHEN),
        button(draft, t.plain("Purpose"), PURPOSE),
        button(draft, t.plain("Throw away"), DISCARD),
    ]
    ahead = [] if sight.problems else [button(draft, t.plain("See it, then send"), SHOW)]
    return inline(t, *in_rows(doors), ahead)
