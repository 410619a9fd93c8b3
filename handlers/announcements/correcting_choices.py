"""Correcting what was sent: who gets a line about it, how it ends, and what is to be decided when two do it at once."""

from markupsafe import Markup

from handlers.announcements import card
from handlers.announcements.card import button
from handlers.announcements.correcting_view import (
    ALL,
    ANEW,
    HOME,
    LANGUAGES,
    LEAVE_SURE,
    NOBODY,
    OVER,
    REGIONS,
    TICK,
    Page,
    Sight,
    body,
    changes_shown,
    told_words,
)
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.speech import Speech
from network import places
from network.announcements.correcting import Applied, Conflict, Correction
from network.charter import Charter

# Who gets a note about it


def tell(t: Speech, charter: Charter, sight: Sight) -> Page:
    """Tick who gets a line about the correction."""
    html = Markup("\n\n").join(
        [
            t("<b>Who gets a note about it?</b>"),
            t(
                "The text is corrected for everybody, silently. A note is a new message with a sound: "
                "tick only those for whom the change matters."
            ),
            t("With a language and a region ticked, only those get it who match both."),
            told_words(t, charter, sight),
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
        for key in sight.languages
    ]
    regions = [
        tick(charter.region_name(key, t.language), f"{REGIONS}:{key}", ticked=f"{REGIONS}:{key}" in sight.ticks)
        for key in sight.regions
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
        lines.append(t("Those whom you ticked get a note about it."))
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
        if body(theirs.text, one) != body(mine.text, one)
    ]
    shown = [t("Your text would change theirs like this:"), changes_shown(t, theirs.text, mine.text, differ)]
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
