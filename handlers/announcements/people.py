"""The pages that choose whom an announcement is for. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.announcements import reach, view
from handlers.announcements.pages import Page
from handlers.announcements.reach import Sight
from handlers.announcements.view import button
from handlers.kit.keyboards import Button, in_rows, inline
from handlers.kit.questions import fold, token
from handlers.kit.speech import Speech
from network import places
from network.announcements.audiences import DIMENSIONS
from network.announcements.reading import Announcement
from network.charter import Charter
from network.errors import N_

PER_PAGE = 12
HUBS, EVENTS = "hubs", "events"


def overview(t: Speech, charter: Charter, sight: Sight, *, groups: bool) -> Page:
    """Show whom it is for, and what it can be narrowed by; `groups` says whether there are any to choose."""
    draft = sight.draft
    chosen = reach.chosen_lines(t, charter, sight)
    parts = [t("<b>Who gets it?</b>")]
    if chosen:
        parts.append(Markup("\n").join(chosen))
    parts.append(Markup("\n").join(reach.count_lines(t, sight)))
    doors = [
        button(draft, t.plain(reach.DIMENSION_NAMES.get(name, name)), view.DIMENSION, of=name)
        for name in DIMENSIONS
        if groups or name != HUBS
    ]
    rows = in_rows(doors)
    if draft.audience.hubs or not draft.to_people:
        label = t.plain("Only to the groups") if draft.to_people else t.plain("Also to people's own chats")
        rows.append([button(draft, label, view.TO_PEOPLE, value="n" if draft.to_people else "y")])
    if _narrowed(draft):
        rows.append([button(draft, t.plain("Everybody again"), view.EVERYBODY)])
    return Markup("\n\n").join(parts), inline(t, *rows, [button(draft, t.plain("Back"), view.HOME)])


def _narrowed(draft: Announcement) -> bool:
    return bool(draft.audience.excluded) or any(getattr(draft.audience, name) for name in DIMENSIONS)


_ASKED = {
    HUBS: N_("Tap a group to send it there, too."),
}


def dimension(
    t: Speech,
    charter: Charter,
    sight: Sight,
    name: str,
    choices: Sequence[str],
    *,
    leaving_out: bool,
    page: int = 0,
    note: Markup | None = None,
) -> Page:
    """Offer the values of one dimension, to choose or to leave out, and how many people that makes."""
    draft = sight.draft
    chosen = getattr(draft.audience, name)
    excluded = {value for of, value in draft.audience.excluded if of == name}
    offered = arranged(t, draft, name, choices)
    page = max(0, min(page, (len(offered) - 1) // PER_PAGE))
    act = view.LEAVE_OUT if leaving_out else view.CHOOSE

    def label(key: str) -> str:
        mark = "✓ " if key in chosen else "✗ " if key in excluded else ""
        return mark + reach.value_name(t, charter, name, key, sight.events)

    options = [
        button(draft, label(key), act, of=name, value=token(key))
        for key in offered[page * PER_PAGE : (page + 1) * PER_PAGE]
    ]
    parts: list[Markup] = [t("<b>{title}</b>", title=t.plain(reach.DIMENSION_NAMES[name]))]
    parts.append(
        _asked(
            t,
            name,
            leaving_out=leaving_out,
            any_chosen=bool(chosen),
            any_left_out=bool(excluded),
            offered=bool(offered),
        )
    )
    parts.append(Markup("\n").join(reach.count_lines(t, sight)))
    if note:
        parts.append(note)
    rows = [*in_rows(options), _turns(t, sight, name, page, len(offered), leaving_out=leaving_out)]
    rows += _modes(t, sight, name, page, leaving_out=leaving_out, any_set=bool(chosen or excluded))
    return Markup("\n\n").join(parts), inline(t, *rows, [button(draft, t.plain("Back"), view.PEOPLE)])


def arranged(t: Speech, draft: Announcement, name: str, choices: Sequence[str]) -> list[str]:
    """Put what is offered in order, with what was chosen before: countries by name, all else as the charter has it."""
    excluded = [value for of, value in draft.audience.excluded if of == name]
    keys = list(dict.fromkeys([*choices, *getattr(draft.audience, name), *excluded]))
    if name != "countries":
        return keys
    return sorted(keys, key=lambda key: fold(places.country_name(key, t.language)))


def _asked(t: Speech, name: str, *, leaving_out: bool, any_chosen: bool, any_left_out: bool, offered: bool) -> Markup:
    if not offered:
        return t("There is nothing to choose here yet.")
    if name in _ASKED:
        return t(_ASKED[name])
    if name == EVENTS and not (leaving_out or any_chosen or any_left_out):
        return t("Tap an event to send it <b>only</b> to those going to it (✓).")
    if leaving_out:
        return t("Tap whom to <b>leave out</b> (✗).")
    if any_chosen:
        return t("It goes only to those with ✓. Tap to change.")
    if any_left_out:
        return t("It goes to all but those with ✗. Tap some to send it <b>only</b> to them (✓).")
    return t("It goes to all of these. Tap some to send it <b>only</b> to them (✓).")


def _turns(t: Speech, sight: Sight, name: str, page: int, count: int, *, leaving_out: bool) -> list[Button]:
    def turn(label: str, to: int) -> Button:
        return button(sight.draft, label, view.DIMENSION, of=name, value=place(to, leaving_out=leaving_out))

    turns = []
    if page > 0:
        turns.append(turn(t.plain("◀ Page {number}", number=t.number(page)), page - 1))
    if (page + 1) * PER_PAGE < count:
        turns.append(turn(t.plain("Page {number} ▶", number=t.number(page + 2)), page + 1))
    return turns


def _modes(t: Speech, sight: Sight, name: str, page: int, *, leaving_out: bool, any_set: bool) -> list[list[Button]]:
    rows = []
    if DIMENSIONS[name].excludable:
        label = t.plain("Choose instead") if leaving_out else t.plain("Leave some out")
        other = place(page, leaving_out=not leaving_out)
        rows.append([button(sight.draft, label, view.DIMENSION, of=name, value=other)])
    if any_set:
        rows.append([button(sight.draft, t.plain("All of them again"), view.ANYBODY, of=name)])
    return rows


def place(page: int, *, leaving_out: bool) -> str:
    """Pack a page and its mode into a button's value."""
    return f"{page}{'x' if leaving_out else ''}"


def placed(value: str) -> tuple[int, bool]:
    """Read what `place` packed; whatever else a button carries is the first page."""
    number = value.removesuffix("x")
    page = int(number) if number.isascii() and number.isdigit() and len(number) <= 3 else 0
    return page, value.endswith("x")
