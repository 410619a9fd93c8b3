"""Correcting what was sent: its page, a language, who gets a line about it, and what happens when two do it at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from db.values import RichText
from handlers.announcements import card, view
from handlers.announcements.card import button
from handlers.announcements.changes import changes
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network import places
from network.announcements.correcting import Correction
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
    unsent: int
    maybe: int
    holders: Mapping[tuple[str, str | None], int] = field(default_factory=dict)
    estimated: bool = False

    @property
    def living(self) -> Text:
        """The text that stands now."""
        return self.correction.announcement.text or self.correction.text

    @property
    def changed(self) -> list[str]:
        """The languages whose words or formatting change, the source first."""
        return [one for one in self._languages if body(self.living, one) != body(self.correction.text, one)]

    @property
    def _languages(self) -> list[str]:
        new = self.correction.text
        return sorted({*self.living.versions, *new.versions}, key=lambda one: (one != new.source_language, one))

    @property
    def languages(self) -> list[str]:
        """The languages of those who have it, the one of most readers first."""
        return self._most(0)

    @property
    def regions(self) -> list[str]:
        """Their regions, as `languages`."""
        return self._most(1)

    def _most(self, place: int) -> list[str]:
        sums: Counter[str] = Counter()
        for at, number in self.holders.items():
            if key := at[place]:
                sums[key] += number
        return [key for key, _ in sums.most_common()]

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


def body(text: Text, language: str) -> RichText | None:
    """Return the words of a version, if there is one."""
    version = text.versions.get(language)
    return version.body if version else None


# The page


def home(t: Speech, charter: Charter, sight: Sight, note: Markup | None = None) -> Page:
    """Show what would change, and what is to be decided."""
    correction = sight.correction
    parts = [t("<b>Correct this announcement</b>")]
    if sight.changed:
        parts.append(changes_shown(t, sight.living, correction.text, sight.changed))
    else:
        parts.append(card.quoted(t, correction.announcement))
        parts.append(t("Choose a language. I show you its text, and you send me the corrected one."))
    if trouble := _trouble(t, sight):
        parts.append(trouble)
    if sight.changed and not sight.problems:
        parts.append(Markup("\n").join([*_reach(t, sight), told_words(t, charter, sight)]))
    if note:
        parts.append(note)
    return Markup("\n\n").join(parts), _home_keyboard(t, charter, sight)


def changes_shown(t: Speech, old: Text, new: Text, languages: Sequence[str]) -> Markup:
    """Show what changes in each of these languages."""
    parts = []
    for language in languages:
        head = t("<b>{language}</b>", language=places.language_label(language, t.language))
        before, after = body(old, language), body(new, language)
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
    if sight.unsent:
        lines.append(
            t.n("{number} more leaves with the new text.", "{number} more leave with the new text.", sight.unsent)
        )
    if sight.maybe:
        lines.append(
            t.n(
                "{number} message may have arrived without Telegram saying so. It cannot be corrected.",
                "{number} messages may have arrived without Telegram saying so. They cannot be corrected.",
                sight.maybe,
            )
        )
    return lines


def told_words(t: Speech, charter: Charter, sight: Sight) -> Markup:
    """Say who gets a line about it."""
    if not sight.ticks:
        return t("Nobody gets a note about it.")
    if ALL in sight.ticks:
        return t("All who have it get a note about it.")
    names = [places.language_label(key, t.language) for key in keys(sight.ticks, LANGUAGES)]
    places_of = [charter.region_name(key, t.language) for key in keys(sight.ticks, REGIONS)]
    if sight.estimated:
        return t.n(
            "A note about it goes to about {number} person: {names}",
            "A note about it goes to about {number} people: {names}",
            sight.told,
            names=t.names([*names, *places_of]),
        )
    return t.n(
        "A note about it goes to {number} person: {names}",
        "A note about it goes to {number} people: {names}",
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
        rows.append([button(t.plain("Who gets a note about it"), TELL, number)])
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
