"""Correcting what was sent: its page, a language, who gets a line about it, and what happens when two do it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from db.values import RichText
from handlers.announcements import card, view
from handlers.announcements.card import button
from handlers.announcements.changes import changes
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network import places
from network.announcements.correcting import Applied, Conflict, Correction
from network.announcements.wording import Problem
from network.charter import Charter
from network.texts import Text

# What a press does, all with an "f" for *fix*; the others stand in card.py.
HOME, LANGUAGE, DROP, FRESH = "f", "fl", "fd", "fk"
TELL, TICK = "ft", "fx"
APPLY, OVER, ANEW, LEAVE, LEAVE_SURE = "fy", "fo", "fn", "fq", "fz"

NOBODY, ALL = "none", "all"
LANGUAGES, REGIONS = "l", "r"  # a tick is one of these, a colon, and a key
ROOM = 2600  # letters that all changes together may take
Page = tuple[Markup, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sight:
    """A correction with all that is said about it. `holders` has the copies that arrived, by (language, region)."""

    correction: Correction
    problems: Sequence[Problem]
    ticks: Sequence[str]
    copies: int
    maybe: int
    holders: Mapping[tuple[str, str | None], int] = field(default_factory=dict)

    @property
    def living(self) -> Text:
        """The text that stands now."""
        return self.correction.announcement.text or self.correction.text

    @property
    def changed(self) -> list[str]:
        """The languages whose words or formatting change, the source first."""
        return [one for one in self._languages if _body(self.living, one) != _body(self.correction.text, one)]

    @property
    def _languages(self) -> list[str]:
        new = self.correction.text
        return sorted({*self.living.versions, *new.versions}, key=lambda one: (one != new.source_language, one))

    @property
    def told(self) -> int:
        """How many would get a line about it, as far as is known."""
        if not self.ticks:
            return 0
        languages, regions = keys(self.ticks, LANGUAGES), keys(self.ticks, REGIONS)
        return sum(
            number
            for (language, region), number in self.holders.items()
            if (not languages or language in languages) and (not regions or region in regions)
        )


def keys(ticks: Sequence[str], what: str) -> list[str]:
    """The languages or regions among ticks."""
    return [key for kind, _, key in (tick.partition(":") for tick in ticks) if kind == what]


def _body(text: Text, language: str) -> RichText | None:
    version = text.versions.get(language)
    return version.body if version else None


# The page


def home(t: Speech, charter: Charter, sight: Sight, note: Markup | None = None) -> Page:
    """Show what would change, and what is to be decided."""
    correction = sight.correction
    parts = [t("<b>Correct this announcement</b>"), card.quoted(t, correction.announcement)]
    if sight.changed:
        parts.append(_changes(t, sight.living, correction.text, sight.changed))
    else:
        parts.append(t("Choose a language. I show you its text, and you send me the corrected one."))
    if trouble := _trouble(t, sight):
        parts.append(trouble)
    if sight.changed and not sight.problems:
        parts.append(Markup("\n").join([*_reach(t, sight), _told(t, charter, sight)]))
    if note:
        parts.append(note)
    return Markup("\n\n").join(parts), _home_keyboard(t, charter, sight)


def _changes(t: Speech, old: Text, new: Text, languages: Sequence[str]) -> Markup:
    parts = []
    for language in languages:
        head = t("<b>{language}</b>", language=places.language_label(language, t.language))
        before, after = _body(old, language), _body(new, language)
        if after is None:
            parts.append(Markup("\n").join([head, t("This version goes away.")]))
            continue
        shown = changes(before or RichText(""), after, ROOM // len(languages))
        line = (
            t("Only the formatting changes.") if shown is None else Markup("<blockquote>{}</blockquote>").format(shown)
        )
        parts.append(Markup("\n").join([head, line]))
    return Markup("\n\n").join(parts)


def _trouble(t: Speech, sight: Sight) -> Markup:
    correction = sight.correction
    lines = [Markup("⛔ {}").format(view.problem_words(t, problem)) for problem in sight.problems]
    lines += [
        Markup("⚠️ {}").format(
            t(
                "{language}: the original has changed since. Please look at this version, too.",
                language=places.language_label(version.language, t.language),
            )
        )
        for version in correction.text.versions.values()
        if version.stale
    ]
    if sight.living.revision != correction.base_revision:
        lines.append(
            Markup("⚠️ {}").format(
                t("Somebody else has corrected it since you began. You will see their text before anything happens.")
            )
        )
    return Markup("\n").join(lines)


def _reach(t: Speech, sight: Sight) -> list[Markup]:
    lines = [
        t.n(
            "{number} message is corrected where it stands.",
            "{number} messages are corrected where they stand.",
            sight.copies,
        )
    ]
    if sight.maybe:
        lines.append(
            t.n(
                "{number} message may have arrived without Telegram saying so. It cannot be corrected.",
                "{number} messages may have arrived without Telegram saying so. They cannot be corrected.",
                sight.maybe,
            )
        )
    return lines


def _told(t: Speech, charter: Charter, sight: Sight) -> Markup:
    if not sight.ticks:
        return t("Nobody gets a line about it.")
    if ALL in sight.ticks:
        return t("All who have it get a line about it.")
    names = [places.language_label(key, t.language) for key in keys(sight.ticks, LANGUAGES)]
    places_of = [charter.region_name(key, t.language) for key in keys(sight.ticks, REGIONS)]
    return t.n(
        "A line about it goes to {number} person: {names}",
        "A line about it goes to {number} people: {names}",
        sight.told,
        names=t.names([*names, *places_of]),
    )


def _home_keyboard(t: Speech, charter: Charter, sight: Sight) -> dict[str, Any]:
    correction = sight.correction
    number = correction.id
    source = correction.text.source_language
    languages = sorted({*charter.languages, *correction.text.versions}, key=lambda one: (one != source, one))
    marks = dict.fromkeys(sight.changed, "✎ ") | {one: "+ " for one in languages if one not in correction.text.versions}
    rows = in_rows(
        button(marks.get(one, "") + places.language_label(one, t.language), LANGUAGE, number, of=one)
        for one in languages
    )
    if sight.changed and not sight.problems:
        rows.append([button(t.plain("Who gets a line about it"), TELL, number)])
        go = t.n("Correct {number} message", "Correct {number} messages", sight.copies)
        rows.append([button(str(go), APPLY, number)])
    rows.append([button(t.plain("Leave it as it is"), LEAVE, number)])
    return inline(t, *rows)


# One language


def language(t: Speech, correction: Correction, code: str) -> Page:
    """Ask for the new text of one language; the present one stands in the message above."""
    version = correction.text.versions.get(code)
    name = places.language_label(code, t.language)
    if version is None:
        asked = t("<b>{language}</b>: there is no version yet. Send me the text, and it is added.", language=name)
    else:
        asked = t(
            "<b>{language}</b>: above you see the text as it stands. Copy it, change it, and send it to me whole. "
            "Bold, links and the like are kept.",
            language=name,
        )
    rows: list[list[Button]] = []
    if version and version.stale:
        rows.append([button(t.plain("It is right as it is"), FRESH, correction.id, of=code)])
    if version and code != correction.text.source_language:
        rows.append([button(t.plain("Take this version away"), DROP, correction.id, of=code)])
    return asked, inline(t, *rows, [button(t.plain("Back"), HOME, correction.id)])


# Who gets a line about it


def tell(t: Speech, charter: Charter, sight: Sight) -> Page:
    """Tick who gets a line about the correction."""
    html = Markup("\n\n").join(
        [
            t("<b>Who gets a line about it?</b>"),
            t(
                "The text is corrected for everybody, silently. A line is a new message with a sound: "
                "tick only those for whom the change matters."
            ),
            t("With a language and a region ticked, only those get it who match both."),
            _told(t, charter, sight),
        ]
    )
    number = sight.correction.id

    def tick(label: str, value: str, *, ticked: bool) -> Button:
        return button(("✓ " if ticked else "") + label, TICK, number, of=value.replace(":", "."))

    first = [
        tick(t.plain("Nobody"), NOBODY, ticked=not sight.ticks),
        tick(t.plain("All who have it"), ALL, ticked=ALL in sight.ticks),
    ]
    spoken = [
        tick(places.language_label(key, t.language), f"{LANGUAGES}:{key}", ticked=f"{LANGUAGES}:{key}" in sight.ticks)
        for key in sorted({language for language, _ in sight.holders if language})
    ]
    regions = [
        tick(charter.region_name(key, t.language), f"{REGIONS}:{key}", ticked=f"{REGIONS}:{key}" in sight.ticks)
        for key in sorted({region for _, region in sight.holders if region})
    ]
    return html, inline(
        t, *in_rows(first), *in_rows(spoken), *in_rows(regions), [button(t.plain("Done"), HOME, number)]
    )


# Done, or not


def applied(t: Speech, done: Applied, *, told: bool) -> Page:
    """Say that the correction is on its way."""
    lines = [
        t.n(
            "✅ Corrected. {number} message is being changed where it stands.",
            "✅ Corrected. {number} messages are being changed where they stand.",
            done.copies,
        )
    ]
    if told:
        lines.append(t("Those whom you ticked get a line about it."))
    if done.maybe:
        lines.append(
            t.n(
                "{number} message may have arrived and cannot be corrected.",
                "{number} messages may have arrived and cannot be corrected.",
                done.maybe,
            )
        )
    return Markup("\n").join(lines), inline(t, [button(t.plain("Open it"), card.OPEN, done.announcement.id)])


def conflict(t: Speech, mine: Correction, theirs: Conflict, zone: str | None) -> Page:
    """Show what somebody else made of it meanwhile, and let the coordinator decide."""
    name = shorten(theirs.by_name or t.plain("Somebody without a name"), 60)
    head = t("<b>Somebody was faster: nothing of yours was sent</b>")
    if theirs.at:
        who = t(
            "<b>{name}</b> corrected this announcement after you had begun ({moment}).",
            name=name,
            moment=t.moment(theirs.at, zone),
        )
    else:
        who = t("<b>{name}</b> corrected this announcement after you had begun.", name=name)
    differ = [
        one
        for one in sorted({*theirs.text.versions, *mine.text.versions})
        if _body(theirs.text, one) != _body(mine.text, one)
    ]
    shown = [t("Your text would change theirs like this:"), _changes(t, theirs.text, mine.text, differ)]
    if not differ:
        shown = [t("Your text is the same as theirs.")]
    keyboard = inline(
        t,
        [button(t.plain("Put mine in its place"), OVER, mine.id, value=theirs.revision)] if differ else [],
        [button(t.plain("Leave theirs"), LEAVE_SURE, mine.id)],
        [button(t.plain("Begin anew from theirs"), ANEW, mine.id)],
    )
    return Markup("\n\n").join([head, who, *shown]), keyboard


def sure_to_leave(t: Speech, correction: Correction) -> Page:
    """Ask before what was written is thrown away."""
    html = t("<b>Leave the announcement as it is?</b> What you wrote here is thrown away.")
    rows = [
        [button(t.plain("Throw it away"), LEAVE_SURE, correction.id)],
        [button(t.plain("Back"), HOME, correction.id)],
    ]
    return html, inline(t, *rows)
