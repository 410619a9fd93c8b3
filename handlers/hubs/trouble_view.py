"""What goes wrong with hub groups, in words, with what to do about it. Pure."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from handlers.hubs.view import Shown, title_of
from handlers.hubs.words import OPEN, button, right_lines
from handlers.kit.keyboards import inline
from handlers.kit.speech import Speech
from network.hubs import troubles
from network.hubs.cards import Card


def _admin(t: Speech, shown: Card, code: str) -> Markup:
    number = int(code.removeprefix(troubles.ADMIN))
    name = shown.admins.get(number)
    if name:
        return t(
            "• <b>{name}</b> administers the group and may not be in it any more. I can't take administrators out: "
            "please do it, or take the administrator's rights away, and I see to the rest.",
            name=name,
        )
    return t(
        "• Somebody who administers the group has left the network. I can't take administrators out, and keep no name "
        "of theirs: please look through the group's administrators."
    )


def _removed(t: Speech, _shown: Card, _code: str) -> Markup:
    return t(
        "• I am out of the group: I was removed, or the group was deleted. Discussions and events go on in the private "
        "chats. If the group is to go on, add me again and link it."
    )


def _moved(t: Speech, _shown: Card, _code: str) -> Markup:
    return t(
        "• Telegram has made it a supergroup. Everything goes on there by itself. Only the link to come in is a new "
        "one: you find it on the group's card."
    )


def _silent(t: Speech, _shown: Card, _code: str) -> Markup:
    return t(
        "• I can't write there. Please look whether members may write in the group at all, make me an administrator, "
        "and press <i>Check again</i> on the group's card."
    )


def _description(t: Speech, _shown: Card, _code: str) -> Markup:
    return t(
        "• The group's description has no room to say that I read along. Please shorten it, and press "
        "<i>Check again</i> on the group's card."
    )


def _threads(t: Speech, _shown: Card, _code: str) -> Markup:
    return t(
        "• A topic in the group was deleted or closed, or I could not open one. Discussions go on in the private "
        "chats. Please look whether I may manage topics there."
    )


def _post(t: Speech, _shown: Card, _code: str) -> Markup:
    return t(
        "• A post that was hidden or deleted still stands in the group, in its author's own message: it is older than "
        "two days, and Telegram lets only people delete it. Please delete it there yourself."
    )


WORDS: Mapping[str, Callable[[Speech, Card, str], Markup]] = {
    troubles.REMOVED: _removed,
    troubles.MOVED: _moved,
    troubles.SILENT: _silent,
    troubles.DESCRIPTION: _description,
    troubles.THREADS: _threads,
    troubles.ADMIN: _admin,
    troubles.POST: _post,
}


def trouble_lines(t: Speech, shown: Card) -> list[Markup]:
    """What goes wrong with a group, a paragraph each, with what to do; missing rights stand by themselves."""
    found = []
    for code in shown.group.told:
        kind = next((one for one in (troubles.ADMIN, troubles.POST) if code.startswith(one)), code)
        if kind in WORDS:
            found.append(WORDS[kind](t, shown, code))
    return found


def trouble(t: Speech, shown: Card) -> Shown:
    """Tell coordinators what goes wrong with a group, as it stands now."""
    group = shown.group
    head = t("<b>{group}</b>", group=title_of(t, group))
    lacking = [code.removeprefix(troubles.RIGHT) for code in group.told if code.startswith(troubles.RIGHT)]
    lines = trouble_lines(t, shown)
    if troubles.REMOVED in group.told:
        lines, lacking = [_removed(t, shown, troubles.REMOVED)], []
    if not lines and not lacking:
        text = t("All is well with this group again. Thank you!")
    else:
        parts = [t("Something is not as it should be in this group. The rest goes on."), *lines]
        if lacking:
            lead = t("• I lack rights there. Please give me:")
            parts.append(Markup("\n").join([lead, *right_lines(t, lacking)]))
        text = Markup("\n\n").join(parts)
    return Markup("\n\n").join([head, text]), inline(t, [button(t.plain("The group's card"), OPEN, group.id)])
